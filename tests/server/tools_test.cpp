#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

const Json kSearch = Json::parse(R"({"name": "search", "tool_type": "mcp", "tags": ["web", "text"], "manifest": {
    "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}}})");

}  // namespace

/// The registry of tools and their servers.
class ToolsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;

    Json server(const std::string& who, const std::string& id) {
        return m_store->must(201, who, "POST", "/tool-servers",
                             {{"server_id", id}, {"name", "Research"}, {"endpoint_url", "http://127.0.0.1:9/mcp"}});
    }
    static Json on(Json tool, const std::string& serverId) {
        tool["topic_server_id"] = serverId;
        return tool;
    }

private slots:
    void init() { m_store = std::make_unique<Store>(); }
    void cleanup() { m_store.reset(); }

    void aToolIsRegisteredChangedAndRemoved() {
        const Reply made = m_store->ask("developer", "POST", "/tools", kSearch);
        QCOMPARE(made.status, 201);
        const std::string path = "/tools/" + made.json.at("id").get<std::string>();
        QCOMPARE(made.headers.at("location"), "/api/v1" + path);
        QCOMPARE(m_store->ask("developer", "POST", "/tools", kSearch).code(), std::string("tool.exists"));
        QCOMPARE(m_store->must(200, "user", "GET", "/tools?tag=web").at("items").size(), std::size_t{1});
        QCOMPARE(m_store->must(200, "user", "GET", "/tools").at("items").at(0).at("manifest"), Json::object());
        QCOMPARE(m_store->must(200, "reviewer", "GET", "/tools").at("items").at(0).at("manifest"), kSearch["manifest"]);
        QCOMPARE(m_store->must(200, "user", "GET", "/tools?tag=sound").at("items").size(), std::size_t{0});
        Json changed = kSearch;
        changed["description"] = "Finds pages";
        changed["status"] = "deprecated";
        const Reply seen = m_store->ask("developer", "GET", path);
        const std::string match = "If-Match: " + seen.headers.at("etag") + "\r\n";
        QCOMPARE(m_store->ask("developer", "PUT", path, changed, match).json.at("status"), Json("deprecated"));
        QCOMPARE(m_store->ask("developer", "PUT", path, changed, match).status, 412);
        QCOMPARE(m_store->ask("other_developer", "PUT", path, changed).status, 403);
        QCOMPARE(m_store->ask("other_developer", "DELETE", path).status, 403);
        m_store->must(204, "admin", "DELETE", path);
        QCOMPARE(m_store->ask("developer", "GET", path).status, 404);
    }
    void whatIsNoSchemaIsRefused() {
        Json wrong = kSearch;
        wrong["manifest"]["input_schema"]["type"] = "many";
        QCOMPARE(m_store->ask("developer", "POST", "/tools", wrong).status, 422);
    }
    void aServerCountsItsToolsAndTakesThemAlong() {
        server("developer", "research");
        QCOMPARE(m_store
                     ->ask("developer", "POST", "/tool-servers",
                           {{"server_id", "research"}, {"name", "R"}, {"endpoint_url", "http://x"}})
                     .code(),
                 std::string("tool_server.exists"));
        const Json tool = m_store->must(201, "developer", "POST", "/tools", on(kSearch, "research"));
        m_store->must(201, "developer", "POST", "/tools", kSearch);  // the name is free where there is no server
        QCOMPARE(m_store->must(200, "developer", "GET", "/tool-servers/research").at("tool_count"), Json(1));
        QCOMPARE(m_store->ask("other_developer", "POST", "/tools", on(kSearch, "research")).status, 403);
        QCOMPARE(m_store->ask("developer", "POST", "/tools", on(kSearch, "nowhere")).code(),
                 std::string("tool_server.not_found"));
        const Reply seen = m_store->ask("developer", "GET", "/tool-servers/research");
        const std::string match = "If-Match: " + seen.headers.at("etag") + "\r\n";
        const Json change{{"name", "Research"}, {"endpoint_url", "http://127.0.0.1:8/mcp"}, {"status", "inactive"}};
        const Reply changed = m_store->ask("developer", "PUT", "/tool-servers/research", change, match);
        QCOMPARE(changed.json.at("tool_count"), Json(1));
        QCOMPARE(m_store->ask("developer", "PUT", "/tool-servers/research", change, match).status, 412);
        QCOMPARE(m_store->must(200, "user", "GET", "/tool-servers?status=active").at("items").size(), std::size_t{0});
        Json unknown = change;
        unknown["agent_version_id"] = "none";
        QCOMPARE(m_store->ask("developer", "PUT", "/tool-servers/research", unknown).status, 404);
        m_store->must(204, "developer", "DELETE", "/tool-servers/research");
        QCOMPARE(m_store->ask("developer", "GET", "/tools/" + tool.at("id").get<std::string>()).status, 404);
        QCOMPARE(m_store->must(200, "user", "GET", "/tools").at("items").size(), std::size_t{1});
    }
};

HEDDLE_TEST(ToolsTest);
#include "tools_test.moc"
