#include "core/security/permissions.h"
#include "tests/server/example.h"
#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

/// The operation's path with an id that names nothing in the place of each part.
std::string pathOfNothing(const Operation& operation) {
    std::string path = operation.path;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
        path.replace(at, path.find('}') - at + 1, "no-such-thing");
    return path;
}

}  // namespace

/// What holds for every operation of the API, whatever it is: the document says which there are.
class ContractTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;
    Json m_schemas;

    void eachOperation() {
        QTest::addColumn<int>("index");
        const auto& all = m_store->operations();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::addRow("%s %s", all[i].method.c_str(), all[i].path.c_str()) << static_cast<int>(i);
    }
    const Operation& operation() const {
        return m_store
            ->operations()[static_cast<std::size_t>(*static_cast<int*>(QTest::qData("index", qMetaTypeId<int>())))];
    }
    Json leastBody(const Operation& wanted) const {
        const Json schema = wanted.bodySchema();
        return schema.is_null() ? Json() : Examples(m_schemas, 1).least(schema);
    }

private slots:
    void initTestCase() {
        m_store = std::make_unique<Store>();
        const Json document = Json::parse(RawClient(m_store->port()).ask("GET", "/openapi.json").body);
        m_schemas = document["components"]["schemas"];
        QCOMPARE(document["openapi"], Json("3.1.0"));
        QVERIFY(m_store->operations().size() > 40);
    }
    void cleanupTestCase() { m_store.reset(); }

    void nobodyGetsInWithoutACredential_data() { eachOperation(); }
    void nobodyGetsInWithoutACredential() {
        const Operation& wanted = operation();
        if (wanted.isPublic()) return;
        for (const std::string field :
             {"", "Authorization: Bearer nonsense\r\n", "Authorization: Basic YTpi\r\n", "Authorization: Bearer\r\n"}) {
            const Reply reply = m_store->ask("", wanted.method, pathOfNothing(wanted), leastBody(wanted), field);
            QCOMPARE(reply.status, 401);
            QVERIFY(reply.headers.contains("www-authenticate"));
        }
    }
    void everyRoleIsStoppedWhereTheTableSaysSo_data() { eachOperation(); }
    void everyRoleIsStoppedWhereTheTableSaysSo() {
        const Operation& wanted = operation();
        if (wanted.isPublic()) return;
        const auto asked = security::operationByName(wanted.json.at("x-permission").get<std::string>());
        QVERIFY(asked);
        const std::map<std::string, domain::Role> people{{"user", domain::Role::User},
                                                         {"developer", domain::Role::Developer},
                                                         {"reviewer", domain::Role::Reviewer},
                                                         {"admin", domain::Role::Admin}};
        for (const auto& [who, role] : people) {
            const domain::Principal principal{.userId = "x", .roles = {role}};
            if (security::reachOf(principal, *asked) != security::Reach::None) continue;
            const Reply reply = m_store->ask(who, wanted.method, pathOfNothing(wanted), leastBody(wanted));
            QCOMPARE(reply.status, 403);
            QCOMPARE(reply.code(), std::string("auth.forbidden"));
        }
    }
    void whatIsNotThereIsNotFound_data() { eachOperation(); }
    void whatIsNotThereIsNotFound() {
        const Operation& wanted = operation();
        if (wanted.path.find('{') == std::string::npos || wanted.isPublic()) return;
        bool isAsked = false;
        for (const std::string who : {"admin", "developer", "reviewer", "user"}) {
            const Reply reply = m_store->ask(who, wanted.method, pathOfNothing(wanted), leastBody(wanted));
            if (reply.status == 403) continue;
            isAsked = true;
            QVERIFY2(reply.status == 404, reply.text.c_str());
        }
        QVERIFY(isAsked);
    }
    void aWrongBodyIsRefused_data() { eachOperation(); }
    void aWrongBodyIsRefused() {
        const Operation& wanted = operation();
        if (wanted.bodySchema().is_null()) return;
        const std::string who = wanted.isPublic() ? "" : "admin";
        const auto ask = [&](const std::string& type, const std::string& body) {
            const std::string credential = who.empty() ? "" : "Authorization: Bearer " + m_store->token(who) + "\r\n";
            RawClient client(m_store->port());
            return client.ask(wanted.method, pathOfNothing(wanted), credential + "Content-Type: " + type + "\r\n", body)
                .status;
        };
        if (wanted.json.contains("x-permission")) {
            const domain::Principal admin{.userId = "x", .roles = {domain::Role::Admin}};
            const auto asked = security::operationByName(wanted.json["x-permission"].get<std::string>());
            if (security::reachOf(admin, *asked) == security::Reach::None) return;
        }
        QCOMPARE(ask("application/json", "{\"nobody_knows_this\": 1}"), 422);
        QCOMPARE(ask("application/json", "[]"), 422);
        QCOMPARE(ask("application/json", "{\"a\": "), 400);
        QCOMPARE(ask("application/json", "{\"a\": 1, \"a\": 2}"), 400);
        QCOMPARE(ask("application/json", std::string(3000, '[')), 400);
        QCOMPARE(ask("text/plain", "{}"), 415);
        QCOMPARE(ask("application/json", std::string(20u << 20, ' ')), 413);
    }
    void everyReplyKeepsBrowsersCareful() {
        for (const std::string path : {"/health", "/nowhere", "/agents"}) {
            const Reply reply = m_store->ask("", "GET", path);
            QCOMPARE(reply.headers.at("x-content-type-options"), std::string("nosniff"));
            QVERIFY(reply.headers.contains("x-request-id"));
        }
    }
};

HEDDLE_TEST(ContractTest);
#include "contract_test.moc"
