#include "core/rest/routes/noun_routes.h"
#include "core/rest/routes/routes.h"
#include "core/services/configs/config_service.h"
#include "core/services/configs/provider_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

domain::Provider providerFrom(const Json& body, std::string id) {
    domain::Provider provider;
    provider.id = std::move(id);
    provider.name = body.at("name").get<std::string>();
    provider.displayName = body.value("display_name", provider.name);
    provider.serviceType = body.at("service_type").get<std::string>();
    provider.description = body.value("description", "");
    provider.configSchema = body.at("config_schema");
    provider.authType = body.value("auth_type", "api_key");
    provider.isActive = body.value("is_active", true);
    return provider;
}

domain::ServiceConfig configFrom(const Json& body, std::string id) {
    domain::ServiceConfig config;
    config.id = std::move(id);
    config.providerId = body.value("provider_id", "");
    config.name = body.at("name").get<std::string>();
    config.displayName = body.value("display_name", config.name);
    config.data = body.at("config_data");
    config.pricing = body.value("pricing", Json());
    config.limits = body.value("limits", Json());
    config.isActive = body.value("is_active", true);
    return config;
}

void addProviders(RouteList& routes, services::ProviderService& providers) {
    using Service = services::ProviderService;
    NounRoutes nouns(routes, {"/providers", "provider_id", "Provider", "Provider", "provider"});
    nouns.list(providers, &Service::list, Operation::ProvidersList, "Who provides services", "service_type",
               "Only of this type");
    nouns.get(providers, &Service::get, Operation::ProvidersRead, "One provider");
    nouns
        .create(providers, &Service::create, providerFrom, "ProviderInput", Operation::ProvidersCreate,
                "Add a provider")
        .isIdempotent = true;
    nouns.replace(providers, &Service::update, providerFrom, "ProviderInput", Operation::ProvidersUpdate,
                  "Replace a provider");
    nouns.remove(providers, &Service::remove, Operation::ProvidersDelete, "Remove an unused provider");
}

void addConfigs(RouteList& routes, services::ConfigService& configs) {
    using Service = services::ConfigService;
    NounRoutes nouns(routes, {"/configs", "config_id", "Config", "ServiceConfig", "configuration"});
    nouns.list(configs, &Service::list, Operation::ConfigsList, "Configurations of services, without secrets",
               "provider_id", "Only of this provider");
    nouns.get(configs, &Service::get, Operation::ConfigsRead, "One configuration, its secrets masked");
    nouns.create(configs, &Service::create, configFrom, "ServiceConfigCreate", Operation::ConfigsCreate,
                 "Configure a service");
    nouns.replace(configs, &Service::update, configFrom, "ServiceConfigChange", Operation::ConfigsUpdate,
                  "Replace a configuration; a secret that comes as its mask stays");
    nouns.remove(configs, &Service::remove, Operation::ConfigsDelete, "Remove a configuration, with its secrets");

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
}

}  // namespace heddle::rest
