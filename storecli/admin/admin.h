#pragma once
#include "core/domain/user.h"
#include "core/security/audit_chain.h"
#include "core/services/accounts/api_key_service.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/key_desk.h"
#include "core/services/accounts/user_service.h"

#include <string>
#include <vector>

namespace heddle::storecli {

/// Who looks after a store's users, keys and log: on the workspace itself, or over REST. Blocks; throws what the
/// services throw, and for a server that is not reached what net::HttpClient throws.
class Admin {
public:
    virtual ~Admin() = default;

    virtual std::vector<domain::User> users() = 0;
    virtual domain::User addUser(const services::NewUser& made) = 0;
    virtual domain::User changeUser(const std::string& id, const services::UserChange& change) = 0;
    virtual void setPassword(const std::string& id, const std::string& password) = 0;
    virtual void removeUser(const std::string& id) = 0;

    /// For the user `owner`. `expiresMs`: since 1970; 0: never.
    virtual services::MadeApiKey createKey(const domain::User& owner, const std::string& name,
                                           const std::vector<std::string>& scopes, std::int64_t expiresMs) = 0;
    virtual std::vector<domain::ApiKey> keys() = 0;
    virtual void revokeKey(const std::string& id) = 0;

    /// The newest first.
    virtual std::vector<security::AuditEntry> audit(const storage::AuditFilter& filter) = 0;
    /// `kept`: a place that was kept elsewhere.
    virtual services::AuditCheck verifyAudit(const security::AuditAnchor& kept) = 0;

    /// What secrets are sealed with.
    virtual services::KeyStatus dataKeys() = 0;
    virtual services::RotatedKeys rotateDataKeys() = 0;
};

}  // namespace heddle::storecli
