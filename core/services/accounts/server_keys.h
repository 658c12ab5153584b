#pragma once
#include "core/security/access_token.h"
#include "core/security/root_key.h"
#include "core/security/vault.h"

#include <memory>
#include <optional>
#include <string>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

/// What secrets in rows and files are sealed with.
struct WorkspaceVault {
    security::Vault vault;                          ///< seals with the newest key, whichever process made it
    std::string rootSource;                         ///< where the root key was: "file", "environment", …
    std::shared_ptr<const security::RootKey> root;  ///< for new data keys
};

/// The keys that a workspace keeps, opened: data keys under the root key, and what is sealed with those.
struct ServerKeys : WorkspaceVault {
    std::string auditKey;   ///< AuditTrail's
    std::string cursorKey;  ///< rest::CursorSeal's
    security::AccessTokenKeys tokenKeys;
};

/// Opens the data keys, and makes the first one. The database must outlive the vault and its copies. Blocks; for the
/// start of a program. Throws what security::findRootKey, findOrMakeRootKey and openVault throw.
WorkspaceVault openWorkspaceVault(storage::Database& database, const security::RootKeySources& sources,
                                  const Clock& clock);

/// The same with what a server needs, which is made when it is not there yet.
ServerKeys openServerKeys(storage::Database& database, const security::RootKeySources& sources, const Clock& clock);

/// The audit log's key, for who may only read: nothing when the workspace has no keys yet. Blocks; throws what
/// security::findRootKey and openVault throw.
std::optional<std::string> findAuditKey(storage::Database& database, const security::RootKeySources& sources);

/// Seals the server's own secrets anew, with the vault's active key.
void resealServerSecrets(storage::Connection& connection, const security::Vault& vault, std::int64_t nowMs);

}  // namespace heddle::services
