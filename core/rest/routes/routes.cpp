#include "core/rest/routes/routes.h"

#include "core/rest/routes/embedded_schemas.h"
#include "core/rest/routes/route_list.h"

namespace heddle::rest {

std::vector<Route> allRoutes(const Backend& backend) {
    RouteList routes;
    addServerRoutes(routes, backend);
    addAuthRoutes(routes, backend);
    addUserRoutes(routes, backend);
    addAuditRoutes(routes, backend);
    addSettingRoutes(routes, backend);
    addMaintenanceRoutes(routes, backend);
    addAgentRoutes(routes, backend);
    addReviewRoutes(routes, backend);
    addTemplateRoutes(routes, backend);
    addNodeTypeRoutes(routes, backend);
    addConfigRoutes(routes, backend);
    addToolRoutes(routes, backend);
    addStoreRoutes(routes, backend);
    addChatRoutes(routes, backend);
    addExecutionRoutes(routes, backend);
    addJobRoutes(routes, backend);
    addSearchRoutes(routes, backend);
    return routes.take();
}

Json routeSchemas() { return parseJson(embeddedSchemas(), "resources/rest/schemas.json"); }

}  // namespace heddle::rest
