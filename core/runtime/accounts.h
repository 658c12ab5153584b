#pragma once
#include "core/services/accounts/api_key_service.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/key_desk.h"
#include "core/services/accounts/password_desk.h"
#include "core/services/accounts/principal_cache.h"
#include "core/services/accounts/server_keys.h"
#include "core/services/accounts/sign_in_service.h"
#include "core/services/accounts/user_service.h"

#include <filesystem>

namespace heddle::runtime {

/// Everything about the users of a workspace, built in one place: for a server, and for the commands that look after
/// one. The desktop has no use for it. Opening blocks for a tenth of a second and makes the workspace's keys the first
/// time; throws what services::openServerKeys throws.
class Accounts {
public:
    /// The root key is where root_keys.h says. All references must outlive it.
    Accounts(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock);
    ~Accounts();
    Accounts(const Accounts&) = delete;
    Accounts& operator=(const Accounts&) = delete;

    services::UserService& users() { return m_users; }
    services::SignInService& signIn() { return m_signIn; }
    services::ApiKeyService& apiKeys() { return m_apiKeys; }
    services::AuditTrail& audit() { return m_audit; }
    /// What the cursors of this workspace's lists are sealed with.
    const std::string& cursorKey() const { return m_keys.cursorKey; }
    /// What secrets in rows are sealed with.
    const security::Vault& vault() const { return m_keys.vault; }
    /// Where the root key is: "environment", "secret_service" or "file".
    const std::string& rootSource() const { return m_keys.rootSource; }
    services::KeyDesk& keys() { return m_desk; }

private:
    services::ServerKeys m_keys;
    services::AuditTrail m_audit;
    services::KeyDesk m_desk;
    services::PasswordDesk m_passwords;
    services::PrincipalCache m_known;
    security::AccessTokens m_tokens;
    services::UserService m_users;
    services::SignInService m_signIn;
    services::ApiKeyService m_apiKeys;
};

/// Whether the log is as it was written, for who may only read: makes no keys. `kept`: as AuditTrail::verify. Blocks.
services::AuditCheck checkAudit(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock,
                                security::AuditAnchor kept = {});

}  // namespace heddle::runtime
