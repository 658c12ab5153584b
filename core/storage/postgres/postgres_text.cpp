#include "core/storage/postgres/postgres_text.h"

#include <cstdint>

namespace heddle::storage {
namespace {

constexpr std::string_view kMark = "\xf4\x8f\xbf\xbe";  // U+10FFFE
constexpr std::string_view kDigits = "0123456789abcdef";

bool isContinuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

/// Length of the well-formed character at the beginning of `text` (Unicode, table 3-7), or 0.
std::size_t characterLength(std::string_view text) {
    const auto byte = [&](std::size_t at) -> unsigned { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!isContinuation(text, i)) return 0;
    }
    const unsigned second = byte(1);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
    return length;
}

unsigned digitOf(char c) { return static_cast<unsigned>(kDigits.find(c)); }

}  // namespace

std::string toPostgresText(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + 1);
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t plain = at;
        while (plain < bytes.size() && static_cast<signed char>(bytes[plain]) > 0)
            ++plain;
        text.append(bytes, at, plain - at);
        at = plain;
        if (at == bytes.size()) break;
        std::size_t length = characterLength(bytes.substr(at, 4));
        if (bytes.substr(at, kMark.size()) == kMark) length = 0;
        if (length > 0) {
            text.append(bytes, at, length);
            at += length;
            continue;
        }
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        text.append(kMark).append({kDigits[byte >> 4], kDigits[byte & 15]});
    }
    return text;
}

bool isEscapedText(std::string_view text) { return text.find(kMark) != std::string_view::npos; }

std::string fromPostgresText(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    std::size_t at = 0;
    for (std::size_t mark; (mark = text.find(kMark, at)) != std::string_view::npos; at = mark + kMark.size() + 2) {
        bytes.append(text, at, mark - at);
        const std::string_view digits = text.substr(mark + kMark.size(), 2);
        if (digits.size() == 2) bytes += static_cast<char>(digitOf(digits[0]) << 4 | digitOf(digits[1]));
    }
    if (at < text.size()) bytes.append(text, at);
    return bytes;
}

}  // namespace heddle::storage
