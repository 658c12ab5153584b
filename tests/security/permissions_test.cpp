#include "core/security/permissions.h"

#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <map>
#include <set>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;
using domain::Principal;
using domain::Role;

namespace {

/// What each role may, written down once more and the other way round: a change of rights is made in two places.
/// Per family: verbs, then the reach of user, developer, reviewer and admin (- own others any).
struct Expected {
    const char* family;
    const char* verbs;
    const char* reach;
};
constexpr Expected kExpected[] = {
    {"agents", "list read update delete validate test archive", "- own - any"},
    {"agents", "create publish", "- own - own"},
    {"templates", "search read", "any any any any"},
    {"templates", "create", "- own - own"},
    {"templates", "update delete", "- own - any"},
    {"templates", "instantiate", "- any - any"},
    {"node_types", "list read", "any any any any"},
    {"node_types", "validate", "- any any any"},
    {"node_types", "create", "- - - own"},
    {"node_types", "update", "- - - any"},
    {"store", "search read install", "any any any any"},
    {"store", "rate", "others others others others"},
    {"store", "withdraw", "- own any any"},
    {"chats", "list read create send delete", "own own own own"},
    {"executions", "read resume answer", "own own own own"},
    {"executions", "list cancel", "own own own any"},
    {"providers", "list read", "- any any any"},
    {"providers", "create", "- - - own"},
    {"providers", "update delete", "- - - any"},
    {"configs", "list", "- any - any"},
    {"configs", "read update delete check", "- own - any"},
    {"configs", "create", "- own - own"},
    {"tools", "list", "any any any any"},
    {"tools", "read", "- any any any"},
    {"tools", "call", "- any - any"},
    {"tools", "create", "- own - own"},
    {"tools", "update delete", "- own - any"},
    {"reviews", "list read", "- own any any"},
    {"reviews", "decide", "- - others others"},
    {"users", "list create", "- - - any"},
    {"users", "read update set_password sign_out", "own own own any"},
    {"users", "set_roles delete", "- - - others"},
    {"keys", "list revoke", "own own own any"},
    {"keys", "create", "own own own own"},
    {"jobs", "list read cancel retry", "own own own any"},
    {"audit", "read verify", "- - - any"},
    {"settings", "read update", "- - - any"},
    {"server", "backup verify read_keys rotate_keys", "- - - any"},
};

Reach reachNamed(const QString& name) {
    static const std::map<QString, Reach> names{
        {"-", Reach::None}, {"own", Reach::Own}, {"others", Reach::Others}, {"any", Reach::Any}};
    return names.at(name);
}

std::vector<Operation> everyOperation() {
    std::vector<Operation> all;
    for (std::size_t i = 0; i < kOperationCount; ++i) {
        all.push_back(static_cast<Operation>(i));
    }
    return all;
}

Principal person(domain::Roles roles) { return {"me", std::move(roles), std::nullopt, "session"}; }

Principal program(domain::Roles roles, std::vector<std::string> scopes) {
    return {"me", std::move(roles), std::move(scopes), "key"};
}

}  // namespace

class PermissionsTest : public QObject {
    Q_OBJECT
private slots:
    void everyOperationAndRoleIsAsExpected() {
        std::set<std::string> seen;
        for (const auto& [family, verbs, reach] : kExpected) {
            const QStringList reaches = QString(reach).split(' ');
            QCOMPARE(reaches.size(), 4);
            for (const QString& verb : QString(verbs).split(' ')) {
                const std::string name = family + std::string(".") + verb.toStdString();
                QVERIFY2(seen.insert(name).second, name.c_str());
                const auto operation = operationByName(name);
                QVERIFY2(operation, name.c_str());
                QCOMPARE(operationName(*operation), std::string_view(name));
                for (int role = 0; role < 4; ++role) {
                    const Principal principal = person({static_cast<Role>(role)});
                    const Reach wanted = reachNamed(reaches[role]);
                    QVERIFY2(reachOf(principal, *operation) == wanted, name.c_str());
                    const bool own = wanted == Reach::Own || wanted == Reach::Any;
                    const bool others = wanted == Reach::Others || wanted == Reach::Any;
                    QCOMPARE(may(principal, *operation, "me"), own);
                    QCOMPARE(may(principal, *operation, "you"), others);
                    QCOMPARE(may(principal, *operation, ""), others);
                }
            }
        }
        QCOMPARE(seen.size(), kOperationCount);
    }
    void rolesAddUp() {
        const Principal both = person({Role::User, Role::Reviewer, Role::Developer});
        QVERIFY(may(both, Operation::AgentsUpdate, "me"));
        QVERIFY(!may(both, Operation::AgentsUpdate, "you"));
        QVERIFY(may(both, Operation::ReviewsDecide, "you"));
        QVERIFY(!may(both, Operation::ReviewsDecide, "me"));
        QVERIFY(!may(person({Role::Reviewer, Role::Admin}), Operation::ReviewsDecide, "me"));
    }
    void nobodyMayNothing() {
        for (const Operation operation : everyOperation()) {
            QVERIFY(!may(person({}), operation, "me"));
            QVERIFY(!may({.userId = "", .roles = {Role::Admin}}, operation, ""));
        }
    }
    void programsMayNoMoreThanTheirScopesAndTheirUser() {
        const Principal sender = program({Role::User}, {"chats.send"});
        QVERIFY(may(sender, Operation::ChatsSend, "me"));
        QVERIFY(!may(sender, Operation::ChatsSend, "you"));
        QVERIFY(!may(sender, Operation::ChatsRead, "me"));
        const Principal family = program({Role::Developer}, {"agents.*", "store.search"});
        QVERIFY(may(family, Operation::AgentsPublish, "me"));
        QVERIFY(may(family, Operation::StoreSearch, "you"));
        QVERIFY(!may(family, Operation::ChatsRead, "me"));
        QVERIFY(!may(program({Role::User}, {"agents.*"}), Operation::AgentsRead, "me"));
        QVERIFY(!may(program({Role::Admin}, {}), Operation::AgentsRead, "me"));
    }
    void aStolenKeyCannotMakeItselfAtHome() {
        const Principal all = program({Role::Admin}, {"*", "users.*", "keys.create", "users.set_password"});
        for (const Operation operation :
             {Operation::KeysCreate, Operation::KeysRevoke, Operation::UsersCreate, Operation::UsersUpdate,
              Operation::UsersSetRoles, Operation::UsersSetPassword, Operation::UsersDelete, Operation::SettingsUpdate,
              Operation::ServerBackup, Operation::ServerRotateKeys, Operation::ReviewsDecide}) {
            QVERIFY(!may(all, operation, "me"));
            QVERIFY(!may(all, operation, "you"));
            QVERIFY(!isScope(operationName(operation)));
        }
        QVERIFY(may(all, Operation::UsersList, ""));
    }
    void scopesAreOperations() {
        for (const char* scope : {"*", "chats.*", "chats.send", "audit.read"}) {
            QVERIFY2(isScope(scope), scope);
        }
        for (const char* scope : {"", "chats", "chats.", "chat.*", "chats.se*", ".*", "**", "keys.*", "keys.create"}) {
            QVERIFY2(!isScope(scope), scope);
        }
    }
    void whatIsRequiredIsNamed() {
        require(person({Role::User}), Operation::ChatsRead, "me");
        const auto call = [] { require(person({Role::User}), Operation::ChatsRead, "you"); };
        QCOMPARE(codeOf(call), std::string("auth.forbidden"));
        QCOMPARE(factOf(call, "operation"), std::string("chats.read"));
    }
};

HEDDLE_TEST(PermissionsTest);
#include "permissions_test.moc"
