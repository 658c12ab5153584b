#pragma once
#include "storecli/admin/admin.h"
#include "storecli/admin/remote_store.h"

namespace heddle::storecli {

/// Admin over REST. Keys are made for the one who asks only: (Denied, "remote.own_keys") for another's.
class RemoteAdmin final : public Admin {
public:
    explicit RemoteAdmin(RemoteStore& store) : m_store(store) {}

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
    RemoteStore& m_store;
};

}  // namespace heddle::storecli
