#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/settings_desk.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

void addSettingRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("settings");
    services::SettingsDesk& settings = backend.settings;

    Route& list = routes.add("GET", "/settings", "listSettings", "What the server begins with, and what is allowed",
                             Operation::SettingsRead, [&settings](Call call) -> awaitable<Response> {
                                 Json items = Json::array();
                                 const auto found = co_await settings.list(callerOf(call));
                                 for (const Json& setting : found)
                                     items.push_back(setting);
                                 co_return pageReply(std::move(items), {});
                             });
    replies(list, 200, "The settings", pageOf("Setting"));

    Route& get = routes.add("GET", "/settings/{key}", "getSetting", "One setting", Operation::SettingsRead,
                            [&settings](Call call) -> awaitable<Response> {
                                const Json found = co_await settings.get(callerOf(call), pathPart(call, "key"));
                                co_return Response::json(200, found);
                            });
    replies(get, 200, "The setting", schemaRef("Setting"));

    Route& set =
        routes.add("PUT", "/settings/{key}", "setSetting", "Keep a value, which the server takes at its next start",
                   Operation::SettingsUpdate, [&settings](Call call) -> awaitable<Response> {
                       const Json kept = co_await settings.set(callerOf(call), pathPart(call, "key"),
                                                               call.body.at("value").get<std::string>());
                       co_return Response::json(200, kept);
                   });
    replies(takes(set, "SettingChange"), 200, "The setting", schemaRef("Setting"));

    Route& unset = routes.add("DELETE", "/settings/{key}", "unsetSetting", "Back to the default",
                              Operation::SettingsUpdate, [&settings](Call call) -> awaitable<Response> {
                                  const Json kept = co_await settings.unset(callerOf(call), pathPart(call, "key"));
                                  co_return Response::json(200, kept);
                              });
    replies(unset, 200, "The setting", schemaRef("Setting"));
}

}  // namespace heddle::rest
