#pragma once
#include "core/base/json.h"
#include "core/rest/server/response.h"

#include <functional>
#include <string>
#include <string_view>

namespace heddle::rest {

/// Lines of JSON (application/x-ndjson), written as they come.
class NdjsonWriter {
public:
    explicit NdjsonWriter(ResponseStream& stream) : m_stream(stream) {}
    /// As ResponseStream::write.
    boost::asio::awaitable<void> write(const Json& line);

private:
    ResponseStream& m_stream;
};

/// One server-sent event. `id` is what a client sends back as Last-Event-ID.
struct ServerEvent {
    ServerEvent() = default;
    ServerEvent(std::string eventId, std::string eventName, std::string eventData)
        : id(std::move(eventId)), name(std::move(eventName)), data(std::move(eventData)) {}

    std::string id;    ///< one line, or empty
    std::string name;  ///< one line, or empty for "message"
    std::string data;
};

class SseWriter {
public:
    explicit SseWriter(ResponseStream& stream) : m_stream(stream) {}
    /// As ResponseStream::write.
    boost::asio::awaitable<void> write(const ServerEvent& event);

private:
    ResponseStream& m_stream;
};

/// Streaming replies. An Error that `produce` throws ends the stream with the problem document as its last line
/// (`{"type":"error","problem":…}`) or event (named "error"): by then the status is long gone. No proxy may hold them
/// back or keep them.
Response ndjsonReply(std::string requestId, std::function<boost::asio::awaitable<void>(NdjsonWriter&)> produce);
/// With a comment as heartbeat; ended when the server stops, for clients come back by themselves.
Response sseReply(std::string requestId, std::function<boost::asio::awaitable<void>(SseWriter&)> produce);

}  // namespace heddle::rest
