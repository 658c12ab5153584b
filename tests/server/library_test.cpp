#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

Json greetingTemplate() {
    return Json::parse(R"({
        "name": "Greeting", "category": "Writing", "description": "Says good day 问候",
        "parameter_schema": {"type": "object", "properties": {"word": {"type": "string", "default": "Hello"}}},
        "definition": {
            "schema_version": 1, "name": "Greeting", "entry": ["ask"], "output": "answer",
            "state": {"name": {}, "answer": {}},
            "nodes": {
                "ask": {"type": "input", "config": {"fields": [{"field": "name", "title": "Name"}]}},
                "say": {"type": "answer", "config": {"text": "${word}, {{ state.name }}!", "output": "answer"}}
            },
            "edges": {"a": {"from": "ask", "to": "say"}}
        }})");
}

}  // namespace

/// Templates and node types.
class LibraryTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;

private slots:
    void init() { m_store = std::make_unique<Store>(); }
    void cleanup() { m_store.reset(); }

    void templatesAreFound() {
        const auto count = [&](const std::string& query) {
            return m_store->must(200, "user", "GET", "/workflow-templates" + query).at("items").size();
        };
        const std::size_t builtIn = count("");
        QVERIFY(builtIn >= 4);
        m_store->must(201, "developer", "POST", "/workflow-templates", greetingTemplate());
        QCOMPARE(count(""), builtIn + 1);
        QCOMPARE(count("?q=greet"), std::size_t{1});
        QCOMPARE(count("?q=%E9%97%AE%E5%80%99"), std::size_t{1});
        QCOMPARE(count("?q=review"), std::size_t{1});
        QCOMPARE(count("?category=Writing&complexity=simple"), std::size_t{1});
        QVERIFY(count("?node_type=llm") >= 1);
        QVERIFY(count("?node_type=llm") < builtIn + 1);
        QCOMPARE(m_store->ask("user", "GET", "/workflow-templates?complexity=huge").status, 400);
    }
    void aTemplateIsMadeUsedAndRemoved() {
        const Json made = m_store->must(201, "developer", "POST", "/workflow-templates", greetingTemplate());
        const std::string path = "/workflow-templates/" + made.at("id").get<std::string>();
        QCOMPARE(m_store->must(200, "user", "POST", path + "/validate").at("is_valid"), Json(true));
        const Json document =
            m_store->must(200, "developer", "POST", path + "/instantiate", {{"parameters", {{"word", "Good day"}}}});
        QCOMPARE(document.at("workflow").at("nodes").at("say").at("config").at("text"),
                 Json("Good day, {{ state.name }}!"));
        m_store->must(200, "developer", "GET", path + "/preview?parameters=%7B%22word%22%3A%22Hi%22%7D");
        QCOMPARE(m_store->ask("developer", "GET", path + "/preview?parameters=%7B").status, 400);
        QCOMPARE(m_store->ask("developer", "POST", path + "/instantiate", {{"parameters", {{"word", 7}}}}).status, 422);
        QCOMPARE(m_store->must(200, "user", "GET", path + "/usage-stats").at("total"), Json(1));
        QCOMPARE(m_store->ask("other_developer", "DELETE", path).status, 403);
        Json changed = greetingTemplate();
        changed["name"] = "Salute";
        const std::string stale = "If-Match: \"r9\"\r\n";
        QCOMPARE(m_store->ask("developer", "PUT", path, changed, stale).status, 412);
        QCOMPARE(m_store->must(200, "developer", "PUT", path, changed).at("name"), Json("Salute"));
        m_store->must(204, "developer", "DELETE", path);
        QCOMPARE(m_store->ask("developer", "GET", path).status, 404);
    }
    void aBrokenTemplateIsRefusedAndBuiltInOnesStay() {
        Json broken = greetingTemplate();
        broken["definition"]["edges"]["a"]["to"] = "nowhere";
        const Reply reply = m_store->ask("developer", "POST", "/workflow-templates", broken);
        QCOMPARE(reply.code(), std::string("template.invalid"));
        QVERIFY(!reply.json.at("errors").empty());
        QCOMPARE(m_store->ask("admin", "DELETE", "/workflow-templates/triage").status, 409);
        QCOMPARE(m_store->ask("admin", "PUT", "/workflow-templates/triage", greetingTemplate()).status, 409);
    }
    void aTemplateBecomesAVersion() {
        const Json made = m_store->must(201, "developer", "POST", "/workflow-templates", greetingTemplate());
        const std::string agent = m_store->agent("Greeter", false);
        m_store->must(201, "developer", "POST", "/agents/" + agent + "/publish",
                      {{"workflow_template_id", made.at("id")}, {"template_parameters", {{"word", "Ahoy"}}}});
        const std::string chat = m_store->chat("user", agent);
        const Json outcome = m_store->must(200, "user", "POST", "/chats/" + chat + "/messages", {{"content", "Ada"}});
        QCOMPARE(outcome.at("output"), Json("Ahoy, Ada!"));
    }
    void aNodeTypeIsMadeOfABuiltInOne() {
        const Json wanted{{"type_name", "greeter"},
                          {"base_type", "answer"},
                          {"display_name", "Greeter"},
                          {"default_config", {{"text", "Good day, {{ state.name }}!"}, {"output", "answer"}}}};
        QCOMPARE(m_store->ask("developer", "POST", "/node-types", wanted).status, 403);
        m_store->must(201, "admin", "POST", "/node-types", wanted);
        QCOMPARE(m_store->ask("admin", "POST", "/node-types", wanted).status, 409);
        Json shadow = wanted;
        shadow["type_name"] = "llm";
        QCOMPARE(m_store->ask("admin", "POST", "/node-types", shadow).status, 409);
        Json nameless = wanted;
        nameless["type_name"] = "No Name";
        QCOMPARE(m_store->ask("admin", "POST", "/node-types", nameless).code(), std::string("node_type.bad_name"));
        QVERIFY(m_store->must(200, "user", "GET", "/node-types").at("items").size() > 5);
        QCOMPARE(
            m_store->must(200, "developer", "POST", "/node-types/greeter/validate-config", {{"config", {{"text", 7}}}})
                .at("is_valid"),
            Json(false));
        QCOMPARE(
            m_store->must(200, "developer", "POST", "/node-types/greeter/validate-config", {{"config", Json::object()}})
                .at("is_valid"),
            Json(true));
        // An agent runs with it.
        Json workflow = greetingTemplate().at("definition");
        workflow["nodes"]["say"] = {{"type", "greeter"}};
        const Json agent =
            m_store->must(201, "developer", "POST", "/agents", {{"name", "Typed"}, {"workflow", workflow}});
        const std::string path = "/agents/" + agent.at("id").get<std::string>();
        QCOMPARE(m_store->must(200, "developer", "GET", path + "/workflow/validate").at("is_valid"), Json(true));
        QCOMPARE(m_store->must(200, "developer", "POST", path + "/test", {{"input", "Ada"}}).at("output"),
                 Json("Good day, Ada!"));
        // And a template has it.
        Json typed = greetingTemplate();
        typed["name"] = "Typed greeting";
        typed["definition"]["nodes"]["say"] = {{"type", "greeter"}};
        const Json stored = m_store->must(201, "developer", "POST", "/workflow-templates", typed);
        const std::string stays = "/workflow-templates/" + stored.at("id").get<std::string>();
        QCOMPARE(m_store->must(200, "user", "POST", stays + "/validate").at("is_valid"), Json(true));
        QCOMPARE(m_store->must(200, "user", "GET", "/workflow-templates?node_type=greeter").at("items").size(),
                 std::size_t{1});
    }
    void parametersStandInsideOfNodesAndEdges() {
        const Json placeholder{{"$param", 7}};
        for (const char* place :
             {"/nodes", "/edges", "/nodes/say", "/nodes/say/type", "/edges/a", "/edges/a/kind", "/edges/a/to",
              "/edges/a/from", "/edges/a/mapping", "/edges/a/otherwise", "/edges/a/condition"}) {
            Json odd = greetingTemplate();
            odd["definition"][Json::json_pointer(place)] = placeholder;
            const Reply refused = m_store->ask("developer", "POST", "/workflow-templates", odd);
            QVERIFY2(refused.status == 422 && refused.code() == "template.invalid", place);
        }
    }
};

HEDDLE_TEST(LibraryTest);
#include "library_test.moc"
