#include "core/base/utf8.h"

namespace heddle {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool isScalar(char32_t c) { return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF); }

/// Length of the valid sequence at `at`, its code point in `c`; 0 when it is not valid (RFC 3629, section 4).
std::size_t decode(std::string_view text, std::size_t at, char32_t& c) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) {
        c = first;
        return 1;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
    c = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0u) != 0x80) return 0;
        c = (c << 6) | (next & 0x3Fu);
    }
    const bool isShortest = length == 2 || (length == 3 && c >= 0x800) || (length == 4 && c >= 0x10000);
    return isShortest && isScalar(c) ? length : 0;
}

}  // namespace

char32_t nextCodePoint(std::string_view text, std::size_t& at) {
    char32_t c = 0;
    const std::size_t length = decode(text, at, c);
    at += length == 0 ? 1 : length;
    return length == 0 ? kReplacement : c;
}

void appendCodePoint(std::string& text, char32_t c) {
    if (!isScalar(c)) c = kReplacement;
    const auto tail = [&](int shift) { text += static_cast<char>(0x80u | ((c >> shift) & 0x3Fu)); };
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0u | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0u | (c >> 12));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0u | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        char32_t c = 0;
        const std::size_t length = decode(text, at, c);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::size_t codePointCount(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        nextCodePoint(text, at);
    return count;
}

}  // namespace heddle
