#pragma once
#include <string>
#include <string_view>

namespace heddle::net {

/// `url` as people and logs may see it: no user, no query, no fragment. Text that is no URL comes back as it is, up to
/// the first of those marks.
std::string displayUrl(std::string_view url);

/// `base` and `path` with exactly one slash between them.
std::string joinUrl(std::string_view base, std::string_view path);

/// "https://host:port", with the scheme's usual port filled in; empty when `url` is no URL.
std::string originOf(std::string_view url);

/// Whether `url` points to this computer.
bool isLoopback(std::string_view url);

/// `reference` as seen from `url` (RFC 3986, section 5); empty when it leads nowhere.
std::string resolveUrl(std::string_view url, std::string_view reference);

/// `text` as one part of a path or a query: all but unreserved characters encoded (RFC 3986, section 2.3).
std::string percentEncoded(std::string_view text);

}  // namespace heddle::net
