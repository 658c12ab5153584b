#include "core/base/error.h"
#include "core/storage/store_tables/templates_table.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/edits_table.h"
#include "core/storage/tables/events_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/services_table.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/tables/versions_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::storage;

namespace {

domain::Agent agentNamed(const std::string& id, std::int64_t updatedMs = 1) {
    return {.id = id,
            .name = "Reviewer",
            .description = "Liest Code. 审查",
            .category = "code",
            .icon = "eye",
            .tags = {"a", "b\"c"},
            .status = "draft",
            .templateId = "review",
            .createdMs = 1,
            .updatedMs = updatedMs};
}

domain::Chat chatNamed(const std::string& id, const std::string& agent, std::int64_t updatedMs = 1) {
    return {.id = id, .agentId = agent, .title = "T", .context = {{"k", 1}}, .createdMs = 1, .updatedMs = updatedMs};
}

domain::Message messageOf(const std::string& id, const std::string& chat, std::string content = "hello") {
    return {.id = id,
            .chatId = chat,
            .role = "user",
            .content = std::move(content),
            .executionId = "run-1",
            .metadata = {{"model", "offline"}},
            .createdMs = 50};
}

domain::GraphEdit editNamed(const std::string& label) {
    return {.label = label, .facts = {{"n", 1}}, .changes = {{domain::Part::Node, "a", Json(), {{"type", "llm"}}}}};
}

std::string codeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return "";
}

}  // namespace

class TablesTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<Database> m_database;

    template <class F>
    auto write(F fn) {
        return m_database->writeNow(fn);
    }

private slots:
    void initTestCase_data() { tests::addDatabases(); }
    void init() {
        QFETCH_GLOBAL(bool, isPostgres);
        if (!tests::hasDatabase(isPostgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_place = std::make_unique<tests::DatabasePlace>(isPostgres);
        m_database = m_place->open();
    }
    void cleanup() { m_database.reset(); }

    void agentsComeBackAsTheyWere() {
        write([&](Connection& c) {
            AgentsTable agents(c);
            auto agent = agentNamed("a");
            agents.put(agent);
            QVERIFY(agents.find("a") == agent);
            agent.name = "O'Brien; DROP TABLE agents --";
            agent.latestVersion = "1.2.0";
            agents.put(agent);
            ++agent.revision;
            QVERIFY(agents.find("a") == agent);
            QVERIFY(!agents.find("b"));
            agents.put(agentNamed("b", 5));
            auto hidden = agentNamed("c");
            hidden.status = "archived";
            agents.put(hidden);
            QCOMPARE(agents.list().size(), 2u);
            QCOMPARE(agents.list().front().id, std::string("b"));
            QCOMPARE(agents.list(true).front().id, std::string("c"));
        });
    }
    void documentsKeepGraphAndLayout() {
        write([&](Connection& c) {
            AgentsTable agents(c);
            agents.put(agentNamed("a"));
            QVERIFY(!agents.findDocument("a"));
            domain::WorkflowDocument document;
            document.graph.name = "G";
            document.graph.nodes["n"] = {.id = "n", .type = "llm", .config = {{"prompt", "x"}}};
            document.layout.nodes["n"] = {1.5, -2};
            agents.putDocument("a", document, 77);
            QVERIFY(agents.findDocument("a") == document);
            QCOMPARE(agents.find("a")->updatedMs, std::int64_t(77));
        });
        QCOMPARE(codeOf([&] { write([](Connection& c) { AgentsTable(c).putDocument("nobody", {}, 1); }); }),
                 std::string("storage.constraint"));
    }
    void theJournalUndoesAndRedoes() {
        write([&](Connection& c) {
            AgentsTable(c).put(agentNamed("a"));
            EditsTable edits(c);
            QCOMPARE(edits.add("a", editNamed("one"), "s", 1), std::int64_t(1));
            QCOMPARE(edits.add("a", editNamed("two"), "s", 2), std::int64_t(2));
            edits.add("a", editNamed("three"), "s", 3);
            QVERIFY(edits.undo("a"));
            QVERIFY(edits.undo("a"));
            QVERIFY(edits.redo("a"));
            auto rows = edits.list("a");
            QCOMPARE(rows.size(), 3u);
            QVERIFY(rows[0].edit == editNamed("one") && !rows[1].undone && rows[2].undone);
            QVERIFY(edits.replaceNewest("a", editNamed("two, longer"), 4));
            edits.add("a", editNamed("four"), "t", 5);  // forgets what was undone
            rows = edits.list("a");
            QCOMPARE(rows.size(), 3u);
            QCOMPARE(rows[1].edit.label, std::string("two, longer"));
            QCOMPARE(rows[2].edit.label, std::string("four"));
            QVERIFY(!edits.redo("a"));
            edits.prune("a", 1);
            QCOMPARE(edits.list("a").size(), 1u);
            QVERIFY(edits.undo("a") && !edits.undo("a"));
            QVERIFY(!edits.replaceNewest("a", editNamed("x"), 6));
        });
    }
    void oneVersionIsCurrent() {
        const domain::AgentVersion first{.id = "v1",
                                         .agentId = "a",
                                         .version = "1.0.0",
                                         .current = true,
                                         .workflow = Json{{"nodes", Json::object()}},
                                         .serviceDependencies = {{"n", {{"llm", "s"}}}},
                                         .toolDependencies = {"t"},
                                         .changelog = "first",
                                         .createdMs = 1};
        write([&](Connection& c) {
            AgentsTable(c).put(agentNamed("a"));
            VersionsTable versions(c);
            versions.insert(first);
            QVERIFY(versions.find("v1") == first);
            domain::AgentVersion second{.id = "v2",
                                        .agentId = "a",
                                        .version = "1.1.0",
                                        .current = true,
                                        .templateId = "review",
                                        .templateParameters = {{"depth", 2}},
                                        .createdMs = 2};
            versions.insert(second);
            QVERIFY(versions.current("a") == second);
            QVERIFY(!versions.find("v1")->current);
            QCOMPARE(versions.list("a").front().id, std::string("v2"));
            QCOMPARE(AgentsTable(c).find("a")->latestVersion, std::string("1.1.0"));
        });
        auto same = first;
        same.id = "v3";
        QCOMPARE(codeOf([&] { write([&](Connection& c) { VersionsTable(c).insert(same); }); }),
                 std::string("storage.constraint"));
        auto both = first;
        both.id = "v4";
        both.version = "2.0.0";
        both.templateId = "review";
        QCOMPARE(codeOf([&] { write([&](Connection& c) { VersionsTable(c).insert(both); }); }),
                 std::string("storage.constraint"));
        QCOMPARE(write([](Connection& c) { return VersionsTable(c).list("a").size(); }), 2u);
    }
    void messagesKeepTheirOrderAndPlace() {
        write([&](Connection& c) {
            AgentsTable(c).put(agentNamed("a"));
            ChatsTable(c).put(chatNamed("c", "a"));
            MessagesTable messages(c);
            const std::string odd("zero \0 byte, 中文, \xF0\x9F\x98\x80", 26);
            auto first = messageOf("z", "c", odd);
            messages.put(first);
            messages.put(messageOf("b", "c"));
            QVERIFY(messages.find("z") == first);
            first.content = std::string(100000, 'x');
            first.status = "sending";
            messages.put(first);
            const auto list = messages.list("c");
            QCOMPARE(list.size(), 2u);
            QVERIFY(list[0] == first);
            QCOMPARE(messages.listOfExecution("run-1").size(), 2u);
            QCOMPARE(ChatsTable(c).find("c")->updatedMs, std::int64_t(50));
            QCOMPARE(messages.failUnsent(), std::int64_t(1));
            QCOMPARE(messages.find("z")->status, std::string("failed"));
        });
    }
    void chatsAreListedByTheirLastChange() {
        write([&](Connection& c) {
            AgentsTable(c).put(agentNamed("a"));
            AgentsTable(c).put(agentNamed("b"));
            ChatsTable chats(c);
            chats.put(chatNamed("c1", "a", 1));
            chats.put(chatNamed("c2", "a", 9));
            chats.put(chatNamed("c3", "b", 5));
            QCOMPARE(chats.list("local", "").size(), 3u);
            QCOMPARE(chats.list("local", "a").front().id, std::string("c2"));
            auto changed = chatNamed("c2", "a", 10);
            changed.status = "deleted";
            chats.put(changed);
            QVERIFY(chats.find("c2") == changed);
            QCOMPARE(chats.list("local", "a").size(), 1u);
        });
    }
    void runsAreFoundAndFiltered() {
        write([&](Connection& c) {
            ExecutionsTable runs(c);
            domain::Execution run{.id = "0199-aa",
                                  .agentId = "a",
                                  .threadId = "t",
                                  .workflow = {{"nodes", {}}},
                                  .input = {{"q", "?"}},
                                  .startedMs = 5};
            runs.put(run);
            QVERIFY(runs.find("0199-aa") == run);
            run.status = "completed";
            run.result = "done";
            run.completedNodes = 3;
            run.completedMs = 9;
            runs.put(run);
            QVERIFY(runs.find("0199-aa") == run);
            runs.put({.id = "0199-ab", .threadId = "t"});
            runs.put({.id = "02%_", .agentId = "b", .threadId = "t"});
            QCOMPARE(runs.findByPrefix("0199").size(), 2u);
            QCOMPARE(runs.findByPrefix("0199-aa").size(), 1u);
            QCOMPARE(runs.findByPrefix("%").size(), 0u);
            QCOMPARE(runs.list("", "", 0).front().id, std::string("02%_"));
            QCOMPARE(runs.list("running", "", 0).size(), 2u);
            QCOMPARE(runs.list("running", "b", 5).size(), 1u);
            QCOMPARE(runs.list("", "", 1).size(), 1u);
            QCOMPARE(runs.failRunning({{"code", "run.interrupted"}}, 7).size(), 2u);
            QCOMPARE(runs.find("0199-ab")->error.at("code"), Json("run.interrupted"));
            QVERIFY(runs.find("0199-aa") == run);
        });
    }
    void eventsComeBackInOrder() {
        write([&](Connection& c) {
            ExecutionsTable(c).put({.id = "r", .threadId = "t"});
            std::vector<domain::RunEvent> events;
            for (int i = 0; i <= static_cast<int>(domain::RunEventType::RunCancelled); ++i) {
                events.push_back({.type = static_cast<domain::RunEventType>(i),
                                  .runId = "r",
                                  .threadId = "t",
                                  .seq = i,
                                  .step = 2,
                                  .node = "n",
                                  .text = "x",
                                  .timeMs = 3,
                                  .data = {{"i", i}}});
            }
            EventsTable table(c);
            table.append("r", events);
            table.append("r", events);  // again, as after a crash: nothing twice
            const auto back = table.list("r");
            QCOMPARE(back.size(), events.size());
            for (std::size_t i = 0; i < back.size(); ++i)
                QVERIFY(toJson(back[i]) == toJson(events[i]));
            QCOMPARE(table.list("r", 4, 3).front().seq, std::int64_t(5));
            QCOMPARE(table.list("r", 4, 3).size(), 3u);
            QVERIFY(table.list("nobody").empty());
        });
        QCOMPARE(codeOf([&] { write([](Connection& c) { EventsTable(c).append("nobody", {}); }); }),
                 std::string("storage.no_execution"));
    }
    void deletingAnAgentTakesAllThatIsItsOwn() {
        write([&](Connection& c) {
            AgentsTable(c).put(agentNamed("a"));
            AgentsTable(c).putDocument("a", {}, 1);
            EditsTable(c).add("a", editNamed("e"), "s", 1);
            ChatsTable(c).put(chatNamed("c", "a"));
            MessagesTable(c).put(messageOf("m", "c"));
            ExecutionsTable(c).put({.id = "r", .chatId = "c", .threadId = "t"});
            EventsTable(c).append("r", std::vector<domain::RunEvent>{{.seq = 1}});
            QVERIFY(AgentsTable(c).remove("a"));
            QVERIFY(!AgentsTable(c).remove("a"));
            QVERIFY(!MessagesTable(c).find("m"));
            QVERIFY(!ExecutionsTable(c).find("r"));
            QVERIFY(EditsTable(c).list("a").empty());
            QVERIFY(EventsTable(c).list("r").empty());
        });
    }
    void oneServiceIsTheDefault() {
        const domain::ModelService first{.id = "1",
                                         .name = "Ollama",
                                         .provider = "openai-compatible",
                                         .baseUrl = "http://127.0.0.1:11434/v1",
                                         .model = "m",
                                         .isDefault = true,
                                         .createdMs = 1};
        auto second = first;
        second.id = "2";
        second.createdMs = 2;
        QCOMPARE(codeOf([&] {
                     write([&](Connection& c) {
                         ServicesTable(c).put(first);
                         ServicesTable(c).put(second);
                     });
                 }),
                 std::string("storage.constraint"));
        second.name = "Other";
        second.hasKey = true;
        write([&](Connection& c) {
            ServicesTable services(c);
            services.put(first);
            services.put(second);
            QCOMPARE(services.list().size(), 2u);
            QVERIFY(services.find("2") == second);
            QVERIFY(!services.find("1")->isDefault);
            QVERIFY(services.remove("1") && !services.remove("1"));
        });
    }
    void settingsAndWindowsAreKept() {
        write([&](Connection& c) {
            SettingsTable settings(c);
            QVERIFY(settings.get("theme").is_null());
            settings.set("theme", "dark");
            settings.set("tabs", {1, "two"});
            settings.set("theme", "light");
            const Json expected{{"tabs", {1, "two"}}, {"theme", "light"}};
            QVERIFY(settings.all() == expected);
            settings.set("theme", nullptr);
            QVERIFY(settings.get("theme").is_null());
            const std::string bytes("\0\xff\x01 geometry", 12);
            QVERIFY(!settings.windowState("main"));
            settings.setWindowState("main", bytes);
            QCOMPARE(*settings.windowState("main"), bytes);
            TemplatesTable templates(c);
            templates.countUse("review", "me", "", 1);
            templates.countUse("triage", "me", "", 2);
            templates.countUse("triage", "you", "", 3);
            const domain::TemplateUsage expectedUse{2, 2, 2, 2, 3};
            QVERIFY(templates.usage("triage", 4) == expectedUse);
        });
    }
};

HEDDLE_TEST(TablesTest);
#include "tables_test.moc"
