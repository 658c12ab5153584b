#include "core/services/configs/sealed_configs.h"

#include "core/base/error.h"
#include "core/security/secret_fields.h"
#include "core/storage/store_tables/providers_table.h"

namespace heddle::services {

using domain::Provider;
using domain::ServiceConfig;
using security::SecretFields;
using storage::Connection;
using storage::ProvidersTable;

namespace {

std::string contextOf(const ServiceConfig& config) { return "service_configs/" + config.id; }

}  // namespace

Provider providerOf(Connection& connection, const ServiceConfig& config) {
    auto provider = ProvidersTable(connection).find(config.providerId);
    if (!provider) {
        throw Error(ErrorKind::NotFound, "provider.not_found",
                    {{"provider", config.providerId}, {"path", "/provider_id"}});
    }
    return *provider;
}

Json SealedConfigs::sealed(const ServiceConfig& config, const Provider& provider, const Json& stored) const {
    return SecretFields(provider.configSchema).sealed(config.data, stored, m_vault, contextOf(config));
}

Json SealedConfigs::opened(const ServiceConfig& config, const Provider& provider) const {
    return SecretFields(provider.configSchema).opened(config.data, m_vault, contextOf(config));
}

Json SealedConfigs::masked(const ServiceConfig& config, const Provider& provider) const {
    return SecretFields(provider.configSchema).masked(config.data, m_vault, contextOf(config));
}

void SealedConfigs::follow(Connection& connection, const Provider& before, const Provider& after) const {
    if (before.configSchema == after.configSchema) return;
    ProvidersTable table(connection);
    for (ServiceConfig& config : table.configs(before.id)) {
        const Json stored = config.data;
        config.data = opened(config, before);
        config.data = sealed(config, after, stored);
        config.validationStatus = "pending";
        config.validationErrors = nullptr;
        table.putConfig(config);
    }
}

int SealedConfigs::resealAll(Connection& connection) const {
    ProvidersTable table(connection);
    int count = 0;
    for (ServiceConfig& config : table.configs({})) {
        const SecretFields secrets(providerOf(connection, config).configSchema);
        config.data = secrets.resealed(std::move(config.data), m_vault, contextOf(config));
        table.putConfig(config);
        ++count;
    }
    return count;
}

}  // namespace heddle::services
