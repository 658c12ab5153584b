#include "core/storage/store_tables/categories_table.h"
#include "core/storage/store_tables/memories_table.h"
#include "core/storage/store_tables/node_types_table.h"
#include "core/storage/store_tables/providers_table.h"
#include "core/storage/store_tables/reviews_table.h"
#include "core/storage/store_tables/store_table.h"
#include "core/storage/store_tables/templates_table.h"
#include "core/storage/store_tables/tool_use_table.h"
#include "core/storage/store_tables/tools_table.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/idempotency_table.h"
#include "core/storage/tables/jobs_table.h"
#include "core/storage/tables/versions_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::storage;

namespace {

domain::Agent agentNamed(const std::string& id, const std::string& status) {
    domain::Agent agent;
    agent.id = id;
    agent.developerId = "ada";
    agent.name = "Agent " + id;
    agent.category = "writing";
    agent.tags = {"text", id};
    agent.status = status;
    agent.createdMs = agent.updatedMs = 10;
    return agent;
}

domain::AgentVersion versionOf(const std::string& agentId, const std::string& number) {
    domain::AgentVersion version;
    version.id = agentId + "-" + number;
    version.agentId = agentId;
    version.version = number;
    version.workflow = Json{{"nodes", Json::object()}};
    version.status = "in_review";
    version.createdMs = 20;
    return version;
}

/// In the store, published at `ms`.
void publish(Connection& connection, const std::string& id, std::int64_t ms) {
    CategoriesTable(connection).ensure("writing", 1);
    AgentsTable(connection).put(agentNamed(id, "draft"));
    VersionsTable(connection).insert(versionOf(id, "1.0.0"));
    VersionsTable(connection).publish(versionOf(id, "1.0.0"), ms);
}

std::string idsOf(const std::vector<domain::Agent>& agents) {
    std::string ids;
    for (const auto& agent : agents)
        ids += agent.id + " ";
    return ids;
}

}  // namespace

/// The tables of a store, on both databases.
class StoreTablesTest : public QObject {
    Q_OBJECT
    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<Database> m_database;

    void with(const std::function<void(Connection&)>& work) { m_database->writeNow(work); }

private slots:
    void initTestCase_data() { tests::addDatabases(); }
    void init() {
        QFETCH_GLOBAL(bool, isPostgres);
        if (!tests::hasDatabase(isPostgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_place = std::make_unique<tests::DatabasePlace>(isPostgres);
        m_database = m_place->open();
    }
    void cleanup() { m_database.reset(); }

    void oneVersionIsCurrent() {
        with([](Connection& c) {
            publish(c, "a", 30);
            VersionsTable versions(c);
            versions.insert(versionOf("a", "1.1.0"));
            QCOMPARE(versions.current("a")->version, std::string("1.0.0"));
            versions.publish(versionOf("a", "1.1.0"), 40);
            QCOMPARE(versions.current("a")->version, std::string("1.1.0"));
            QCOMPARE(versions.list("a").size(), std::size_t{2});
            QCOMPARE(AgentsTable(c).find("a")->latestVersion, std::string("1.1.0"));
            versions.withdraw("a");
            QVERIFY(!versions.current("a"));
        });
    }
    void theStoreIsListedPageByPage() {
        with([](Connection& c) {
            for (const auto& [id, ms] : {std::pair{"a", 10}, {"b", 20}, {"c", 30}})
                publish(c, id, ms);
            StoreTable store(c);
            StoreFilter filter;
            filter.limit = 2;
            const auto first = store.list(filter);
            QCOMPARE(idsOf(first), std::string("c b "));
            filter.after = {StoreTable::placeOf(first.back(), filter.order), first.back().id};
            QCOMPARE(idsOf(store.list(filter)), std::string("a "));
            filter = {};
            filter.tag = "b";
            QCOMPARE(idsOf(store.list(filter)), std::string("b "));
            QCOMPARE(idsOf(store.pick({"b", "c", "no"}, {})), std::string("b c "));
            filter = {};
            filter.category = "music";
            QVERIFY(store.list(filter).empty());
        });
    }
    void whatUsersDoIsCountedOnce() {
        with([](Connection& c) {
            publish(c, "a", 10);
            publish(c, "b", 20);
            StoreTable store(c);
            QVERIFY(store.install("bob", "a", "a-1.0.0", 50));
            QVERIFY(!store.install("bob", "a", "a-1.0.0", 60));
            QCOMPARE(AgentsTable(c).find("a")->downloadCount, std::int64_t{1});
            QCOMPARE(idsOf(store.installed("bob")), std::string("a "));
            store.use("bob", "a", 70);
            store.use("bob", "a", 80);
            store.rate({"a", "bob", 2, "Meh", 90, 90});
            store.rate({"a", "bob", 5, "Good after all", 95, 95});
            store.rate({"a", "eve", 4, "", 96, 96});
            QCOMPARE(store.ratings("a", 10).size(), std::size_t{2});
            const domain::Agent rated = *AgentsTable(c).find("a");
            QCOMPARE(rated.ratingCount, std::int64_t{2});
            QCOMPARE(domain::averageRating(rated), 4.5);
            QCOMPARE(idsOf(store.recommended("bob", 5)), std::string("b "));
            StoreFilter best;
            best.order = StoreFilter::Order::Rating;
            QCOMPARE(idsOf(store.list(best)), std::string("a b "));
        });
    }
    void reviewsComeNewestFirst() {
        with([](Connection& c) {
            publish(c, "a", 10);
            ReviewsTable reviews(c);
            domain::Review first;
            first.id = "r1";
            first.agentId = "a";
            first.versionId = "a-1.0.0";
            first.submitterId = "ada";
            first.findings = Json::array({{{"rule", "schema"}, {"severity", "error"}}});
            first.createdMs = 1;
            domain::Review second = first;
            second.id = "r2";
            second.status = "waiting";
            second.createdMs = 2;
            reviews.put(first);
            reviews.put(second);
            QCOMPARE(reviews.find("r1"), std::optional(first));
            QCOMPARE(reviews.list("ada", "", 10).front().id, std::string("r2"));
            QCOMPARE(reviews.list("", "submitted", 10).size(), std::size_t{1});
            QVERIFY(reviews.list("bob", "", 10).empty());
        });
    }
    void configurationsGoWithTheirSecrets() {
        with([](Connection& c) {
            ProvidersTable table(c);
            domain::Provider provider;
            provider.id = "p";
            provider.name = "openai";
            provider.configSchema = {{"type", "object"}};
            provider.createdBy = provider.updatedBy = "ada";
            table.put(provider);
            QCOMPARE(table.find("p"), std::optional(provider));
            QCOMPARE(table.findByName("openai")->id, std::string("p"));
            QVERIFY(table.list("search").empty());
            domain::ServiceConfig config;
            config.id = "c";
            config.providerId = "p";
            config.name = "work";
            config.data = {{"api_key", "sealed"}};
            config.limits = {{"at_once", 2}};
            config.createdBy = config.updatedBy = "ada";
            table.putConfig(config);
            QCOMPARE(table.findConfig("c"), std::optional(config));
            table.putConfig(config);
            QCOMPARE(table.findConfig("c")->revision, std::int64_t{2});
            table.removeConfig("c");
            QVERIFY(!table.findConfig("c"));
            auto row = c.query("SELECT config_data FROM service_configs WHERE id = 'c'");
            std::string left;
            if (row.next()) row.read(left);
            QVERIFY(left.find("sealed") == std::string::npos);
            table.remove("p");
            QVERIFY(!table.findByName("openai"));
        });
    }
    void aServerCountsItsToolsAndTakesThemAlong() {
        with([](Connection& c) {
            ToolsTable table(c);
            domain::ToolServer server;
            server.id = "s";
            server.serverId = "research";
            server.name = "Research";
            server.endpoint = "http://localhost";
            server.updatedMs = server.revision = 5;
            server.connection = {{"url", "http://localhost/mcp"}};
            table.putServer(server);
            domain::Tool tool;
            tool.id = "t";
            tool.name = "search";
            tool.serverId = "research";
            tool.tags = {"web"};
            tool.resources = {{"memory", "1G"}};
            tool.pinnedHash = "abc";
            table.put(tool);
            QCOMPARE(table.find("t"), std::optional(tool));
            QCOMPARE(table.findByName("search", "research")->id, std::string("t"));
            QVERIFY(!table.findByName("search", ""));
            QCOMPARE(table.findServer("research")->toolCount, 1);
            QCOMPARE(table.findServer("research")->connection, server.connection);
            QCOMPARE(table.list("web").size(), std::size_t{1});
            QVERIFY(table.list("sound").empty());
            QCOMPARE(table.servers("active").size(), std::size_t{1});
            table.removeServer("research");
            QVERIFY(!table.find("t"));
        });
    }
    void rulesAndCallsOfToolsAreKept() {
        with([](Connection& c) {
            ToolUseTable table(c);
            ToolRuleRow rule{"r1", "ann", "", "files/*", {{"path", "/tmp/*"}}, "allow", "ann", 1};
            table.putRule(rule);
            rule.decision = "deny";
            table.putRule(rule);
            QCOMPARE(table.rules().size(), std::size_t{1});
            QCOMPARE(table.rules().front().decision, std::string("deny"));
            QCOMPARE(table.rules().front().arguments, rule.arguments);
            QVERIFY(table.removeRule("r1"));
            QVERIFY(!table.removeRule("r1"));
            table.addCall({"c1", 10, "ann", "a", "run1", "x", "clock", "", "d", "ok", "default", 5, 20});
            table.addCall({"c2", 20, "ann", "a", "run2", "y", "clock", "", "d", "error", "rule", 15, 0});
            QCOMPARE(table.calls("", "", 9).front().id, std::string("c2"));
            QCOMPARE(table.calls("run1", "", 9).size(), std::size_t{1});
            QVERIFY(table.calls("", "other", 9).empty());
            const ToolUseRow use = table.usage().front();
            QCOMPARE(use.calls, std::int64_t{2});
            QCOMPARE(use.successes, std::int64_t{1});
            QCOMPARE(use.msSum, std::int64_t{20});
        });
    }
    void memoriesAreFoundByTheirWords() {
        with([](Connection& c) {
            MemoriesTable table(c);
            table.put({"m1", "users/ann", "city", "She lives in Dresden.", 1, 1, 0});
            table.put({"m2", "users/ann", "food", "她喜欢吃饺子", 2, 2, 0});
            table.put({"m3", "users/bob", "city", "He lives in Dresden.", 3, 3, 0});
            table.put({"m4", "users/ann", "old", "Dresden, long ago", 4, 4, 50});
            table.put({"m5", "users/ann", "city", "She lives in Berlin, before in Dresden.", 5, 5, 0});
            QCOMPARE(table.find("users/ann", "city")->id, std::string("m1"));
            QCOMPARE(table.find("users/ann", "city")->createdMs, std::int64_t{1});
            const auto keysOf = [&](const char* words) {
                std::string keys;
                for (const auto& memory : table.search("users/ann", searchTerms(words), 100, 9))
                    keys += memory.key + " ";
                return keys;
            };
            QCOMPARE(keysOf("dresden"), std::string("city "));
            QCOMPARE(keysOf("饺子"), std::string("food "));
            QCOMPARE(keysOf(""), std::string("city food "));
            QVERIFY(table.remove("users/ann", "food"));
            QCOMPARE(keysOf("饺子"), std::string());
        });
    }
    void keysAndJobsAreKept() {
        with([](Connection& c) {
            IdempotencyTable keys(c);
            IdempotencyRow row;
            row.fingerprint = "f";
            row.expiresMs = 100;
            keys.put("ada", "k", row);
            row.reply = Json{{"status", 201}};
            keys.put("ada", "k", row);
            QCOMPARE(keys.find("ada", "k")->reply, row.reply);
            keys.prune(200, false);
            QVERIFY(!keys.find("ada", "k"));
            JobsTable jobs(c);
            domain::Job job;
            job.id = "j";
            job.kind = "test";
            job.ownerId = "ada";
            jobs.put(job);
            QVERIFY(jobs.take("one", 10, 20));
            QVERIFY(!jobs.take("two", 15, 25));
            QCOMPARE(jobs.take("two", 21, 30)->attempts, 2);
            QVERIFY(!jobs.tell("j", "one", 40, 0.5, "half"));
            QVERIFY(jobs.tell("j", "two", 40, 0.5, "half"));
            QCOMPARE(jobs.list("ada", "running", 5).front().message, std::string("half"));
        });
    }
};

HEDDLE_TEST(StoreTablesTest);
#include "store_tables_test.moc"
