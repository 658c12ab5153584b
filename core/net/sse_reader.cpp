#include "core/net/sse_reader.h"

#include "core/base/error.h"

namespace heddle::net {

SseReader::SseReader(Sink sink, std::size_t limit) : m_sink(std::move(sink)), m_limit(limit) {}

void SseReader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        // The LF of a CRLF may come with the next piece.
        if (m_skipLineFeed && bytes.front() == '\n') bytes.remove_prefix(1);
        m_skipLineFeed = false;
        const auto end = bytes.find_first_of("\r\n");
        m_line += bytes.substr(0, end);
        if (m_line.size() + m_event.data.size() > m_limit)
            throw Error(ErrorKind::Limit, "net.event_too_large", {{"limit", m_limit}});
        if (end == std::string_view::npos) return;
        m_skipLineFeed = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        line(m_line);
        m_line.clear();
    }
}

void SseReader::finish() {
    if (!m_line.empty()) line(m_line);
    m_line.clear();
    dispatch();
}

void SseReader::line(std::string_view text) {
    if (std::exchange(m_first, false) && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.empty()) return dispatch();
    const auto colon = text.find(':');
    const std::string_view field = text.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "data") {
        if (m_hasData) m_event.data += '\n';
        m_event.data += value;
        m_hasData = true;
    } else if (field == "event") {
        m_event.type = value.empty() ? "message" : std::string(value);
    } else if (field == "id") {
        if (value.find('\0') == std::string_view::npos) m_event.id = value;
    } else if (field == "retry" && !value.empty() && value.size() < 9 &&
               value.find_first_not_of("0123456789") == std::string_view::npos) {
        m_event.retryMs = std::stoi(std::string(value));
    }
}

void SseReader::dispatch() {
    SseEvent event = std::move(m_event);
    m_event = SseEvent();
    m_event.id = event.id;
    if (std::exchange(m_hasData, false)) m_sink(event);
}

}  // namespace heddle::net
