#include "core/runtime/accounts.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "storecli/audit_anchor.h"
#include "storecli/command.h"
#include "storecli/password_input.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>

namespace heddle::storecli {
namespace {

using services::Caller;

struct AccountOptions {
    std::string login;
    std::string name;
    std::string email;
    std::vector<std::string> roles;
    std::string keyName;
    std::string keyId;
    std::vector<std::string> scopes;
    int days = 0;
    bool json = false;
    std::string actor;
    std::string action;
    int limit = 50;
    std::string anchor;
};

domain::Roles rolesFrom(const std::vector<std::string>& names) {
    return domain::rolesFromJson(names.empty() ? Json{"user"} : Json(names));
}

domain::User userNamed(runtime::Runtime& runtime, const std::string& login) {
    const auto users = wait(runtime, runtime.accounts().users().list(Caller::local()));
    const auto it = std::find_if(users.begin(), users.end(),
                                 [&](const domain::User& user) { return user.login == login || user.id == login; });
    if (it == users.end()) throw Error(ErrorKind::NotFound, "user.not_found", {{"user", login}});
    return *it;
}

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

int initialise(const AccountOptions& options, runtime::Runtime& runtime) {
    services::NewUser first{.login = options.login, .displayName = options.name, .email = options.email};
    first.password = newPassword();
    printUser(wait(runtime, runtime.accounts().users().createFirst(first)), options.json);
    std::fprintf(stderr, "The workspace's root key is kept in: %s\n", runtime.accounts().rootSource().c_str());
    return kDone;
}

int addUser(const AccountOptions& options, runtime::Runtime& runtime) {
    services::NewUser made{
        .login = options.login, .displayName = options.name, .email = options.email, .roles = rolesFrom(options.roles)};
    made.password = newPassword();
    printUser(wait(runtime, runtime.accounts().users().create(Caller::local(), made)), options.json);
    return kDone;
}

int listUsers(const AccountOptions& options, runtime::Runtime& runtime) {
    for (const auto& user : wait(runtime, runtime.accounts().users().list(Caller::local())))
        printUser(user, options.json);
    return kDone;
}

int changeUser(const AccountOptions& options, runtime::Runtime& runtime, const services::UserChange& change) {
    const domain::User user = userNamed(runtime, options.login);
    printUser(wait(runtime, runtime.accounts().users().change(Caller::local(), user.id, change)), options.json);
    return kDone;
}

int setRoles(const AccountOptions& options, runtime::Runtime& runtime) {
    return changeUser(options, runtime, {.roles = rolesFrom(options.roles)});
}

int disableUser(const AccountOptions& options, runtime::Runtime& runtime) {
    return changeUser(options, runtime, {.active = false});
}

int enableUser(const AccountOptions& options, runtime::Runtime& runtime) {
    return changeUser(options, runtime, {.active = true});
}

int setPassword(const AccountOptions& options, runtime::Runtime& runtime) {
    const domain::User user = userNamed(runtime, options.login);
    const std::string password = newPassword();
    wait(runtime, runtime.accounts().users().setPassword(Caller::local(), user.id, {}, password));
    std::printf("The password of %s was changed; all sessions have ended.\n", user.login.c_str());
    return kDone;
}

int removeUser(const AccountOptions& options, runtime::Runtime& runtime) {
    wait(runtime, runtime.accounts().users().remove(Caller::local(), userNamed(runtime, options.login).id));
    return kDone;
}

int createKey(const AccountOptions& options, runtime::Runtime& runtime) {
    const domain::User user = userNamed(runtime, options.login);
    const Caller caller({.userId = user.id, .roles = user.roles});
    const std::int64_t expires = options.days > 0 ? SystemClock().nowMs() + options.days * std::int64_t{86'400'000} : 0;
    const auto made =
        wait(runtime, runtime.accounts().apiKeys().create(caller, options.keyName, options.scopes, expires));
    std::printf("%s\n", made.text.c_str());
    std::fprintf(stderr, "Keep it: it is not shown again. Its id is %s.\n", made.key.id.c_str());
    return kDone;
}

int listKeys(const AccountOptions& options, runtime::Runtime& runtime) {
    for (const auto& key : wait(runtime, runtime.accounts().apiKeys().list(Caller::local()))) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(key)).c_str());
        } else {
            std::printf("%s  %s  %s%s\n", key.id.c_str(), key.prefix.c_str(), key.name.c_str(),
                        key.revoked ? "  (revoked)" : "");
        }
    }
    return kDone;
}

int revokeKey(const AccountOptions& options, runtime::Runtime& runtime) {
    wait(runtime, runtime.accounts().apiKeys().revoke(Caller::local(), options.keyId));
    return kDone;
}

int listAudit(const AccountOptions& options, runtime::Runtime& runtime) {
    const storage::AuditFilter filter{.actor = options.actor, .action = options.action, .limit = options.limit};
    for (const auto& entry : wait(runtime, runtime.accounts().audit().list(Caller::local(), filter))) {
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

int verifyAudit(const AccountOptions& options, runtime::Runtime& runtime) {
    security::AuditAnchor kept;
    if (!options.anchor.empty()) kept = anchorFrom(options.anchor);
    services::AuditTrail& audit = runtime.accounts().audit();
    if (const auto damage = wait(runtime, audit.verify(Caller::local(), kept))) {
        throw Error(ErrorKind::Storage, "audit.damaged",
                    {{"sequence", damage->sequence}, {"damage", auditDamageName(damage->damage)}});
    }
    const security::AuditAnchor end = wait(runtime, audit.anchor(Caller::local()));
    std::printf("The log is whole: %lld entries.\n%s\n", static_cast<long long>(end.sequence), anchorText(end).c_str());
    return kDone;
}

int rotateKeys(const AccountOptions&, runtime::Runtime& runtime) {
    const int count = runtime.accounts().rotateKeys();
    std::printf("The server's secrets and those of %d configurations are sealed with a new key.\n", count);
    return kDone;
}

using Act = int (*)(const AccountOptions&, runtime::Runtime&);

/// Adds commands that all work on the workspace's accounts.
class AccountCommands {
public:
    AccountCommands(const SharedOptions& shared, Action& action) : m_shared(shared), m_action(action) {}

    void addUsers(CLI::App& app) {
        addFields(addForLogin(app, "init", "Make the first administrator of a workspace", initialise));
        CLI::App* users = group(app, "user", "People who may sign in");
        CLI::App* adding = addFields(addForLogin(*users, "add", "Add a user; the password is asked for", addUser));
        adding->add_option("--role", m_options->roles, "user, developer, reviewer or admin; several times");
        add(*users, "list", "All users", listUsers);
        addForLogin(*users, "roles", "Give a user other roles", setRoles)
            ->add_option("roles", m_options->roles, "user, developer, reviewer, admin")
            ->required();
        addForLogin(*users, "disable", "Keep a user from signing in; ends all sessions", disableUser);
        addForLogin(*users, "enable", "Let a user sign in again", enableUser);
        addForLogin(*users, "password", "Give a user another password, which is asked for", setPassword);
        addForLogin(*users, "remove", "Remove a user, with sessions and API keys", removeUser);
    }
    void addKeys(CLI::App& app) {
        CLI::App* tokens = group(app, "token", "API keys, by which programs act for a user");
        CLI::App* creating = addForLogin(*tokens, "create", "Make a key and print it, once", createKey);
        creating->add_option("name", m_options->keyName, "What it is for")->required();
        creating->add_option("--scope", m_options->scopes, "chats.send, chats.* or *; several times")->required();
        creating->add_option("--days", m_options->days, "How long it is good for; else until it is revoked");
        add(*tokens, "list", "All keys", listKeys);
        add(*tokens, "revoke", "Make a key void", revokeKey)->add_option("id", m_options->keyId, "Its id")->required();
        CLI::App* keys = group(app, "keys", "What secrets are sealed with");
        add(*keys, "rotate", "Seal all secrets with a new key", rotateKeys);
    }
    void addAudit(CLI::App& app) {
        CLI::App* audit = group(app, "audit", "Who did what");
        CLI::App* listing = add(*audit, "list", "Newest first", listAudit);
        listing->add_option("--actor", m_options->actor, "Only what this user did, by id");
        listing->add_option("--action", m_options->action, "Only this: users.create, auth.sign_in, …");
        listing->add_option("--limit", m_options->limit, "How many");
        add(*audit, "verify", "Whether nothing was changed or taken away; prints the log's end, to be kept elsewhere",
            verifyAudit)
            ->add_option("--anchor", m_options->anchor, "An end that was kept: SEQUENCE:DIGEST");
    }

private:
    static CLI::App* group(CLI::App& app, const char* name, const char* help) {
        CLI::App* made = app.add_subcommand(name, help);
        made->require_subcommand(1);
        return made;
    }
    CLI::App* add(CLI::App& parent, const char* name, const char* help, Act act) {
        CLI::App* sub = parent.add_subcommand(name, help);
        sub->add_flag("--json", m_options->json, "As JSON");
        sub->callback([options = m_options, &shared = m_shared, &action = m_action, act] {
            action = [options, &shared, act] {
                runtime::Options opening;
                opening.workspace = shared.folder();
                opening.database = shared.database;
                runtime::Runtime runtime(opening);
                return act(*options, runtime);
            };
        });
        return sub;
    }
    CLI::App* addForLogin(CLI::App& parent, const char* name, const char* help, Act act) {
        CLI::App* sub = add(parent, name, help, act);
        sub->add_option("login", m_options->login, "The user's login")->required();
        return sub;
    }
    CLI::App* addFields(CLI::App* sub) {
        sub->add_option("--name", m_options->name, "The name that others see");
        sub->add_option("--email", m_options->email, "A mail address");
        return sub;
    }

    std::shared_ptr<AccountOptions> m_options = std::make_shared<AccountOptions>();
    const SharedOptions& m_shared;
    Action& m_action;
};

}  // namespace

void addAccounts(CLI::App& app, const SharedOptions& shared, Action& action) {
    AccountCommands commands(shared, action);
    commands.addUsers(app);
    commands.addKeys(app);
    commands.addAudit(app);
}

}  // namespace heddle::storecli
