#pragma once
#include "core/base/error.h"
#include "core/security/audit_chain.h"
#include "core/services/caller.h"
#include "core/storage/tables/audit_table.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

/// What became of a look at the audit log.
struct AuditCheck {
    security::AuditAnchor end;                   ///< the log's
    std::optional<security::AuditBreak> damage;  ///< the first entry that is not as it was written
    std::optional<Error> obstacle;               ///< why it was not checked: there are no keys at hand
};

/// Who did what, in a chain that shows when an entry was changed or taken away. Safe from any thread.
class AuditTrail {
public:
    /// `key`: what the chain is made with (security::chained), kept apart from the log. Both references must outlive
    /// it.
    AuditTrail(storage::Database& database, std::string key, const Clock& clock);

    /// Adds an entry inside of the transaction that does what it tells of: both are stored, or neither. `action` is an
    /// operation's name or "auth.…", `object` "users/ID", `result` "ok" or an error's code.
    void add(storage::Connection& connection, const Caller& caller, std::string_view action, std::string object,
             std::string result = "ok", Json detail = Json::object()) const;
    /// The same, for what was refused, in a transaction of its own.
    boost::asio::awaitable<void> addAlone(Caller caller, std::string action, std::string object,
                                          std::string result) const;

    /// Newest first. Throws Error(Denied, "auth.forbidden").
    boost::asio::awaitable<std::vector<security::AuditEntry>> list(Caller caller, storage::AuditFilter filter);
    /// The first entry that is not as it was written, or nothing. `kept`: an anchor that was kept elsewhere. Throws as
    /// list().
    boost::asio::awaitable<std::optional<security::AuditBreak>> verify(Caller caller, security::AuditAnchor kept);
    /// As verify() with the log's end, for tools and without a question: blocks.
    AuditCheck checkNow(security::AuditAnchor kept);
    /// The newest entry's place, to be kept elsewhere. Throws as list().
    boost::asio::awaitable<security::AuditAnchor> anchor(Caller caller);

private:
    storage::Database& m_database;
    std::string m_key;
    const Clock& m_clock;
};

}  // namespace heddle::services
