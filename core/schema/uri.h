#pragma once
#include <string>
#include <string_view>

namespace heddle::schema {

/// `reference` as seen from `base` (RFC 3986, section 5.2). A base without scheme is taken as it is.
std::string resolveUri(std::string_view base, std::string_view reference);

/// What is before, and what is after the `#`.
std::string_view withoutFragment(std::string_view uri);
std::string_view fragmentOf(std::string_view uri);

std::string percentDecoded(std::string_view text);

}  // namespace heddle::schema
