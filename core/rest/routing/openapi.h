#pragma once
#include "core/base/json.h"
#include "core/rest/routing/route.h"

#include <string>
#include <vector>

namespace heddle::rest {

struct ApiTitle {
    std::string title;
    std::string version;
    std::string summary;
};

/// The routes as an OpenAPI 3.1 document. `schemas`: by name, what the routes refer to as "#/components/schemas/…".
Json openApiDocument(const ApiTitle& title, const std::vector<Route>& routes, const Json& schemas);

}  // namespace heddle::rest
