#include "core/services/configs/config_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/net/http_client.h"
#include "core/schema/schema.h"
#include "core/security/secret_fields.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/model_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/providers_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using domain::Provider;
using domain::ServiceConfig;
using security::Operation;
using security::SecretFields;
using storage::Connection;
using storage::ProvidersTable;

namespace {

constexpr std::chrono::seconds kCheckTime{10};

std::string contextOf(const ServiceConfig& config) { return "service_configs/" + config.id; }

Provider providerOf(Connection& connection, const ServiceConfig& config) {
    auto provider = ProvidersTable(connection).find(config.providerId);
    if (!provider) {
        throw Error(ErrorKind::NotFound, "provider.not_found",
                    {{"provider", config.providerId}, {"path", "/provider_id"}});
    }
    return *provider;
}

/// What is wrong with the data, as JSON; empty when it fits.
Json problemsIn(const Json& data, const Provider& provider) {
    Json list = Json::array();
    for (const Problem& problem : schema::compile(provider.configSchema).validate(data))
        list.push_back(toJson(problem));
    return list;
}

void mustFit(const Json& data, const Provider& provider) {
    Json problems = problemsIn(data, provider);
    if (problems.empty()) return;
    throw Error(ErrorKind::InvalidArgument, "config.invalid",
                {{"provider", provider.name}, {"path", "/config_data"}, {"problems", std::move(problems)}});
}

void mustBeFreeName(Connection& connection, const ServiceConfig& wanted) {
    for (const auto& other : ProvidersTable(connection).configs(wanted.providerId)) {
        if (other.name == wanted.name && other.id != wanted.id)
            throw Error(ErrorKind::Conflict, "config.exists", {{"name", wanted.name}});
    }
}

}  // namespace

ConfigService::ConfigService(storage::Database& database, const security::Vault& vault, net::HttpClient& http,
                             ModelService& models, const AuditTrail& audit, const Clock& clock)
    : m_database(database), m_vault(vault), m_http(http), m_models(models), m_audit(audit), m_clock(clock) {}

ServiceConfig ConfigService::find(Connection& connection, const Caller& caller, Operation operation,
                                  const std::string& id) const {
    auto config = ProvidersTable(connection).findConfig(id);
    const bool isSeen = config && security::may(caller.principal, Operation::ConfigsRead, config->createdBy);
    if (!isSeen) throw Error(ErrorKind::NotFound, "config.not_found", {{"config", id}});
    security::require(caller.principal, operation, config->createdBy);
    return *config;
}

ServiceConfig ConfigService::masked(Connection& connection, ServiceConfig config) const {
    const SecretFields secrets(providerOf(connection, config).configSchema);
    config.data = secrets.masked(std::move(config.data), m_vault, contextOf(config));
    return config;
}

void ConfigService::offer(Connection& connection, const ServiceConfig& config) const {
    const auto provider = ProvidersTable(connection).find(config.providerId);
    if (!provider || provider->serviceType != "llm") return;
    if (!config.isActive || !config.data.contains("base_url")) return m_models.forgetAddress(config.name);
    const Json opened = SecretFields(provider->configSchema).opened(config.data, m_vault, contextOf(config));
    m_models.useAddress(config.name, opened.value("base_url", ""), opened.value("api_key", ""));
}

awaitable<std::vector<ServiceConfig>> ConfigService::list(Caller caller, std::string providerId) {
    security::require(caller.principal, Operation::ConfigsList, "");
    const auto job = [&](Connection& connection) {
        std::vector<ServiceConfig> all = ProvidersTable(connection).configs(providerId);
        for (ServiceConfig& config : all) {
            if (security::may(caller.principal, Operation::ConfigsRead, config.createdBy))
                config = masked(connection, std::move(config));
            else
                config.data = Json::object();
        }
        return all;
    };
    co_return co_await m_database.read(job);
}

awaitable<ServiceConfig> ConfigService::get(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        return masked(connection, find(connection, caller, Operation::ConfigsRead, id));
    };
    co_return co_await m_database.read(job);
}

awaitable<ServiceConfig> ConfigService::create(Caller caller, ServiceConfig made) {
    made.id = newId();
    made.createdBy = made.updatedBy = caller.principal.userId;
    made.createdMs = made.updatedMs = m_clock.nowMs();
    security::require(caller.principal, Operation::ConfigsCreate, made.createdBy);
    const auto job = [&](Connection& connection) {
        const Provider provider = providerOf(connection, made);
        made.data = schema::compile(provider.configSchema).withDefaults(made.data);
        mustFit(made.data, provider);
        mustBeFreeName(connection, made);
        made.data = SecretFields(provider.configSchema).sealed(made.data, nullptr, m_vault, contextOf(made));
        ProvidersTable(connection).putConfig(made);
        m_audit.add(connection, caller, operationName(Operation::ConfigsCreate), "configs/" + made.id);
        offer(connection, made);
        return masked(connection, made);
    };
    co_return co_await m_database.write(job);
}

awaitable<ServiceConfig> ConfigService::update(Caller caller, ServiceConfig changed,
                                               std::optional<std::int64_t> revision) {
    const auto job = [&](Connection& connection) {
        ServiceConfig config = find(connection, caller, Operation::ConfigsUpdate, changed.id);
        if (revision && *revision != config.revision)
            throw Error(ErrorKind::Conflict, "config.changed", {{"revision", config.revision}});
        const Provider provider = providerOf(connection, config);
        const SecretFields secrets(provider.configSchema);
        const std::string before = config.name;
        // Checked as it will be used: with the secrets that stay.
        Json data = secrets.sealed(changed.data, config.data, m_vault, contextOf(config));
        mustFit(secrets.opened(data, m_vault, contextOf(config)), provider);
        config.name = changed.name;
        config.displayName = changed.displayName;
        config.data = std::move(data);
        config.pricing = changed.pricing;
        config.limits = changed.limits;
        config.isActive = changed.isActive;
        config.validationStatus = "pending";
        config.validationErrors = nullptr;
        config.updatedBy = caller.principal.userId;
        config.updatedMs = m_clock.nowMs();
        mustBeFreeName(connection, config);
        ProvidersTable(connection).putConfig(config);
        m_audit.add(connection, caller, operationName(Operation::ConfigsUpdate), "configs/" + config.id);
        if (before != config.name) m_models.forgetAddress(before);
        offer(connection, config);
        return masked(connection, *ProvidersTable(connection).findConfig(config.id));
    };
    co_return co_await m_database.write(job);
}

awaitable<void> ConfigService::remove(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        const ServiceConfig config = find(connection, caller, Operation::ConfigsDelete, id);
        ProvidersTable(connection).removeConfig(id);
        m_audit.add(connection, caller, operationName(Operation::ConfigsDelete), "configs/" + id);
        m_models.forgetAddress(config.name);
    };
    co_await m_database.write(job);
}

awaitable<Json> ConfigService::callService(const Provider& provider, Json opened) {
    const std::string address = opened.value("base_url", "");
    if (address.empty())
        co_return Json::array(
            {Error(ErrorKind::InvalidArgument, "config.no_check", {{"provider", provider.name}}).toJson()});
    net::Request request;
    request.url = provider.serviceType == "llm" ? address + "/models" : address;
    request.totalTimeout = kCheckTime;
    if (const std::string key = opened.value("api_key", ""); !key.empty())
        request.headers.add("Authorization", "Bearer " + key);
    Json problems = Json::array();
    try {
        const net::Response response = co_await m_http.send(request);
        if (response.status >= 400) {
            problems.push_back(
                Error(ErrorKind::Network, "config.refused", {{"provider", provider.name}, {"status", response.status}})
                    .toJson());
        }
    } catch (const Error& error) {
        problems.push_back(error.toJson());
    }
    co_return problems;
}

awaitable<ServiceConfig> ConfigService::check(Caller caller, std::string id) {
    Provider provider;
    Json opened;
    const auto look = [&](Connection& connection) {
        const ServiceConfig config = find(connection, caller, Operation::ConfigsCheck, id);
        provider = providerOf(connection, config);
        opened = SecretFields(provider.configSchema).opened(config.data, m_vault, contextOf(config));
    };
    co_await m_database.read(look);
    Json problems = problemsIn(opened, provider);
    if (problems.empty()) problems = co_await callService(provider, opened);
    const auto keep = [&](Connection& connection) {
        ServiceConfig config = find(connection, caller, Operation::ConfigsCheck, id);
        config.validationStatus = problems.empty() ? "valid" : "invalid";
        config.validationErrors = problems.empty() ? Json() : problems;
        config.lastValidatedMs = m_clock.nowMs();
        ProvidersTable(connection).putConfig(config);
        m_audit.add(connection, caller, operationName(Operation::ConfigsCheck), "configs/" + id,
                    config.validationStatus);
        return masked(connection, *ProvidersTable(connection).findConfig(id));
    };
    co_return co_await m_database.write(keep);
}

int ConfigService::resealAll() {
    return m_database.writeNow([this](Connection& connection) {
        ProvidersTable table(connection);
        int count = 0;
        for (ServiceConfig& config : table.configs({})) {
            const SecretFields secrets(providerOf(connection, config).configSchema);
            config.data = secrets.resealed(std::move(config.data), m_vault, contextOf(config));
            table.putConfig(config);
            ++count;
        }
        return count;
    });
}

void ConfigService::offerModels() {
    m_database.readNow([this](Connection& connection) {
        for (const ServiceConfig& config : ProvidersTable(connection).configs({}))
            offer(connection, config);
    });
}

}  // namespace heddle::services
