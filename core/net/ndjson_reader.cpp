#include "core/net/ndjson_reader.h"

#include "core/base/error.h"

namespace heddle::net {

NdjsonReader::NdjsonReader(Sink sink, std::size_t limit) : m_sink(std::move(sink)), m_limit(limit) {}

void NdjsonReader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        m_line += bytes.substr(0, end);
        if (m_line.size() > m_limit) throw Error(ErrorKind::Limit, "net.event_too_large", {{"limit", m_limit}});
        if (end == std::string_view::npos) return;
        bytes.remove_prefix(end + 1);
        flush();
    }
}

void NdjsonReader::finish() { flush(); }

void NdjsonReader::flush() {
    std::string line = std::exchange(m_line, {});
    if (line.ends_with('\r')) line.pop_back();
    if (line.find_first_not_of(" \t") != std::string::npos) m_sink(line);
}

}  // namespace heddle::net
