#include "storecli/admin/local_admin.h"

#include "core/runtime/accounts.h"
#include "storecli/command.h"

namespace heddle::storecli {

using services::Caller;

std::vector<domain::User> LocalAdmin::users() {
    return wait(m_runtime, m_runtime.accounts().users().list(Caller::local()));
}

domain::User LocalAdmin::addUser(const services::NewUser& made) {
    return wait(m_runtime, m_runtime.accounts().users().create(Caller::local(), made));
}

domain::User LocalAdmin::changeUser(const std::string& id, const services::UserChange& change) {
    return wait(m_runtime, m_runtime.accounts().users().change(Caller::local(), id, change));
}

void LocalAdmin::setPassword(const std::string& id, const std::string& password) {
    wait(m_runtime, m_runtime.accounts().users().setPassword(Caller::local(), id, {}, password));
}

void LocalAdmin::removeUser(const std::string& id) {
    wait(m_runtime, m_runtime.accounts().users().remove(Caller::local(), id));
}

services::MadeApiKey LocalAdmin::createKey(const domain::User& owner, const std::string& name,
                                           const std::vector<std::string>& scopes, std::int64_t expiresMs) {
    const Caller caller({.userId = owner.id, .roles = owner.roles});
    return wait(m_runtime, m_runtime.accounts().apiKeys().create(caller, name, scopes, expiresMs));
}

std::vector<domain::ApiKey> LocalAdmin::keys() {
    return wait(m_runtime, m_runtime.accounts().apiKeys().list(Caller::local()));
}

void LocalAdmin::revokeKey(const std::string& id) {
    wait(m_runtime, m_runtime.accounts().apiKeys().revoke(Caller::local(), id));
}

std::vector<security::AuditEntry> LocalAdmin::audit(const storage::AuditFilter& filter) {
    return wait(m_runtime, m_runtime.accounts().audit().list(Caller::local(), filter));
}

services::AuditCheck LocalAdmin::verifyAudit(const security::AuditAnchor& kept) {
    return m_runtime.accounts().audit().checkNow(kept);
}

services::KeyStatus LocalAdmin::dataKeys() {
    return wait(m_runtime, m_runtime.accounts().keys().status(Caller::local()));
}

services::RotatedKeys LocalAdmin::rotateDataKeys() {
    return wait(m_runtime, m_runtime.accounts().keys().rotate(Caller::local()));
}

}  // namespace heddle::storecli
