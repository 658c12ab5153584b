#pragma once
#include "core/runtime/runtime.h"
#include "storecli/admin/admin.h"

namespace heddle::storecli {

/// Admin on a workspace of this computer, for whoever may read its files.
class LocalAdmin final : public Admin {
public:
    explicit LocalAdmin(runtime::Runtime& runtime) : m_runtime(runtime) {}

    std::vector<domain::User> users() override;
    domain::User addUser(const services::NewUser& made) override;
    domain::User changeUser(const std::string& id, const services::UserChange& change) override;
    void setPassword(const std::string& id, const std::string& password) override;
    void removeUser(const std::string& id) override;
    services::MadeApiKey createKey(const domain::User& owner, const std::string& name,
                                   const std::vector<std::string>& scopes, std::int64_t expiresMs) override;
    std::vector<domain::ApiKey> keys() override;
    void revokeKey(const std::string& id) override;
    std::vector<security::AuditEntry> audit(const storage::AuditFilter& filter) override;
    services::AuditCheck verifyAudit(const security::AuditAnchor& kept) override;
    services::KeyStatus dataKeys() override;
    services::RotatedKeys rotateDataKeys() override;

private:
    runtime::Runtime& m_runtime;
};

}  // namespace heddle::storecli
