#pragma once
#include <string>
#include <string_view>

namespace heddle::rest {

/// How much a client wants `value`, from 0 (not at all) to 1, by its Accept or Accept-Encoding field (RFC 9110, section
/// 12.4.2). The most exact entry counts: "text/html", then "text/*", then "*/*" or "*".
double qualityOf(std::string_view field, std::string_view value);

/// "text/plain" of "Text/Plain; charset=utf-8".
std::string mediaTypeOf(std::string_view contentType);

}  // namespace heddle::rest
