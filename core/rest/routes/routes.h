#pragma once
#include "core/rest/routes/backend.h"
#include "core/rest/routing/route.h"

#include <vector>

namespace heddle::rest {

class RouteList;

/// Every route of a server. `backend` must outlive them.
std::vector<Route> allRoutes(const Backend& backend);

/// What they refer to as "#/components/schemas/…": resources/rest/schemas.json.
Json routeSchemas();

void addServerRoutes(RouteList& routes, const Backend& backend);
void addAuthRoutes(RouteList& routes, const Backend& backend);
void addUserRoutes(RouteList& routes, const Backend& backend);
void addAuditRoutes(RouteList& routes, const Backend& backend);
void addAgentRoutes(RouteList& routes, const Backend& backend);
void addReviewRoutes(RouteList& routes, const Backend& backend);
void addStoreRoutes(RouteList& routes, const Backend& backend);
void addChatRoutes(RouteList& routes, const Backend& backend);
void addSearchRoutes(RouteList& routes, const Backend& backend);
void addTemplateRoutes(RouteList& routes, const Backend& backend);
void addNodeTypeRoutes(RouteList& routes, const Backend& backend);
void addConfigRoutes(RouteList& routes, const Backend& backend);
void addMaintenanceRoutes(RouteList& routes, const Backend& backend);
void addSettingRoutes(RouteList& routes, const Backend& backend);
void addToolRoutes(RouteList& routes, const Backend& backend);
void addJobRoutes(RouteList& routes, const Backend& backend);
void addExecutionRoutes(RouteList& routes, const Backend& backend);

}  // namespace heddle::rest
