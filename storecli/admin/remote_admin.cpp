#include "storecli/admin/remote_admin.h"

#include "core/base/error.h"
#include "core/net/url.h"
#include "core/security/audit_anchor.h"

#include <limits>

namespace heddle::storecli {
namespace {

constexpr auto kAll = std::numeric_limits<std::size_t>::max();

/// `{name: VALUE}` for each that is not empty.
Json withoutEmpty(Json object) {
    for (auto it = object.begin(); it != object.end();)
        it = it->is_string() && it->get_ref<const std::string&>().empty() ? object.erase(it) : std::next(it);
    return object;
}

}  // namespace

std::vector<domain::User> RemoteAdmin::users() {
    std::vector<domain::User> all;
    for (const Json& item : m_store.list("/users", kAll))
        all.push_back(domain::userFromJson(item));
    return all;
}

domain::User RemoteAdmin::addUser(const services::NewUser& made) {
    const Json body = withoutEmpty({{"login", made.login},
                                    {"display_name", made.displayName},
                                    {"email", made.email},
                                    {"roles", toJson(made.roles)},
                                    {"password", made.password}});
    return domain::userFromJson(m_store.ask("POST", "/users", body));
}

domain::User RemoteAdmin::changeUser(const std::string& id, const services::UserChange& change) {
    Json body = Json::object();
    if (change.displayName) body["display_name"] = *change.displayName;
    if (change.email) body["email"] = *change.email;
    if (change.roles) body["roles"] = toJson(*change.roles);
    if (change.active) body["is_active"] = *change.active;
    return domain::userFromJson(m_store.ask("PATCH", "/users/" + net::percentEncoded(id), body));
}

void RemoteAdmin::setPassword(const std::string& id, const std::string& password) {
    m_store.ask("PUT", "/users/" + net::percentEncoded(id) + "/password", {{"password", password}});
}

void RemoteAdmin::removeUser(const std::string& id) { m_store.ask("DELETE", "/users/" + net::percentEncoded(id)); }

services::MadeApiKey RemoteAdmin::createKey(const domain::User& owner, const std::string& name,
                                            const std::vector<std::string>& scopes, std::int64_t expiresMs) {
    if (m_store.ask("GET", "/auth/me").at("id") != owner.id)
        throw Error(ErrorKind::Denied, "remote.own_keys", {{"login", owner.login}});
    Json body{{"name", name}, {"scopes", scopes}};
    if (expiresMs > 0) body["expires_ms"] = expiresMs;
    const Json made = m_store.ask("POST", "/api-keys", body);
    return {domain::apiKeyFromJson(made), made.at("key").get<std::string>()};
}

std::vector<domain::ApiKey> RemoteAdmin::keys() {
    std::vector<domain::ApiKey> all;
    for (const Json& item : m_store.list("/api-keys", kAll))
        all.push_back(domain::apiKeyFromJson(item));
    return all;
}

void RemoteAdmin::revokeKey(const std::string& id) { m_store.ask("DELETE", "/api-keys/" + net::percentEncoded(id)); }

std::vector<security::AuditEntry> RemoteAdmin::audit(const storage::AuditFilter& filter) {
    std::string path = "/audit?limit=200";
    if (!filter.actor.empty()) path += "&actor=" + net::percentEncoded(filter.actor);
    if (!filter.action.empty()) path += "&action=" + net::percentEncoded(filter.action);
    std::vector<security::AuditEntry> all;
    for (const Json& item : m_store.list(path, static_cast<std::size_t>(filter.limit)))
        all.push_back(security::auditEntryFromJson(item));
    return all;
}

services::AuditCheck RemoteAdmin::verifyAudit(const security::AuditAnchor& kept) {
    const Json reply = m_store.ask("GET", "/audit/verify?anchor=" + net::percentEncoded(security::anchorText(kept)));
    services::AuditCheck found;
    found.end = {reply.at("end").at("sequence").get<std::int64_t>(), reply.at("end").at("digest").get<std::string>()};
    if (reply.at("is_whole") == false) {
        const Json& damage = reply.at("damage");
        found.damage = {security::auditDamageByName(damage.at("kind").get<std::string>()),
                        damage.at("sequence").get<std::int64_t>()};
    }
    return found;
}

services::KeyStatus RemoteAdmin::dataKeys() { return services::keyStatusFromJson(m_store.ask("GET", "/data-keys")); }

services::RotatedKeys RemoteAdmin::rotateDataKeys() {
    return services::rotatedKeysFromJson(m_store.ask("POST", "/data-keys"));
}

}  // namespace heddle::storecli
