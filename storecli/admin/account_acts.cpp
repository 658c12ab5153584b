#include "storecli/admin/account_acts.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/security/audit_anchor.h"
#include "storecli/command.h"
#include "storecli/password_input.h"

#include <algorithm>
#include <cstdio>

namespace heddle::storecli {
namespace {

domain::Roles rolesFrom(const std::vector<std::string>& names) {
    return domain::rolesFromJson(names.empty() ? Json{"user"} : Json(names));
}

domain::User userNamed(Admin& admin, const std::string& login) {
    const auto users = admin.users();
    const auto it = std::find_if(users.begin(), users.end(),
                                 [&](const domain::User& user) { return user.login == login || user.id == login; });
    if (it == users.end()) throw Error(ErrorKind::NotFound, "user.not_found", {{"user", login}});
    return *it;
}

int changeUser(const AccountOptions& options, Admin& admin, const services::UserChange& change) {
    const domain::User user = userNamed(admin, options.login);
    printUser(admin.changeUser(user.id, change), options.json);
    return kDone;
}

}  // namespace

void printUser(const domain::User& user, bool json) {
    if (json) {
        std::printf("%s\n", compactJson(toJson(user)).c_str());
        return;
    }
    std::string roles;
    for (const domain::Role role : user.roles)
        roles += (roles.empty() ? "" : ", ") + std::string(domain::roleName(role));
    std::printf("%-24s %-32s %s%s\n", user.login.c_str(), roles.c_str(), user.displayName.c_str(),
                user.active ? "" : "  (disabled)");
}

int addUser(const AccountOptions& options, Admin& admin) {
    services::NewUser made{
        .login = options.login, .displayName = options.name, .email = options.email, .roles = rolesFrom(options.roles)};
    made.password = newPassword();
    printUser(admin.addUser(made), options.json);
    return kDone;
}

int listUsers(const AccountOptions& options, Admin& admin) {
    for (const auto& user : admin.users())
        printUser(user, options.json);
    return kDone;
}

int setRoles(const AccountOptions& options, Admin& admin) {
    return changeUser(options, admin, {.roles = rolesFrom(options.roles)});
}

int disableUser(const AccountOptions& options, Admin& admin) { return changeUser(options, admin, {.active = false}); }

int enableUser(const AccountOptions& options, Admin& admin) { return changeUser(options, admin, {.active = true}); }

int setPassword(const AccountOptions& options, Admin& admin) {
    const domain::User user = userNamed(admin, options.login);
    const std::string password = newPassword();
    admin.setPassword(user.id, password);
    std::printf("The password of %s was changed; all sessions have ended.\n", user.login.c_str());
    return kDone;
}

int removeUser(const AccountOptions& options, Admin& admin) {
    admin.removeUser(userNamed(admin, options.login).id);
    return kDone;
}

int createKey(const AccountOptions& options, Admin& admin) {
    const domain::User user = userNamed(admin, options.login);
    const std::int64_t expires = options.days > 0 ? SystemClock().nowMs() + options.days * std::int64_t{86'400'000} : 0;
    const auto made = admin.createKey(user, options.keyName, options.scopes, expires);
    std::printf("%s\n", made.text.c_str());
    std::fprintf(stderr, "Keep it: it is not shown again. Its id is %s.\n", made.key.id.c_str());
    return kDone;
}

int listKeys(const AccountOptions& options, Admin& admin) {
    for (const auto& key : admin.keys()) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(key)).c_str());
        } else {
            std::printf("%s  %s  %s%s\n", key.id.c_str(), key.prefix.c_str(), key.name.c_str(),
                        key.revoked ? "  (revoked)" : "");
        }
    }
    return kDone;
}

int revokeKey(const AccountOptions& options, Admin& admin) {
    admin.revokeKey(options.keyId);
    return kDone;
}

int listAudit(const AccountOptions& options, Admin& admin) {
    const storage::AuditFilter filter{.actor = options.actor, .action = options.action, .limit = options.limit};
    for (const auto& entry : admin.audit(filter)) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(entry)).c_str());
        } else {
            std::printf("%6lld  %s  %-20s %-14s %s  %s\n", static_cast<long long>(entry.sequence),
                        formatTime(entry.timeMs).c_str(), entry.action.c_str(), entry.result.c_str(),
                        entry.object.c_str(), entry.actor.c_str());
        }
    }
    return kDone;
}

int verifyAudit(const AccountOptions& options, Admin& admin) {
    security::AuditAnchor kept;
    if (!options.anchor.empty()) kept = security::anchorFrom(options.anchor);
    const services::AuditCheck found = admin.verifyAudit(kept);
    if (found.damage) {
        throw Error(ErrorKind::Storage, "audit.damaged",
                    {{"sequence", found.damage->sequence}, {"damage", auditDamageName(found.damage->damage)}});
    }
    std::printf("The log is whole: %lld entries.\n%s\n", static_cast<long long>(found.end.sequence),
                security::anchorText(found.end).c_str());
    return kDone;
}

int listDataKeys(const AccountOptions& options, Admin& admin) {
    const services::KeyStatus status = admin.dataKeys();
    if (options.json) {
        std::printf("%s\n", compactJson(toJson(status)).c_str());
        return kDone;
    }
    std::printf("Root key %s, kept in: %s\n", status.rootId.c_str(), status.rootSource.c_str());
    for (const auto& key : status.keys) {
        std::printf("%s  %s  %s\n", key.id.c_str(), formatTime(key.createdMs).c_str(),
                    &key == &status.keys.front() ? "seals" : "opens what it has sealed");
    }
    return kDone;
}

int rotateDataKeys(const AccountOptions& options, Admin& admin) {
    const services::RotatedKeys rotated = admin.rotateDataKeys();
    if (options.json)
        std::printf("%s\n", compactJson(toJson(rotated)).c_str());
    else
        std::printf("The server's secrets and those of %d configurations are sealed with the new key %s.\n",
                    rotated.configs, rotated.active.c_str());
    return kDone;
}

}  // namespace heddle::storecli
