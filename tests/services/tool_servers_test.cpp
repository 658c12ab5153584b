#include "core/base/error.h"
#include "core/base/file.h"
#include "core/runtime/runtime.h"
#include "core/services/runs/run_service.h"
#include "core/services/templates/template_service.h"
#include "core/services/tools/agent_toolbox.h"
#include "core/services/tools/mcp_registry.h"
#include "core/services/tools/mcp_tool.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/tool_use_table.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::services;

class ToolServersTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::Workspace> m_workspace;

    McpRegistry& registry() { return m_workspace->runtime().toolServers(); }
    AgentToolbox& toolbox() { return m_workspace->runtime().toolbox(); }
    template <class T>
    T wait(boost::asio::awaitable<T> work) {
        return m_workspace->wait(std::move(work));
    }
    domain::ToolServer add(const std::string& id, Json connection) {
        domain::ToolServer server;
        server.serverId = id;
        server.connection = std::move(connection);
        return wait(registry().save(server));
    }
    domain::ToolServer addFaulty() { return add("faulty", {{"command", HEDDLE_BIN_DIR "/mcp_test_server"}}); }
    std::string codeOf(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.code();
        }
        return "no error";
    }
    std::vector<std::string> found(const std::string& pattern) {
        std::vector<std::string> names;
        for (const auto& tool : wait(toolbox().find({pattern}, {})))
            names.push_back(tool->card().name);
        return names;
    }

private slots:
    void init() { m_workspace = std::make_unique<tests::Workspace>(); }
    void cleanup() { m_workspace.reset(); }

    void aToolIsOffUntilItWasSeen() {
        addFaulty();
        QVERIFY(found("faulty/*").empty());
        QCOMPARE(codeOf([&] { found("faulty/echo"); }), std::string("tool.unknown"));
        QCOMPARE(wait(registry().tools("faulty")).size(), std::size_t(3));
        QVERIFY(found("faulty/*").empty());
        wait(registry().approve("faulty"));
        QCOMPARE(found("faulty/*"), (std::vector<std::string>{"faulty/echo", "faulty/slow", "faulty/crash"}));
        QCOMPARE(found("*cho"), std::vector<std::string>{"faulty/echo"});
        const auto tool = wait(toolbox().find({"faulty/echo"}, {})).front();
        QVERIFY(tool->card().needsConsent);
        tools::ToolInput input;
        input.arguments = {{"text", "织"}};
        QCOMPARE(wait(tool->call(input)).text, std::string("织"));
    }
    void aToolThatChangesIsOffAgain() {
        addFaulty();
        wait(registry().approve("faulty"));
        m_workspace->runtime().database().writeNow([](storage::Connection& c) {
            c.query("UPDATE mcp_tools SET pinned_hash = 'what it was' WHERE name = 'echo'").run();
        });
        const auto tools = wait(registry().tools("faulty"));
        QVERIFY(tools[0].isChanged && !tools[0].isApproved);
        QCOMPARE(found("faulty/*"), (std::vector<std::string>{"faulty/slow", "faulty/crash"}));
        wait(registry().approve("faulty"));
        QCOMPARE(found("faulty/*").size(), std::size_t(3));
    }
    void statesAreTold() {
        addFaulty();
        add("gone", {{"command", "no-such-program"}});
        QCOMPARE(wait(registry().servers())[0].state, ServerState::Off);
        wait(registry().approve("faulty"));
        QCOMPARE(codeOf([&] { wait(registry().tools("gone")); }), std::string("mcp.no_program"));
        const auto servers = wait(registry().servers());
        QCOMPARE(servers[0].state, ServerState::Ready);
        QCOMPARE(servers[0].info.name, std::string("faulty"));
        QCOMPARE(servers[0].server.toolCount, 3);
        QCOMPARE(servers[1].state, ServerState::Failed);
        QCOMPARE(servers[1].error["code"], Json("mcp.no_program"));
        QCOMPARE(codeOf([&] { wait(registry().call("faulty", "crash", Json::object())); }), std::string("mcp.gone"));
        QCOMPARE(wait(registry().servers())[0].state, ServerState::Off);
        QCOMPARE(wait(registry().call("faulty", "echo", {{"text", "again"}})).text(), std::string("again"));
        wait(registry().stop("faulty"));
        QCOMPARE(wait(registry().servers())[0].state, ServerState::Off);
        QVERIFY(!found("faulty/*").empty());  // it is started again
    }
    void startsOnceForAll() {
        addFaulty();
        wait(registry().approve("faulty"));
        wait(registry().stop("faulty"));
        std::vector<std::future<mcp::McpResult>> calls;
        for (int i = 0; i < 8; ++i)
            calls.push_back(boost::asio::co_spawn(m_workspace->runtime().executor(),
                                                  registry().call("faulty", "echo", {{"text", std::to_string(i)}}),
                                                  boost::asio::use_future));
        for (int i = 0; i < 8; ++i)
            QCOMPARE(calls[std::size_t(i)].get().text(), std::to_string(i));
    }
    void importsTheSettingsOfOtherPrograms() {
        Json settings = Json::parse(R"({"mcpServers": {
            "git hub": {"command": "npx", "args": ["-y", "server"], "env": {"GITHUB_TOKEN": "ghp_plain", "LEVEL": "2"}},
            "docs": {"type": "http", "headers": {"Authorization": "Bearer plain"}},
            "old": {"command": "x", "disabled": true}}})");
        settings["mcpServers"]["docs"]["url"] = "https://docs.example/mcp";
        const auto added = wait(registry().import(settings));
        QCOMPARE(added.size(), std::size_t(3));
        QCOMPARE(added[1].serverId, std::string("git-hub"));
        QCOMPARE(added[1].connection["env"]["GITHUB_TOKEN"], Json("${GITHUB_TOKEN}"));
        QCOMPARE(added[1].connection["env"]["LEVEL"], Json("2"));
        QCOMPARE(added[0].connection["headers"]["Authorization"], Json("${Authorization}"));
        QCOMPARE(added[2].status, std::string("inactive"));
        const std::string database = readFile(m_workspace->folder() / "workspace.db");
        QVERIFY(database.find("ghp_plain") == std::string::npos && database.find("Bearer plain") == std::string::npos);
        wait(registry().remove("git-hub"));
        QCOMPARE(wait(registry().servers()).size(), std::size_t(2));
        QVERIFY(readFile(m_workspace->folder() / "secrets.json").find("ghp_plain") == std::string::npos);
        QCOMPARE(codeOf([&] { wait(registry().import(Json::object())); }), std::string("tool_server.import"));
        QCOMPARE(codeOf([&] {
                     wait(registry().import({{"servers", {{"x", {{"url", "nothing"}}}}}}));
                 }),
                 std::string("tool_server.connection"));
    }
    void secretsReachTheServerAndNobodyElse() {
        add("faulty",
            {{"command", HEDDLE_BIN_DIR "/mcp_test_server"}, {"env", {{"API_KEY", "sk-planted-secret-value"}}}});
        QCOMPARE(wait(registry().call("faulty", "variable", {{"name", "API_KEY"}})).text(),
                 std::string("sk-planted-secret-value"));
        add("faulty", {{"command", HEDDLE_BIN_DIR "/mcp_test_server"}, {"args", {"${NOT_THERE}"}}});
        QCOMPARE(codeOf([&] { wait(registry().tools("faulty")); }), std::string("tool_server.no_secret"));
    }
    void aServerIsNotGivenThisProgramsSecrets() {
        for (const char* name : {"HEDDLE_ROOT_KEY", "HEDDLE_DATABASE", "OPENAI_API_KEY"})
            qputenv(name, "planted");
        addFaulty();
        for (const char* name : {"HEDDLE_ROOT_KEY", "HEDDLE_DATABASE", "OPENAI_API_KEY"})
            QCOMPARE(wait(registry().call("faulty", "variable", {{"name", name}})).text(), std::string());
        QVERIFY(!wait(registry().call("faulty", "variable", {{"name", "PATH"}})).text().empty());
        for (const char* name : {"HEDDLE_ROOT_KEY", "HEDDLE_DATABASE", "OPENAI_API_KEY"})
            qunsetenv(name);
    }
    void descriptionsHideNothing() {
        QCOMPARE(withoutTricks("safe\xE2\x80\xAE\xE2\x80\x8B\xEF\xBB\xBF 织\xF3\xA0\x80\x81"), std::string("safe 织"));
    }
    void consentOutlivesTheProgram() {
        services::RunRequest request;
        request.graph = m_workspace->runtime().templates().instantiate("tool-assistant", Json::object()).graph;
        request.input = {{"question", "Write a file notes.txt with the text hello"}};
        const std::string run = newId();
        const auto paused = wait(m_workspace->runtime().runs().start(run, request, {}));
        QCOMPARE(paused.status, std::string("paused"));
        QCOMPARE(paused.questions.front().question["kind"], Json("tool_approval"));
        m_workspace->reopen();
        const auto file = m_workspace->folder() / "files" / "workflows" / "notes.txt";
        QVERIFY(!std::filesystem::exists(file));
        const auto open = wait(m_workspace->runtime().runs().questions(run));
        int modelCalls = 0;
        const EventListener listener = [&](const domain::RunEvent& event) {
            modelCalls += event.type == domain::RunEventType::ModelCall;
        };
        const auto done =
            wait(m_workspace->runtime().runs().resume(run, {{open.front().id, {{"choice", "approve"}}}}, listener));
        QCOMPARE(done.status, std::string("completed"));
        QVERIFY(std::filesystem::exists(file));
        const auto calls = wait(toolbox().calls(run, "", 10));
        QCOMPARE(calls.size(), std::size_t(1));
        QCOMPARE(calls.front().decidedBy, std::string("person"));
        QCOMPARE(modelCalls, 2);  // the one from before, as it is told again, and one more
    }
    void rulesLastAndCallsAreLogged() {
        tools::ToolRule rule;
        rule.tool = "clock";
        rule.decision = tools::Decision::Deny;
        const tools::ToolRule kept = wait(toolbox().saveRule(rule));
        toolbox().log({{"ann", "a", "r"}, "clock", "", "c1", {{"x", 1}}, "denied", "rule", 0, 0});
        m_workspace->reopen();
        QCOMPARE(toolbox().rules().size(), std::size_t(1));
        QCOMPARE(toolbox().rules().front(), kept);
        const auto clock = wait(toolbox().find({"clock"}, {})).front();
        QCOMPARE(toolbox().decide({}, clock->card(), Json::object()).decision, tools::Decision::Deny);
        const auto calls = wait(toolbox().calls("r", "", 10));
        QCOMPARE(calls.size(), std::size_t(1));
        QCOMPARE(calls.front().outcome, std::string("denied"));
        QCOMPARE(calls.front().digest.size(), std::size_t(64));  // of the arguments, which are not kept
        wait(toolbox().removeRule(kept.id));
        QCOMPARE(codeOf([&] { wait(toolbox().removeRule(kept.id)); }), std::string("tool.no_rule"));
    }
    void whatAnAgentRemembersIsItsPersonsOwn() {
        const auto use = [&](const char* name, Json arguments, const tools::ToolCaller& caller) {
            tools::ToolInput input;
            input.arguments = std::move(arguments);
            input.caller = caller;
            return wait(wait(toolbox().find({name}, caller)).front()->call(input));
        };
        const tools::ToolCaller ann{"ann", "weaver", ""}, bob{"bob", "weaver", ""}, other{"ann", "baker", ""};
        use("memory_save", {{"key", "city"}, {"text", "She lives in Dresden. 她住在德累斯顿"}}, ann);
        m_workspace->reopen();
        QVERIFY(use("memory_search", {{"query", "dresden"}}, ann).text.find("lives in Dresden") != std::string::npos);
        QVERIFY(use("memory_search", {{"query", "德累"}}, ann).text.find("city") == 0);
        for (const auto& stranger : {bob, other})
            QCOMPARE(use("memory_search", Json::object(), stranger).text,
                     std::string("Nothing like it is remembered."));
        use("memory_save", {{"key", "city"}, {"text", "Berlin"}}, ann);
        QVERIFY(use("memory_search", {{"query", "dresden"}}, ann).text.find("Nothing") == 0);
        QVERIFY(!use("memory_delete", {{"key", "city"}}, ann).isError);
        QVERIFY(use("memory_delete", {{"key", "city"}}, ann).isError);
    }
    void whatAnAgentWritesIsItsPersonsOwn() {
        const auto use = [&](const char* name, Json arguments, const std::string& user) {
            tools::ToolInput input;
            input.arguments = std::move(arguments);
            input.caller = {user, newId(), ""};
            static const std::string agent = newId();
            input.caller.agent = agent;
            return wait(wait(toolbox().find({name}, input.caller)).front()->call(input));
        };
        const std::string ann = newId(), bob = newId();
        QVERIFY(!use("write_file", {{"path", "note.txt"}, {"text", "mine"}}, ann).isError);
        QCOMPARE(use("read_file", {{"path", "note.txt"}}, ann).text, std::string("mine"));
        QVERIFY(use("read_file", {{"path", "note.txt"}}, bob).isError);
        QVERIFY(use("read_file", {{"path", "note.txt"}}, "local").isError);
    }
    void foldersAreGrantedBySettings() {
        const auto folder = m_workspace->folder() / "granted";
        std::filesystem::create_directories(folder);
        writeFile(folder / "note.txt", "seen");
        const auto read = wait(toolbox().find({"read_file"}, {})).front();
        tools::ToolInput input;
        input.arguments = {{"path", (folder / "note.txt").string()}};
        QVERIFY(wait(read->call(input)).isError);
        ToolSettings settings;
        settings.folders = {{folder, false}};
        wait(toolbox().changeSettings(settings, ""));
        QCOMPARE(wait(read->call(input)).text, std::string("seen"));
        settings.folders = {{"relative", false}};
        QCOMPARE(codeOf([&] { wait(toolbox().changeSettings(settings, "")); }), std::string("tool.no_folder"));
    }
};

HEDDLE_TEST(ToolServersTest);
#include "tool_servers_test.moc"
