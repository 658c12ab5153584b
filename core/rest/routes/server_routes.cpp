#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/storage/database.h"

namespace heddle::rest {

using boost::asio::awaitable;

void addServerRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("server");
    const std::string health = compactJson({{"status", "ok"}, {"version", HEDDLE_VERSION}});
    Route& alive = routes.addPublic(
        "GET", "/health", "health", "Whether the server is there at all",
        [health](Call) -> awaitable<Response> { co_return Response(200, "application/json", health); });
    replies(alive, 200, "It is", schemaRef("Health"));

    storage::Database& database = backend.database;
    Route& ready = routes.addPublic("GET", "/ready", "ready", "Whether the server can do its work",
                                    [&database](Call) -> awaitable<Response> {
                                        const auto look = [](storage::Connection& c) { return c.schemaVersion(); };
                                        const int schema = co_await database.read(look);
                                        co_return Response::json(200, {{"status", "ready"}, {"schema", schema}});
                                    });
    replies(ready, 200, "It can", schemaRef("Readiness"));

    const std::string which = compactJson({{"name", "Heddle"}, {"version", HEDDLE_VERSION}, {"api", "v1"}});
    Route& version =
        routes.addPublic("GET", "/version", "version", "Which Heddle this is",
                         [which](Call) -> awaitable<Response> { co_return Response(200, "application/json", which); });
    replies(version, 200, "The version", schemaRef("Version"));
}

}  // namespace heddle::rest
