#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace heddle::rest {

/// Bytes that came and are not read yet. Small while a connection idles, and small again after a large body.
class InputBuffer {
public:
    std::string_view unread() const { return {m_bytes.data() + m_start, m_end - m_start}; }
    /// Room for the next `size` bytes; moves what is unread. Nobody may hold the last room or view then.
    std::span<char> room(std::size_t size);
    /// So many bytes of the room were filled.
    void filled(std::size_t size) { m_end += size; }
    void read(std::size_t size);

private:
    static constexpr std::size_t kKept = 16u << 10;

    std::vector<char> m_bytes;
    std::size_t m_start = 0;
    std::size_t m_end = 0;
};

}  // namespace heddle::rest
