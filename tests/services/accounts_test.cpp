#include "core/base/error.h"
#include "core/security/permissions.h"
#include "core/services/accounts/api_key_service.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/key_desk.h"
#include "core/services/accounts/password_desk.h"
#include "core/services/accounts/principal_cache.h"
#include "core/services/accounts/server_keys.h"
#include "core/services/accounts/sign_in_service.h"
#include "core/services/accounts/user_service.h"
#include "core/storage/workspace_database.h"
#include "tests/support/await.h"
#include "tests/support/hand_clock.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::services;
using domain::Role;
using domain::Roles;
using tests::await;

namespace {

constexpr const char* kPassword = "a long way to tipperary";

/// The account services over a workspace, with passwords that cost little.
struct Office {
    explicit Office(const QTemporaryDir& folder)
        : database(storage::openWorkspace(folder.filePath("w.db").toStdString())),
          keys(openServerKeys(*database, sources(folder), clock)),
          audit(*database, keys.auditKey, clock),
          desk(*database, keys, audit, clock),
          passwords({.passes = 1, .memoryBytes = 1u << 16}),
          tokens({.issuer = "heddle", .audience = "heddle"}, keys.tokenKeys, clock),
          known(clock),
          users(*database, passwords, audit, known, clock),
          signIn(*database, passwords, audit, tokens, known, clock),
          apiKeys(*database, audit, known, clock) {}

    static security::RootKeySources sources(const QTemporaryDir& folder) {
        security::RootKeySources all;
        all.push_back(security::fileSource(folder.filePath("keys/root.key").toStdString()));
        return all;
    }

    domain::User add(const std::string& login, Roles roles) {
        return await(users.create(Caller::local(), {.login = login, .roles = std::move(roles), .password = kPassword}));
    }
    Session enter(const std::string& login, const std::string& password = kPassword) {
        return await(signIn.signIn(Caller{}, login, password, "laptop"));
    }
    Caller callerOf(const Session& session) { return Caller(await(signIn.authenticate(session.accessToken))); }

    tests::HandClock clock;
    std::unique_ptr<storage::Database> database;
    ServerKeys keys;
    AuditTrail audit;
    KeyDesk desk;
    PasswordDesk passwords;
    security::AccessTokens tokens;
    PrincipalCache known;
    UserService users;
    SignInService signIn;
    ApiKeyService apiKeys;
};

/// The code of the Error that `work` ends with; empty when it ends well.
template <class Work>
std::string codeOf(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return {};
}

Caller as(Roles roles, const std::string& id = "somebody") { return Caller({.userId = id, .roles = std::move(roles)}); }

}  // namespace

class AccountsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Office> m_office;

    std::vector<std::string> audited() const {
        std::vector<std::string> lines;
        for (const auto& entry : await(m_office->audit.list(Caller::local(), {.limit = 1000})))
            lines.push_back(entry.action + " " + entry.result);
        return lines;
    }

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_office = std::make_unique<Office>(*m_folder);
    }
    void cleanup() { m_office.reset(); }

    void somebodySignsInAndOut() {
        const domain::User ada = m_office->add("ada", {Role::Developer});
        const Session session = m_office->enter("ADA");  // whatever the case
        QCOMPARE(session.user.id, ada.id);
        const Caller caller = m_office->callerOf(session);
        QCOMPARE(caller.principal.userId, ada.id);
        QVERIFY(caller.principal.roles == Roles{Role::Developer});
        await(m_office->signIn.signOut(caller));
        QCOMPARE(codeOf([&] { m_office->callerOf(session); }), std::string("auth.session_over"));
        QCOMPARE(codeOf([&] { await(m_office->signIn.renew({}, session.refreshToken, "laptop")); }),
                 std::string("auth.session_over"));
        QCOMPARE(audited(), (std::vector<std::string>{"auth.sign_out ok", "auth.sign_in ok", "users.create ok"}));
    }
    void theWrongAndTheUnknownGetTheSameAnswer() {
        m_office->add("ada", {Role::User});
        const domain::User bob = m_office->add("bob", {Role::User});
        await(m_office->users.change(Caller::local(), bob.id, {.active = false}));
        QCOMPARE(codeOf([&] { m_office->enter("ada", "guess"); }), std::string("auth.wrong_password"));
        QCOMPARE(codeOf([&] { m_office->enter("bob"); }), std::string("auth.wrong_password"));
        QCOMPARE(codeOf([&] { m_office->enter("nobody"); }), std::string("auth.wrong_password"));
        QCOMPARE(audited().front(), std::string("auth.sign_in auth.wrong_password"));
    }
    void whatIsTakenAwayIsGoneAtOnce() {
        const domain::User ada = m_office->add("ada", {Role::Developer});
        const Session session = m_office->enter("ada");
        QVERIFY(m_office->callerOf(session).principal.roles == Roles{Role::Developer});
        await(m_office->users.change(Caller::local(), ada.id, {.displayName = "Ada L."}));
        QVERIFY(m_office->callerOf(session).principal.roles == Roles{Role::Developer});
        const MadeApiKey key =
            await(m_office->apiKeys.create(m_office->callerOf(session), "nightly", {"agents.list"}, 0));
        QCOMPARE(await(m_office->signIn.authenticate(key.text)).userId, ada.id);
        await(m_office->apiKeys.revoke(m_office->callerOf(session), key.key.id));
        QCOMPARE(codeOf([&] { await(m_office->signIn.authenticate(key.text)); }), std::string("key.invalid"));
        await(m_office->users.change(Caller::local(), ada.id, {.active = false}));
        QCOMPARE(codeOf([&] { m_office->callerOf(session); }), std::string("auth.session_over"));
    }
    void guessingIsSlowedDown() {
        m_office->add("ada", {Role::User});
        std::string last;
        for (int i = 0; i < 6; ++i)
            last = codeOf([&] { m_office->enter("ada", "guess"); });
        QCOMPARE(last, std::string("auth.throttled"));
        QCOMPARE(codeOf([&] { m_office->enter("ada"); }), std::string("auth.throttled"));
        m_office->clock.forward(600'000);
        QCOMPARE(codeOf([&] { m_office->enter("ada"); }), std::string());
    }
    void aStolenTokenEndsTheSession() {
        m_office->add("ada", {Role::User});
        const Session first = m_office->enter("ada");
        const Session second = await(m_office->signIn.renew({}, first.refreshToken, "laptop"));
        QVERIFY(!second.refreshToken.empty() && second.refreshToken != first.refreshToken);
        m_office->clock.forward(60'000);
        QCOMPARE(codeOf([&] { await(m_office->signIn.renew({}, first.refreshToken, "elsewhere")); }),
                 std::string("auth.session_over"));
        QCOMPARE(audited().front(), std::string("auth.renew auth.token_reused"));
        QCOMPARE(codeOf([&] { await(m_office->signIn.renew({}, second.refreshToken, "laptop")); }),
                 std::string("auth.session_over"));
        QCOMPARE(codeOf([&] { m_office->callerOf(second); }), std::string("auth.session_over"));
    }
    void accessIsShortAndRenewed() {
        m_office->add("ada", {Role::User});
        const Session session = m_office->enter("ada");
        QCOMPARE(session.accessExpiresMs, m_office->clock.nowMs() + 600'000);
        m_office->clock.forward(700'000);
        QCOMPARE(codeOf([&] { m_office->callerOf(session); }), std::string("token.expired"));
        const Session renewed = await(m_office->signIn.renew({}, session.refreshToken, "laptop"));
        QCOMPARE(m_office->callerOf(renewed).principal.userId, session.user.id);
        QCOMPARE(codeOf([&] { await(m_office->signIn.authenticate("nonsense")); }), std::string("token.invalid"));
    }
    void whatIsChangedEndsSessions_data() {
        QTest::addColumn<QString>("what");
        for (const char* what : {"roles", "active", "password", "everywhere", "removed"})
            QTest::newRow(what) << what;
    }
    void whatIsChangedEndsSessions() {
        QFETCH(QString, what);
        const domain::User ada = m_office->add("ada", {Role::Developer});
        const Session session = m_office->enter("ada");
        const Caller admin = Caller::local();
        if (what == "roles") await(m_office->users.change(admin, ada.id, {.roles = Roles{Role::User}}));
        if (what == "active") await(m_office->users.change(admin, ada.id, {.active = false}));
        if (what == "password") await(m_office->users.setPassword(admin, ada.id, "", "another good long one"));
        if (what == "everywhere") await(m_office->signIn.signOutEverywhere(admin, ada.id));
        if (what == "removed") await(m_office->users.remove(admin, ada.id));
        QCOMPARE(codeOf([&] { m_office->callerOf(session); }), std::string("auth.session_over"));
        QCOMPARE(codeOf([&] { await(m_office->signIn.renew({}, session.refreshToken, "laptop")); }),
                 std::string("auth.session_over"));
    }
    void onesOwnPasswordNeedsTheOldOne() {
        const domain::User ada = m_office->add("ada", {Role::User});
        const Caller caller = m_office->callerOf(m_office->enter("ada"));
        const auto change = [&](const std::string& old, const std::string& password) {
            return codeOf([&] { await(m_office->users.setPassword(caller, ada.id, old, password)); });
        };
        QCOMPARE(change("guess", "another good long one"), std::string("auth.wrong_password"));
        QCOMPARE(change(kPassword, "short"), std::string("password.refused"));
        QCOMPARE(change(kPassword, "ada-ada-ada"), std::string("password.refused"));
        QCOMPARE(change(kPassword, "another good long one"), std::string());
        QCOMPARE(codeOf([&] { m_office->enter("ada", "another good long one"); }), std::string());
    }
    void loginsAreUniqueAndPlain() {
        m_office->add("Ada", {Role::User});
        QCOMPARE(codeOf([&] { m_office->add("ada", {Role::User}); }), std::string("user.exists"));
        for (const char* login : {"", "a b", "a/b", "ädä"})
            QCOMPARE(codeOf([&] { m_office->add(login, {Role::User}); }), std::string("user.bad_login"));
    }
    void anAdministratorAlwaysStays() {
        const domain::User root = await(m_office->users.createFirst({.login = "root", .password = kPassword}));
        QVERIFY(root.roles.contains(Role::Admin));
        QCOMPARE(codeOf([&] { await(m_office->users.createFirst({.login = "x", .password = kPassword})); }),
                 std::string("user.exists"));
        const Caller admin = Caller::local();
        const std::string last = "user.last_admin";
        QCOMPARE(codeOf([&] { await(m_office->users.change(admin, root.id, {.roles = Roles{Role::User}})); }), last);
        QCOMPARE(codeOf([&] { await(m_office->users.change(admin, root.id, {.active = false})); }), last);
        QCOMPARE(codeOf([&] { await(m_office->users.remove(admin, root.id)); }), last);
        m_office->add("second", {Role::Admin});
        QCOMPARE(codeOf([&] { await(m_office->users.remove(admin, root.id)); }), std::string());
    }
    void aProgramActsWithinItsScopes() {
        const domain::User ada = m_office->add("ada", {Role::Developer});
        const Caller caller = m_office->callerOf(m_office->enter("ada"));
        const MadeApiKey made = await(m_office->apiKeys.create(caller, "ci", {"agents.*"}, 0));
        const domain::Principal principal = await(m_office->signIn.authenticate(made.text));
        QCOMPARE(principal.userId, ada.id);
        QVERIFY(security::may(principal, security::Operation::AgentsRead, ada.id));
        QVERIFY(!security::may(principal, security::Operation::ChatsRead, ada.id));
        QVERIFY(await(m_office->apiKeys.list(caller)).front().lastUsedMs > 0);
        // A key makes no keys.
        QCOMPARE(codeOf([&] { await(m_office->apiKeys.create(Caller(principal), "more", {"*"}, 0)); }),
                 std::string("auth.forbidden"));
        QCOMPARE(codeOf([&] { await(m_office->apiKeys.create(caller, "x", {"agents.fly"}, 0)); }),
                 std::string("key.bad_scope"));
        const Caller bob = as({Role::User}, "bob");
        QCOMPARE(codeOf([&] { await(m_office->apiKeys.revoke(bob, made.key.id)); }), std::string("key.not_found"));
        await(m_office->apiKeys.revoke(caller, made.key.id));
        QCOMPARE(codeOf([&] { await(m_office->signIn.authenticate(made.text)); }), std::string("key.invalid"));
        const MadeApiKey brief =
            await(m_office->apiKeys.create(caller, "brief", {"*"}, m_office->clock.nowMs() + 1000));
        m_office->clock.forward(1000);
        QCOMPARE(codeOf([&] { await(m_office->signIn.authenticate(brief.text)); }), std::string("key.invalid"));
    }

    /// Every operation × every role: what security's table says is what the services do.
    void operationsKeepToTheTable_data() {
        QTest::addColumn<int>("operation");
        QTest::addColumn<int>("role");
        using security::Operation;
        for (const Operation operation :
             {Operation::UsersList, Operation::UsersRead, Operation::UsersCreate, Operation::UsersUpdate,
              Operation::UsersSetRoles, Operation::UsersSetPassword, Operation::UsersSignOut, Operation::UsersDelete,
              Operation::KeysCreate, Operation::KeysRevoke, Operation::AuditRead, Operation::AuditVerify}) {
            for (const Role role : {Role::User, Role::Developer, Role::Reviewer, Role::Admin}) {
                QTest::addRow("%s, %s", std::string(operationName(operation)).c_str(),
                              std::string(domain::roleName(role)).c_str())
                    << static_cast<int>(operation) << static_cast<int>(role);
            }
        }
    }
    void operationsKeepToTheTable() {
        QFETCH(int, operation);
        QFETCH(int, role);
        using security::Operation;
        const auto asked = static_cast<Operation>(operation);
        const domain::User other = m_office->add("other", {Role::User});
        const Caller owner = m_office->callerOf(m_office->enter("other"));
        const std::string key = await(m_office->apiKeys.create(owner, "k", {"*"}, 0)).key.id;
        const Caller caller = as({static_cast<Role>(role)});
        UserService& users = m_office->users;
        const std::map<Operation, std::function<void()>> doing{
            {Operation::UsersList, [&] { await(users.list(caller)); }},
            {Operation::UsersRead, [&] { await(users.get(caller, other.id)); }},
            {Operation::UsersCreate, [&] { await(users.create(caller, {.login = "new", .password = kPassword})); }},
            {Operation::UsersUpdate, [&] { await(users.change(caller, other.id, {.email = "o@example.org"})); }},
            {Operation::UsersSetRoles,
             [&] { await(users.change(caller, other.id, {.roles = Roles{Role::Developer}})); }},
            {Operation::UsersSetPassword,
             [&] { await(users.setPassword(caller, other.id, "", "another good long one")); }},
            {Operation::UsersSignOut, [&] { await(m_office->signIn.signOutEverywhere(caller, other.id)); }},
            {Operation::UsersDelete, [&] { await(users.remove(caller, other.id)); }},
            {Operation::KeysCreate,
             [&] { await(m_office->apiKeys.create(as({static_cast<Role>(role)}, other.id), "x", {}, 0)); }},
            {Operation::KeysRevoke, [&] { await(m_office->apiKeys.revoke(caller, key)); }},
            {Operation::AuditRead, [&] { await(m_office->audit.list(caller, {})); }},
            {Operation::AuditVerify, [&] { await(m_office->audit.verify(caller, {})); }}};
        const std::string code = codeOf(doing.at(asked));
        const std::string& owned = asked == Operation::KeysCreate ? caller.principal.userId : other.id;
        const bool may = security::may(caller.principal, asked, owned);
        QVERIFY2(code.empty() == may, code.c_str());
        if (!may) QVERIFY2(code == "auth.forbidden" || code.ends_with("not_found"), code.c_str());
    }

    void theLogShowsWhatWasDoneToIt() {
        for (const char* login : {"a", "b", "c"})
            m_office->add(login, {Role::User});
        QVERIFY(!await(m_office->audit.verify(Caller::local(), {})));
        const security::AuditAnchor kept = await(m_office->audit.anchor(Caller::local()));
        QCOMPARE(kept.sequence, std::int64_t(3));
        m_office->database->writeNow(
            [](storage::Connection& c) { c.query("UPDATE audit_log SET actor = 'nobody' WHERE sequence = 2").run(); });
        const auto changed = await(m_office->audit.verify(Caller::local(), kept));
        QVERIFY(changed && changed->damage == security::AuditDamage::Changed && changed->sequence == 2);
        m_office->database->writeNow([](storage::Connection& c) {
            c.query("UPDATE audit_log SET actor = 'local' WHERE sequence = 2").run();
            c.query("DELETE FROM audit_log WHERE sequence = 3").run();
        });
        const auto shortened = await(m_office->audit.verify(Caller::local(), kept));
        QVERIFY(shortened && shortened->damage == security::AuditDamage::Truncated);
    }
    void keysAreMadeOnceAndOpenedAgain() {
        const std::string audit = m_office->keys.auditKey;
        const std::string sealed = m_office->keys.vault.seal("secret", "place");
        const auto sources = Office::sources(*m_folder);
        await(m_office->desk.rotate(Caller::local()));
        const ServerKeys again = openServerKeys(*m_office->database, sources, m_office->clock);
        QCOMPARE(again.auditKey, audit);
        QCOMPARE(again.rootSource, std::string("file"));
        QCOMPARE(again.vault.open(sealed, "place"), std::string("secret"));
        QVERIFY(again.vault.resealed(sealed, "place") != sealed);
        QCOMPARE(again.tokenKeys.active.publicKey().fingerprint(),
                 m_office->keys.tokenKeys.active.publicKey().fingerprint());
        // The vault that was there before seals with the new key at once, and so does every copy of it.
        const security::Vault copy = m_office->keys.vault;
        QCOMPARE(security::Vault::keyOf(copy.seal("x", "place")), again.vault.activeKey());
        QVERIFY(security::Vault::keyOf(sealed) != again.vault.activeKey());
        QCOMPARE(copy.open(sealed, "place"), std::string("secret"));
        const KeyStatus status = await(m_office->desk.status(Caller::local()));
        QCOMPARE(status.keys.size(), std::size_t(2));
        QCOMPARE(status.keys.front().id, again.vault.activeKey());
        QCOMPARE(audited().front(), std::string("server.rotate_keys ok"));
        QFile::remove(m_folder->filePath("keys/root.key"));
        QCOMPARE(codeOf([&] { openServerKeys(*m_office->database, sources, m_office->clock); }),
                 std::string("root_key.missing"));
    }
    void secretsAreNowhereInTheDatabase() {
        m_office->add("ada", {Role::User});
        const Session session = m_office->enter("ada");
        const MadeApiKey key = await(m_office->apiKeys.create(m_office->callerOf(session), "k", {"*"}, 0));
        QByteArray all;
        for (const char* name : {"w.db", "w.db-wal"}) {
            QFile file(m_folder->filePath(name));
            if (file.open(QIODevice::ReadOnly)) all += file.readAll();
        }
        QVERIFY(all.contains("users.create"));
        for (const std::string& secret :
             {std::string(kPassword), session.refreshToken, session.accessToken, key.text, m_office->keys.auditKey})
            QVERIFY2(!all.contains(secret.c_str()), secret.c_str());
    }
};

HEDDLE_TEST(AccountsTest);
#include "accounts_test.moc"
