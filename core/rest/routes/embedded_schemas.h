#pragma once
#include <string_view>

namespace heddle::rest {

/// resources/rest/schemas.json, as the build found it.
std::string_view embeddedSchemas();

}  // namespace heddle::rest
