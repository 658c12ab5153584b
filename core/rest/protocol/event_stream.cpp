#include "core/rest/protocol/event_stream.h"

#include "core/rest/protocol/problem_document.h"

#include <boost/system/system_error.hpp>

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

Response streamingReply(std::string contentType) {
    Response response;
    response.headers.add("Content-Type", std::move(contentType));
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Accel-Buffering", "no");
    return response;
}

/// `text` without what would end its line.
std::string oneLine(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return text;
}

/// Runs `work`, and gives what went wrong unless the client has left.
asio::awaitable<std::optional<Error>> failureOf(asio::awaitable<void> work) {
    try {
        co_await std::move(work);
        co_return std::nullopt;
    } catch (const boost::system::system_error&) {
        throw;
    } catch (...) {
        const Error error = currentError();
        if (error.kind() == ErrorKind::Cancelled) throw;
        co_return error;
    }
}

}  // namespace

asio::awaitable<void> NdjsonWriter::write(const Json& line) {
    const std::string text = compactJson(line) + "\n";
    co_await m_stream.write(text);
}

asio::awaitable<void> SseWriter::write(const ServerEvent& event) {
    std::string text;
    if (!event.id.empty()) text += "id: " + oneLine(event.id) + "\n";
    if (!event.name.empty()) text += "event: " + oneLine(event.name) + "\n";
    for (std::size_t at = 0; at <= event.data.size();) {
        const std::size_t end = std::min(event.data.find_first_of("\r\n", at), event.data.size());
        text.append("data: ").append(event.data, at, end - at).append("\n");
        at = end + (event.data.compare(end, 2, "\r\n") == 0 ? 2 : 1);
    }
    text += "\n";
    co_await m_stream.write(text);
}

Response ndjsonReply(std::string requestId, std::function<asio::awaitable<void>(NdjsonWriter&)> produce) {
    Response response = streamingReply("application/x-ndjson");
    response.produce = [id = std::move(requestId),
                        write = std::move(produce)](ResponseStream& stream) -> asio::awaitable<void> {
        NdjsonWriter writer(stream);
        const auto failure = co_await failureOf(write(writer));
        if (!failure) co_return;
        const Json line{{"type", "error"}, {"problem", problemDocument(*failure, id)}};
        co_await writer.write(line);
    };
    return response;
}

Response sseReply(std::string requestId, std::function<asio::awaitable<void>(SseWriter&)> produce) {
    Response response = streamingReply("text/event-stream");
    response.heartbeat = ": still here\n\n";
    response.isResumable = true;
    response.produce = [id = std::move(requestId),
                        write = std::move(produce)](ResponseStream& stream) -> asio::awaitable<void> {
        SseWriter writer(stream);
        const auto failure = co_await failureOf(write(writer));
        if (!failure) co_return;
        const ServerEvent event("", "error", compactJson(problemDocument(*failure, id)));
        co_await writer.write(event);
    };
    return response;
}

}  // namespace heddle::rest
