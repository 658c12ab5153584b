#include "core/services/accounts/key_desk.h"

#include "core/base/clock.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/configs/sealed_configs.h"
#include "core/storage/database.h"
#include "core/storage/tables/keys_table.h"

#include <algorithm>

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using security::WrappedKey;
using storage::Connection;
using storage::KeysTable;

Json toJson(const KeyStatus& status) {
    Json keys = Json::array();
    for (const KeyStatus::Key& key : status.keys)
        keys.push_back({{"id", key.id}, {"created_ms", key.createdMs}});
    return {{"root_key", {{"id", status.rootId}, {"source", status.rootSource}}},
            {"active", status.keys.empty() ? Json() : Json(status.keys.front().id)},
            {"keys", std::move(keys)}};
}

KeyStatus keyStatusFromJson(const Json& json) {
    KeyStatus status;
    status.rootId = json.at("root_key").at("id").get<std::string>();
    status.rootSource = json.at("root_key").at("source").get<std::string>();
    for (const Json& key : json.at("keys"))
        status.keys.push_back({key.at("id").get<std::string>(), key.at("created_ms").get<std::int64_t>()});
    return status;
}

Json toJson(const RotatedKeys& rotated) { return {{"active", rotated.active}, {"configs", rotated.configs}}; }

RotatedKeys rotatedKeysFromJson(const Json& json) {
    return {json.at("active").get<std::string>(), json.at("configs").get<int>()};
}

KeyDesk::KeyDesk(storage::Database& database, const WorkspaceVault& opened, const AuditTrail& audit, const Clock& clock)
    : m_database(database), m_rootSource(opened.rootSource), m_root(opened.root), m_audit(audit), m_clock(clock) {}

awaitable<KeyStatus> KeyDesk::status(Caller caller) {
    security::require(caller.principal, Operation::ServerReadKeys, "");
    const auto work = [](Connection& connection) { return KeysTable(connection).all(); };
    const std::vector<WrappedKey> keys = co_await m_database.read(work);
    KeyStatus status;
    status.rootId = m_root->id();
    status.rootSource = m_rootSource;
    for (const WrappedKey& key : keys)
        status.keys.push_back({key.id, key.createdMs});
    co_return status;
}

awaitable<RotatedKeys> KeyDesk::rotate(Caller caller) {
    security::require(caller.principal, Operation::ServerRotateKeys, "");
    const auto work = [&](Connection& connection) {
        KeysTable table(connection);
        std::vector<WrappedKey> keys = table.all();
        // The newest by its time, whatever the clocks of other servers say.
        const std::int64_t now = m_clock.nowMs();
        const std::int64_t time = keys.empty() ? now : std::max(now, keys.front().createdMs + 1);
        const WrappedKey made = security::makeDataKey(*m_root, time);
        table.put(made);
        keys.push_back(made);
        const security::Vault vault = security::openVault(keys, *m_root);
        resealServerSecrets(connection, vault, now);
        const int configs = SealedConfigs(vault).resealAll(connection);
        m_audit.add(connection, caller, operationName(Operation::ServerRotateKeys), "data_keys/" + made.id);
        return RotatedKeys{made.id, configs};
    };
    const RotatedKeys rotated = co_await m_database.write(work);
    m_tell();
    co_return rotated;
}

}  // namespace heddle::services
