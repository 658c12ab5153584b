#include "core/runtime/accounts.h"

#include "core/base/error.h"
#include "storecli/admin/account_acts.h"
#include "storecli/admin/local_admin.h"
#include "storecli/admin/remote_admin.h"
#include "storecli/command.h"
#include "storecli/password_input.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

int initialise(const AccountOptions& options, runtime::Runtime& runtime) {
    services::NewUser first{.login = options.login, .displayName = options.name, .email = options.email};
    first.password = newPassword();
    printUser(wait(runtime, runtime.accounts().users().createFirst(first)), options.json);
    std::fprintf(stderr, "The workspace's root key is kept in: %s\n", runtime.accounts().rootSource().c_str());
    return kDone;
}

/// What works on a workspace of this computer only, and what over REST too.
using LocalAct = int (*)(const AccountOptions&, runtime::Runtime&);
using Act = int (*)(const AccountOptions&, Admin&);

runtime::Options openingOf(const SharedOptions& shared) {
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.database = shared.database;
    return opening;
}

int actOn(const AccountOptions& options, const SharedOptions& shared, LocalAct act) {
    runtime::Runtime runtime(openingOf(shared));
    return act(options, runtime);
}

int actOn(const AccountOptions& options, const SharedOptions& shared, Act act) {
    if (!shared.remote.server.empty()) {
        runtime::Runtime runtime((runtime::Options()));
        RemoteStore store(runtime, shared.remote);
        RemoteAdmin admin(store);
        return act(options, admin);
    }
    runtime::Runtime runtime(openingOf(shared));
    LocalAdmin admin(runtime);
    return act(options, admin);
}

/// Adds commands that all work on a store's accounts.
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
        add(*keys, "list", "The keys by their ids, the one that seals first", listDataKeys);
        add(*keys, "rotate", "Make a key, and seal all secrets with it from now on, also in a server that runs",
            rotateDataKeys);
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
    template <class AnyAct>
    CLI::App* add(CLI::App& parent, const char* name, const char* help, AnyAct act) {
        CLI::App* sub = parent.add_subcommand(name, help);
        sub->add_flag("--json", m_options->json, "As JSON");
        sub->callback([options = m_options, &shared = m_shared, &action = m_action, act] {
            action = [options, &shared, act] { return actOn(*options, shared, act); };
        });
        return sub;
    }
    template <class AnyAct>
    CLI::App* addForLogin(CLI::App& parent, const char* name, const char* help, AnyAct act) {
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
