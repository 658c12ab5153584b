#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace heddle {

/// The code point at byte `at`, which moves behind it. A byte that is not valid UTF-8 gives U+FFFD and counts alone.
char32_t nextCodePoint(std::string_view text, std::size_t& at);

/// Appends `c` as UTF-8; what is no Unicode scalar value becomes U+FFFD.
void appendCodePoint(std::string& text, char32_t c);

bool isUtf8(std::string_view text);
std::size_t codePointCount(std::string_view text);

}  // namespace heddle
