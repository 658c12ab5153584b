#pragma once
#include "core/rest/routing/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::rest {

/// /openapi.json with this text, and /docs: a page that shows it, without any other server's help.
std::vector<Route> docsRoutes(std::string openApi);

/// The files of resources/rest, as the build found them.
std::string_view embeddedPage();
std::string_view embeddedScript();
std::string_view embeddedStyle();

}  // namespace heddle::rest
