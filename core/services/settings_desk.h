#pragma once
#include "core/base/json.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

class AuditTrail;

/// The server's settings for who may see and change them while it serves; it takes them at its next start. Safe from
/// any thread. Throws Error(Denied, "auth.forbidden") and what ServerSettings throws.
class SettingsDesk {
public:
    SettingsDesk(storage::Database& database, const AuditTrail& audit) : m_database(database), m_audit(audit) {}

    /// Each as toJson(ServerSetting, ServerSettings) gives it.
    boost::asio::awaitable<std::vector<Json>> list(Caller caller);
    boost::asio::awaitable<Json> get(Caller caller, std::string key);
    boost::asio::awaitable<Json> set(Caller caller, std::string key, std::string text);
    /// Back to the default.
    boost::asio::awaitable<Json> unset(Caller caller, std::string key);

private:
    boost::asio::awaitable<Json> put(Caller caller, std::string key, Json value);

    storage::Database& m_database;
    const AuditTrail& m_audit;
};

}  // namespace heddle::services
