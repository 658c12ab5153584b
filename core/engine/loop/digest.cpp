#include "core/engine/loop/digest.h"

namespace heddle::engine {
namespace {

/// The finalizer of SplitMix64.
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

}  // namespace

Digest& Digest::add(std::uint64_t number) {
    m_high = mixed(m_high ^ number);
    m_low = mixed(m_low + number * 0x9E3779B97F4A7C15ULL + m_high);
    return *this;
}

Digest& Digest::add(std::string_view text) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * (i % 8));
        if (i % 8 != 7) continue;
        add(word);
        word = 0;
    }
    return add(word).add(text.size());
}

std::string Digest::text() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(32, '0');
    for (int i = 0; i < 16; ++i) {
        text[i] = digits[(m_high >> (60 - 4 * i)) & 0xF];
        text[16 + i] = digits[(m_low >> (60 - 4 * i)) & 0xF];
    }
    return text;
}

}  // namespace heddle::engine
