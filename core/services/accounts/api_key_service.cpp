#include "core/services/accounts/api_key_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/security/api_key.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/principal_cache.h"
#include "core/storage/database.h"
#include "core/storage/tables/api_keys_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::ApiKeysTable;
using storage::Connection;

ApiKeyService::ApiKeyService(storage::Database& database, AuditTrail& audit, PrincipalCache& known, const Clock& clock)
    : m_database(database), m_audit(audit), m_known(known), m_clock(clock) {}

awaitable<MadeApiKey> ApiKeyService::create(Caller caller, std::string name, std::vector<std::string> scopes,
                                            std::int64_t expiresMs) {
    const std::string& owner = caller.principal.userId;
    security::require(caller.principal, Operation::KeysCreate, owner);
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        if (security::isScope(scopes[i])) continue;
        throw Error(ErrorKind::InvalidArgument, "key.bad_scope",
                    {{"scope", scopes[i]}, {"path", "/scopes/" + std::to_string(i)}});
    }
    const security::NewApiKey made = security::makeApiKey();
    storage::ApiKeyRow row;
    row.key = {.id = newId(),
               .userId = owner,
               .name = std::move(name),
               .prefix = made.parts.prefix,
               .scopes = std::move(scopes),
               .createdMs = m_clock.nowMs(),
               .expiresMs = expiresMs};
    row.digest = made.parts.digest;
    const auto job = [&](Connection& connection) {
        ApiKeysTable(connection).add(row);
        m_audit.add(connection, caller, operationName(Operation::KeysCreate), "keys/" + row.key.id, "ok",
                    {{"name", row.key.name}, {"scopes", row.key.scopes}});
    };
    co_await m_database.write(job);
    co_return MadeApiKey{row.key, made.text};
}

awaitable<std::vector<domain::ApiKey>> ApiKeyService::list(Caller caller) {
    const security::Reach reach = security::reachOf(caller.principal, Operation::KeysList);
    security::require(caller.principal, Operation::KeysList, caller.principal.userId);
    const std::string owner = reach == security::Reach::Any ? std::string() : caller.principal.userId;
    const auto job = [&](Connection& connection) { return ApiKeysTable(connection).list(owner); };
    co_return co_await m_database.read(job);
}

awaitable<void> ApiKeyService::revoke(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        const auto key = ApiKeysTable(connection).find(id);
        // Whose key it is not has not heard of it.
        if (!key || !security::may(caller.principal, Operation::KeysRevoke, key->userId)) {
            throw Error(ErrorKind::NotFound, "key.not_found", {{"key", id}});
        }
        ApiKeysTable(connection).revoke(id);
        m_audit.add(connection, caller, operationName(Operation::KeysRevoke), "keys/" + id);
    };
    co_await m_database.write(job);
    m_known.clear();
}

}  // namespace heddle::services
