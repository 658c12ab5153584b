#pragma once
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

class AuditTrail;
class PrincipalCache;

struct MadeApiKey {
    domain::ApiKey key;
    std::string text;  ///< shown once, stored nowhere
};

/// Keys by which programs act for the user who made them, within their scopes. Safe from any thread. Throws
/// Error(Denied, "auth.forbidden"), (NotFound, "key.not_found") with the fact `key`, (InvalidArgument, "key.bad_scope")
/// with `scope`, `path`.
class ApiKeyService {
public:
    ApiKeyService(storage::Database& database, AuditTrail& audit, PrincipalCache& known, const Clock& clock);

    /// `scopes`: see security::isScope. `expiresMs`: since 1970; 0: never.
    boost::asio::awaitable<MadeApiKey> create(Caller caller, std::string name, std::vector<std::string> scopes,
                                              std::int64_t expiresMs);
    /// The caller's own; an administrator's list holds everybody's. Newest first.
    boost::asio::awaitable<std::vector<domain::ApiKey>> list(Caller caller);
    boost::asio::awaitable<void> revoke(Caller caller, std::string id);

private:
    storage::Database& m_database;
    AuditTrail& m_audit;
    PrincipalCache& m_known;
    const Clock& m_clock;
};

}  // namespace heddle::services
