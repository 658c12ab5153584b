#include "core/services/configs/config_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/log.h"
#include "core/llm/dialect.h"
#include "core/net/http_client.h"
#include "core/schema/schema.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/configs/service_limits.h"
#include "core/services/model_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/providers_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using domain::Provider;
using domain::ServiceConfig;
using security::Operation;
using storage::Connection;
using storage::ProvidersTable;

namespace {

constexpr std::chrono::seconds kCheckTime{10};

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
    const std::string type = providerOf(connection, wanted).serviceType;
    for (const auto& other : ProvidersTable(connection).configs({})) {
        if (other.name == wanted.name && other.id != wanted.id && providerOf(connection, other).serviceType == type)
            throw Error(ErrorKind::Conflict, "config.exists", {{"name", wanted.name}});
    }
}

/// Empty when it is not there: an administrator's provider may call other things by these names.
std::string textIn(const Json& data, const char* name) {
    const auto it = data.find(name);
    return it != data.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// The store's language models.
struct Offer {
    std::map<std::string, ModelAddress> models;
    std::map<std::string, engine::Rate> rates;
};

Offer currentOffer(Connection& connection, const SealedConfigs& sealed) {
    Offer offer;
    for (const ServiceConfig& config : ProvidersTable(connection).configs({})) {
        const Provider provider = providerOf(connection, config);
        if (provider.serviceType != "llm" || !provider.isActive || !config.isActive) continue;
        try {
            const Json data = sealed.opened(config, provider);
            const ModelAddress address{textIn(data, "base_url"), textIn(data, "api_key"), textIn(data, "model"),
                                       protocolOf(provider.name)};
            if (address.baseUrl.empty()) continue;
            // Of one name, which only a provider that became one of this type can bring about, the oldest stays.
            if (offer.models.emplace(config.name, address).second)
                offer.rates.emplace(config.name, rateFrom(config.limits));
        } catch (const Error& error) {
            roomLogger("services")->error("The configuration {} cannot be used: {}", config.id, error.what());
        }
    }
    return offer;
}

}  // namespace

ConfigService::ConfigService(storage::Database& database, const SealedConfigs& sealed, net::HttpClient& http,
                             ModelService& models, ServiceLimits& limits, const AuditTrail& audit, const Clock& clock)
    : m_database(database),
      m_sealed(sealed),
      m_http(http),
      m_models(models),
      m_limits(limits),
      m_audit(audit),
      m_clock(clock) {}

ServiceConfig ConfigService::find(Connection& connection, const Caller& caller, Operation operation,
                                  const std::string& id) const {
    auto config = ProvidersTable(connection).findConfig(id);
    const bool isSeen = config && security::may(caller.principal, Operation::ConfigsRead, config->createdBy);
    if (!isSeen) throw Error(ErrorKind::NotFound, "config.not_found", {{"config", id}});
    security::require(caller.principal, operation, config->createdBy);
    return *config;
}

ServiceConfig ConfigService::masked(Connection& connection, ServiceConfig config) const {
    config.data = m_sealed.masked(config, providerOf(connection, config));
    return config;
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
        made.data = m_sealed.sealed(made, provider, nullptr);
        ProvidersTable(connection).putConfig(made);
        m_audit.add(connection, caller, operationName(Operation::ConfigsCreate), "configs/" + made.id);
        return masked(connection, made);
    };
    const ServiceConfig shown = co_await m_database.write(job);
    co_await offerModels();
    co_return shown;
}

awaitable<ServiceConfig> ConfigService::update(Caller caller, ServiceConfig changed,
                                               std::optional<std::int64_t> revision) {
    const auto job = [&](Connection& connection) {
        ServiceConfig config = find(connection, caller, Operation::ConfigsUpdate, changed.id);
        if (revision && *revision != config.revision)
            throw Error(ErrorKind::Conflict, "config.changed", {{"revision", config.revision}});
        const Provider provider = providerOf(connection, config);
        const Json stored = std::exchange(config.data, changed.data);
        config.data = m_sealed.sealed(config, provider, stored);
        // Checked as it will be used: with the secrets that stay.
        mustFit(m_sealed.opened(config, provider), provider);
        config.name = changed.name;
        config.displayName = changed.displayName;
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
        return masked(connection, *ProvidersTable(connection).findConfig(config.id));
    };
    const ServiceConfig shown = co_await m_database.write(job);
    co_await offerModels();
    co_return shown;
}

awaitable<void> ConfigService::remove(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        find(connection, caller, Operation::ConfigsDelete, id);
        ProvidersTable(connection).removeConfig(id);
        m_audit.add(connection, caller, operationName(Operation::ConfigsDelete), "configs/" + id);
    };
    co_await m_database.write(job);
    co_await offerModels();
}

awaitable<Json> ConfigService::callService(const Provider& provider, Json opened) {
    net::Request request;
    request.url = textIn(opened, "base_url");
    const std::string key = textIn(opened, "api_key");
    if (provider.serviceType == "llm") {
        const llm::Dialect& dialect = *llm::dialectNamed(protocolOf(provider.name));
        request.headers = dialect.headers(request.url, key);
        request.url = dialect.modelsUrl(request.url);
    } else if (!key.empty()) {
        request.headers.add("Authorization", "Bearer " + key);
    }
    request.totalTimeout = kCheckTime;
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
    ServiceConfig seen;
    const auto look = [&](Connection& connection) {
        seen = find(connection, caller, Operation::ConfigsCheck, id);
        provider = providerOf(connection, seen);
        seen.data = m_sealed.opened(seen, provider);
    };
    co_await m_database.read(look);
    Json problems = problemsIn(seen.data, provider);
    std::string status = problems.empty() ? "valid" : "invalid";
    if (problems.empty() && !textIn(seen.data, "base_url").empty()) {
        problems = co_await callService(provider, seen.data);
        if (!problems.empty()) status = "invalid";
    } else if (problems.empty()) {
        // It may work: nobody has asked.
        status = "pending";
        problems.push_back(
            Error(ErrorKind::InvalidArgument, "config.no_check", {{"provider", provider.name}}).toJson());
    }
    const auto keep = [&](Connection& connection) {
        ServiceConfig config = find(connection, caller, Operation::ConfigsCheck, id);
        if (config.revision != seen.revision) return masked(connection, config);
        config.validationStatus = status;
        config.validationErrors = problems.empty() ? Json() : problems;
        config.lastValidatedMs = m_clock.nowMs();
        ProvidersTable(connection).putConfig(config);
        m_audit.add(connection, caller, operationName(Operation::ConfigsCheck), "configs/" + id, status);
        return masked(connection, *ProvidersTable(connection).findConfig(id));
    };
    co_return co_await m_database.write(keep);
}

awaitable<void> ConfigService::offerModels() {
    // As a writer: what is offered last is what was stored last.
    const auto job = [this](Connection& connection) {
        Offer offer = currentOffer(connection, m_sealed);
        m_limits.replace(offer.rates);
        m_models.offer(std::move(offer.models));
    };
    co_await m_database.write(job);
}

}  // namespace heddle::services
