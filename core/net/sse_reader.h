#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::net {

/// One server-sent event (WHATWG HTML, section 9.2).
struct SseEvent {
    std::string type = "message";
    std::string data;
    std::string id;  ///< the last one that the stream has set
    std::optional<int> retryMs;

    bool operator==(const SseEvent&) const = default;
};

/// Takes the bytes of an event stream in pieces of any size and hands out its events. Knows LF, CRLF and CR, a byte
/// order mark, comments and data of several lines. Unlike the standard it also hands out a last event that no blank
/// line ends: model servers forget it. Throws Error(Limit, "net.event_too_large") over `limit` bytes in one event.
class SseReader {
public:
    using Sink = std::function<void(const SseEvent&)>;

    explicit SseReader(Sink sink, std::size_t limit = 16u << 20);
    void feed(std::string_view bytes);
    void finish();

private:
    void line(std::string_view text);
    void dispatch();

    Sink m_sink;
    std::size_t m_limit;
    std::string m_line;
    SseEvent m_event;
    bool m_hasData = false;
    bool m_skipLineFeed = false;
    bool m_first = true;
};

}  // namespace heddle::net
