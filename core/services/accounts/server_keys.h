#pragma once
#include "core/security/access_token.h"
#include "core/security/root_key.h"
#include "core/security/vault.h"

#include <optional>
#include <string>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// The keys that a workspace keeps, opened: data keys under the root key, and what is sealed with those.
struct ServerKeys {
    security::Vault vault;
    std::string rootSource;  ///< where the root key was: "file", "environment", …
    std::string auditKey;    ///< AuditTrail's
    std::string cursorKey;   ///< rest::CursorSeal's
    security::AccessTokenKeys tokenKeys;
};

/// Opens them, and makes those that are not there yet. Blocks; for the start of a program. Throws what
/// security::findRootKey, findOrMakeRootKey and openVault throw.
ServerKeys openServerKeys(storage::Database& database, const security::RootKeySources& sources, const Clock& clock);

/// The audit log's key, for who may only read: nothing when the workspace has no keys yet. Blocks; throws what
/// security::findRootKey and openVault throw.
std::optional<std::string> findAuditKey(storage::Database& database, const security::RootKeySources& sources);

/// A new data key, which seals from now on, the server's own secrets at once; what older ones have sealed stays
/// readable. Gives the vault that seals with it. Blocks; throws as openServerKeys.
security::Vault rotateDataKey(storage::Database& database, const security::RootKeySources& sources, const Clock& clock);

}  // namespace heddle::services
