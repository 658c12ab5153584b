#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace heddle::net {

/// Takes the bytes of newline-delimited JSON in pieces of any size and hands out its lines, without blank ones; the
/// last needs no line end. Only LF and CRLF separate. Throws Error(Limit, "net.event_too_large") over `limit` bytes in
/// a line.
class NdjsonReader {
public:
    using Sink = std::function<void(std::string_view line)>;

    explicit NdjsonReader(Sink sink, std::size_t limit = 16u << 20);
    void feed(std::string_view bytes);
    void finish();

private:
    void flush();

    Sink m_sink;
    std::size_t m_limit;
    std::string m_line;
};

}  // namespace heddle::net
