#pragma once
#include "core/base/json.h"
#include "core/services/accounts/server_keys.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle::services {

class AuditTrail;

/// The data keys of a workspace, as far as they may be shown.
struct KeyStatus {
    struct Key {
        std::string id;
        std::int64_t createdMs = 0;
    };

    std::string rootId;
    std::string rootSource;  ///< "environment", "secret_service" or "file"
    std::vector<Key> keys;   ///< the newest first, which seals; the others open what they have sealed
};

/// {root_key: {id, source}, active, keys: [{id, created_ms}]}, and back.
Json toJson(const KeyStatus& status);
KeyStatus keyStatusFromJson(const Json& json);

struct RotatedKeys {
    std::string active;  ///< the new key
    int configs = 0;     ///< configurations of services that were sealed anew
};

/// {active, configs}, and back.
Json toJson(const RotatedKeys& rotated);
RotatedKeys rotatedKeysFromJson(const Json& json);

/// The keys that secrets are sealed with, for who looks after a server. Safe from any thread. Throws Error(Denied,
/// "auth.forbidden") and what Vault::open throws.
class KeyDesk {
public:
    /// All references must outlive it.
    KeyDesk(storage::Database& database, const WorkspaceVault& opened, const AuditTrail& audit, const Clock& clock);

    /// Called after each rotation that was asked for here. Before anything else is called.
    void onRotated(std::function<void()> tell) { m_tell = std::move(tell); }

    boost::asio::awaitable<KeyStatus> status(Caller caller);
    /// Makes a data key and seals with it whatever rows hold, in one transaction: every vault on this database, also
    /// those of other processes, seals with it from then on. What older keys have sealed stays readable.
    boost::asio::awaitable<RotatedKeys> rotate(Caller caller);

private:
    storage::Database& m_database;
    const std::string m_rootSource;
    const std::shared_ptr<const security::RootKey> m_root;
    const AuditTrail& m_audit;
    const Clock& m_clock;
    std::function<void()> m_tell = [] {};
};

}  // namespace heddle::services
