#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// Bytes as text and back. Reading is strict: nothing for a text that writing would not have made, so that one value
/// has one spelling. None of it looks bytes up in tables, so that keys do not show in the cache.
std::string toHex(std::string_view bytes);
std::optional<std::string> fromHex(std::string_view text);
/// RFC 4648, section 4.
std::string toBase64(std::string_view bytes);
std::optional<std::string> fromBase64(std::string_view text);
/// RFC 4648, section 5, without padding: as tokens and URLs spell it.
std::string toBase64Url(std::string_view bytes);
std::optional<std::string> fromBase64Url(std::string_view text);

}  // namespace heddle::security
