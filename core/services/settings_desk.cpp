#include "core/services/settings_desk.h"

#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/server_settings.h"
#include "core/storage/database.h"

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::Connection;

awaitable<std::vector<Json>> SettingsDesk::list(Caller caller) {
    security::require(caller.principal, Operation::SettingsRead, "");
    const auto job = [](Connection& connection) { return toJson(StoredSettings(connection)); };
    co_return co_await m_database.read(job);
}

awaitable<Json> SettingsDesk::get(Caller caller, std::string key) {
    security::require(caller.principal, Operation::SettingsRead, "");
    const auto job = [&](Connection& connection) { return toJson(serverSetting(key), StoredSettings(connection)); };
    co_return co_await m_database.read(job);
}

awaitable<Json> SettingsDesk::set(Caller caller, std::string key, std::string text) {
    security::require(caller.principal, Operation::SettingsUpdate, "");
    Json value = settingFromText(serverSetting(key), text);
    co_return co_await put(std::move(caller), std::move(key), std::move(value));
}

awaitable<Json> SettingsDesk::unset(Caller caller, std::string key) {
    security::require(caller.principal, Operation::SettingsUpdate, "");
    co_return co_await put(std::move(caller), std::move(key), Json());
}

awaitable<Json> SettingsDesk::put(Caller caller, std::string key, Json value) {
    const ServerSetting& setting = serverSetting(key);
    const auto job = [&](Connection& connection) {
        StoredSettings settings(connection);
        settings.put(connection, key, value);
        m_audit.add(connection, caller, operationName(Operation::SettingsUpdate), "settings/" + key);
        return toJson(setting, settings);
    };
    co_return co_await m_database.write(job);
}

}  // namespace heddle::services
