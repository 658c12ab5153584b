#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/configs/config_service.h"
#include "core/services/configs/provider_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

domain::Provider providerFrom(const Json& body) {
    domain::Provider provider;
    provider.name = body.at("name").get<std::string>();
    provider.displayName = body.value("display_name", provider.name);
    provider.serviceType = body.at("service_type").get<std::string>();
    provider.description = body.value("description", "");
    provider.configSchema = body.at("config_schema");
    provider.authType = body.value("auth_type", "api_key");
    provider.isActive = body.value("is_active", true);
    return provider;
}

domain::ServiceConfig configFrom(const Json& body) {
    domain::ServiceConfig config;
    config.name = body.at("name").get<std::string>();
    config.displayName = body.value("display_name", config.name);
    config.data = body.at("config_data");
    config.pricing = body.value("pricing", Json());
    config.limits = body.value("limits", Json());
    config.isActive = body.value("is_active", true);
    return config;
}

void addProviders(RouteList& routes, services::ProviderService& providers) {
    Route& list = routes.add("GET", "/providers", "listProviders", "Who provides services", Operation::ProvidersList,
                             [&providers](Call call) -> awaitable<Response> {
                                 const auto found =
                                     co_await providers.list(callerOf(call), queryText(call, "service_type"));
                                 Json items = Json::array();
                                 for (const auto& provider : found)
                                     items.push_back(domain::toJson(provider));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "service_type", "Only of this type");
    replies(list, 200, "The providers", pageOf("Provider"));

    Route& get = routes.add("GET", "/providers/{provider_id}", "getProvider", "One provider", Operation::ProvidersRead,
                            [&providers](Call call) -> awaitable<Response> {
                                const auto found =
                                    co_await providers.get(callerOf(call), pathPart(call, "provider_id"));
                                co_return objectReply(200, domain::toJson(found), found.revision);
                            });
    replies(get, 200, "The provider", schemaRef("Provider"));

    Route& create = routes.add("POST", "/providers", "createProvider", "Add a provider", Operation::ProvidersCreate,
                               [&providers](Call call) -> awaitable<Response> {
                                   const auto made = co_await providers.create(callerOf(call), providerFrom(call.body));
                                   co_return objectReply(201, domain::toJson(made), made.revision);
                               });
    replies(takes(create, "ProviderInput"), 201, "The provider", schemaRef("Provider")).isIdempotent = true;

    Route& update = routes.add("PUT", "/providers/{provider_id}", "updateProvider", "Replace a provider",
                               Operation::ProvidersUpdate, [&providers](Call call) -> awaitable<Response> {
                                   domain::Provider changed = providerFrom(call.body);
                                   changed.id = pathPart(call, "provider_id");
                                   const auto made =
                                       co_await providers.update(callerOf(call), changed, revisionOf(call));
                                   co_return objectReply(200, domain::toJson(made), made.revision);
                               });
    replies(takes(update, "ProviderInput"), 200, "The provider", schemaRef("Provider"));

    Route& remove = routes.add("DELETE", "/providers/{provider_id}", "removeProvider", "Remove an unused provider",
                               Operation::ProvidersDelete, [&providers](Call call) -> awaitable<Response> {
                                   co_await providers.remove(callerOf(call), pathPart(call, "provider_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "It is gone");
}

void addConfigs(RouteList& routes, services::ConfigService& configs) {
    Route& list = routes.add("GET", "/configs", "listConfigs", "Configurations of services, without secrets",
                             Operation::ConfigsList, [&configs](Call call) -> awaitable<Response> {
                                 const auto found =
                                     co_await configs.list(callerOf(call), queryText(call, "provider_id"));
                                 Json items = Json::array();
                                 for (const auto& config : found)
                                     items.push_back(domain::toJson(config));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "provider_id", "Only of this provider");
    replies(list, 200, "The configurations", pageOf("ServiceConfig"));

    Route& get = routes.add("GET", "/configs/{config_id}", "getConfig", "One configuration, its secrets masked",
                            Operation::ConfigsRead, [&configs](Call call) -> awaitable<Response> {
                                const auto found = co_await configs.get(callerOf(call), pathPart(call, "config_id"));
                                co_return objectReply(200, domain::toJson(found), found.revision);
                            });
    replies(get, 200, "The configuration", schemaRef("ServiceConfig"));

    Route& create = routes.add("POST", "/configs", "createConfig", "Configure a service", Operation::ConfigsCreate,
                               [&configs](Call call) -> awaitable<Response> {
                                   domain::ServiceConfig wanted = configFrom(call.body);
                                   wanted.providerId = call.body.at("provider_id").get<std::string>();
                                   const auto made = co_await configs.create(callerOf(call), wanted);
                                   co_return objectReply(201, domain::toJson(made), made.revision);
                               });
    replies(takes(create, "ServiceConfigCreate"), 201, "The configuration", schemaRef("ServiceConfig"));

    Route& update = routes.add("PUT", "/configs/{config_id}", "updateConfig",
                               "Replace a configuration; a secret that comes as its mask stays",
                               Operation::ConfigsUpdate, [&configs](Call call) -> awaitable<Response> {
                                   domain::ServiceConfig wanted = configFrom(call.body);
                                   wanted.id = pathPart(call, "config_id");
                                   const auto made = co_await configs.update(callerOf(call), wanted, revisionOf(call));
                                   co_return objectReply(200, domain::toJson(made), made.revision);
                               });
    replies(takes(update, "ServiceConfigChange"), 200, "The configuration", schemaRef("ServiceConfig"));
}

void addConfigActions(RouteList& routes, services::ConfigService& configs) {
    Route& remove = routes.add("DELETE", "/configs/{config_id}", "removeConfig", "Remove a configuration",
                               Operation::ConfigsDelete, [&configs](Call call) -> awaitable<Response> {
                                   co_await configs.remove(callerOf(call), pathPart(call, "config_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "It is gone, with its secrets");

    Route& check =
        routes.add("POST", "/configs/{config_id}/check", "checkConfig", "Check a configuration by a real call",
                   Operation::ConfigsCheck, [&configs](Call call) -> awaitable<Response> {
                       const auto found = co_await configs.check(callerOf(call), pathPart(call, "config_id"));
                       co_return objectReply(200, domain::toJson(found), found.revision);
                   });
    replies(check, 200, "The configuration, with what was found", schemaRef("ServiceConfig"));
}

}  // namespace

void addConfigRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("providers");
    addProviders(routes, backend.providers);
    routes.tag("configs");
    addConfigs(routes, backend.configs);
    addConfigActions(routes, backend.configs);
}

}  // namespace heddle::rest
