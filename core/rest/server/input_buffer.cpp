#include "core/rest/server/input_buffer.h"

#include <algorithm>

namespace heddle::rest {

std::span<char> InputBuffer::room(std::size_t size) {
    if (m_start > 0) {
        std::copy(m_bytes.begin() + static_cast<std::ptrdiff_t>(m_start),
                  m_bytes.begin() + static_cast<std::ptrdiff_t>(m_end), m_bytes.begin());
        m_end -= m_start;
        m_start = 0;
    }
    if (m_bytes.size() > kKept && m_end + size <= kKept) {
        m_bytes.resize(kKept);
        m_bytes.shrink_to_fit();
    }
    if (m_bytes.size() < m_end + size) m_bytes.resize(m_end + size);
    return {m_bytes.data() + m_end, size};
}

void InputBuffer::read(std::size_t size) {
    m_start += size;
    if (m_start == m_end) m_start = m_end = 0;
}

}  // namespace heddle::rest
