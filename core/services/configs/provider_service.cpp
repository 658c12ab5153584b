#include "core/services/configs/provider_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/schema/schema.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/configs/builtin_providers.h"
#include "core/services/configs/config_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/providers_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using domain::Provider;
using security::Operation;
using storage::Connection;
using storage::ProvidersTable;

namespace {

std::string providerObject(const std::string& id) { return "providers/" + id; }

Provider mustFindProvider(Connection& connection, const std::string& id) {
    auto provider = ProvidersTable(connection).find(id);
    if (!provider) throw Error(ErrorKind::NotFound, "provider.not_found", {{"provider", id}});
    return *provider;
}

void mustBeFree(Connection& connection, const Provider& wanted) {
    const auto other = ProvidersTable(connection).findByName(wanted.name);
    if (other && other->id != wanted.id) throw Error(ErrorKind::Conflict, "provider.exists", {{"name", wanted.name}});
}

}  // namespace

ProviderService::ProviderService(storage::Database& database, const SealedConfigs& sealed, ConfigService& configs,
                                 const AuditTrail& audit, const Clock& clock)
    : m_database(database), m_sealed(sealed), m_configs(configs), m_audit(audit), m_clock(clock) {}

void ProviderService::seed() {
    m_database.writeNow([this](Connection& connection) {
        ProvidersTable providers(connection);
        for (Provider provider : builtinProviders()) {
            if (providers.findByName(provider.name)) continue;
            provider.id = newId();
            provider.createdBy = provider.updatedBy = "heddle";
            provider.createdMs = provider.updatedMs = m_clock.nowMs();
            providers.put(provider);
        }
    });
}

awaitable<std::vector<Provider>> ProviderService::list(Caller caller, std::string serviceType) {
    security::require(caller.principal, Operation::ProvidersList, "");
    const auto job = [&](Connection& connection) { return ProvidersTable(connection).list(serviceType); };
    co_return co_await m_database.read(job);
}

awaitable<Provider> ProviderService::get(Caller caller, std::string id) {
    security::require(caller.principal, Operation::ProvidersRead, "");
    const auto job = [&](Connection& connection) { return mustFindProvider(connection, id); };
    co_return co_await m_database.read(job);
}

awaitable<Provider> ProviderService::create(Caller caller, Provider made) {
    made.id = newId();
    made.createdBy = made.updatedBy = caller.principal.userId;
    made.createdMs = made.updatedMs = m_clock.nowMs();
    security::require(caller.principal, Operation::ProvidersCreate, made.createdBy);
    schema::compile(made.configSchema);
    const auto job = [&](Connection& connection) {
        mustBeFree(connection, made);
        ProvidersTable(connection).put(made);
        m_audit.add(connection, caller, operationName(Operation::ProvidersCreate), providerObject(made.id));
    };
    co_await m_database.write(job);
    co_return made;
}

awaitable<Provider> ProviderService::update(Caller caller, Provider changed, std::optional<std::int64_t> revision) {
    schema::compile(changed.configSchema);
    const auto job = [&](Connection& connection) {
        const Provider before = mustFindProvider(connection, changed.id);
        security::require(caller.principal, Operation::ProvidersUpdate, before.createdBy);
        if (revision && *revision != before.revision)
            throw Error(ErrorKind::Conflict, "provider.changed", {{"revision", before.revision}});
        mustBeFree(connection, changed);
        changed.updatedBy = caller.principal.userId;
        changed.updatedMs = m_clock.nowMs();
        ProvidersTable(connection).put(changed);
        m_sealed.follow(connection, before, changed);
        m_audit.add(connection, caller, operationName(Operation::ProvidersUpdate), providerObject(changed.id));
        return mustFindProvider(connection, changed.id);
    };
    const Provider stored = co_await m_database.write(job);
    co_await m_configs.offerModels();
    co_return stored;
}

awaitable<void> ProviderService::remove(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        const Provider provider = mustFindProvider(connection, id);
        security::require(caller.principal, Operation::ProvidersDelete, provider.createdBy);
        if (!ProvidersTable(connection).configs(id).empty())
            throw Error(ErrorKind::Conflict, "provider.in_use", {{"provider", provider.name}});
        ProvidersTable(connection).remove(id);
        m_audit.add(connection, caller, operationName(Operation::ProvidersDelete), providerObject(id));
    };
    co_await m_database.write(job);
}

}  // namespace heddle::services
