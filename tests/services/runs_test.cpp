#include "core/base/error.h"
#include "core/domain/agent.h"
#include "core/llm/chat_model.h"
#include "core/services/agents/agent_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/model_service.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_view.h"
#include "core/services/settings_service.h"
#include "core/services/templates/template_service.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QtTest>

using heddle::services::Caller;
using namespace heddle;
using namespace heddle::tests;

namespace {

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
        return "none";
    } catch (const Error& e) {
        return e.code();
    }
}

}  // namespace

class RunsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Workspace> m_workspace;

    runtime::Runtime& runtime() { return m_workspace->runtime(); }
    domain::Agent agentFrom(const std::string& id, Json parameters = Json::object()) {
        return m_workspace->wait(runtime().agents().create(Caller::local(), "", id, std::move(parameters)));
    }

private slots:
    void whoSeesARunFromOutsideIsNotToldWhatToolsWereAsked() {
        domain::RunEvent event;
        event.type = domain::RunEventType::ToolCall;
        event.data = {{"tool", "crm/find"}, {"outcome", "ok"}, {"arguments", {{"name", "Ada"}}}, {"text", "secret"}};
        QCOMPARE(services::fromOutside(event).data.dump(), std::string(R"({"outcome":"ok","tool":"crm/find"})"));
        event.type = domain::RunEventType::NodeProgress;
        event.data = {{"asks", "lawyer"}, {"task", "secret"}};
        QCOMPARE(services::fromOutside(event).data.dump(), std::string(R"({"asks":"lawyer"})"));
    }
    void init() { m_workspace = std::make_unique<Workspace>(); }
    void cleanup() { m_workspace.reset(); }

    void anAgentAndItsUndoHistorySurviveARestart() {
        const domain::Agent agent = agentFrom("triage");
        auto opened = m_workspace->wait(runtime().agents().open(Caller::local(), agent.id));
        domain::Node node = opened.document.graph.nodes.at("billing");
        for (const char* title : {"one", "two", "three"}) {
            node.title = title;
            const auto edit = domain::updateNode(opened.document, node);
            domain::apply(opened.document, edit);
            m_workspace->wait(
                runtime().agents().record(Caller::local(), agent.id, services::EditAction::Do, edit, opened.document));
        }
        const auto last = m_workspace->wait(runtime().agents().open(Caller::local(), agent.id)).journal.back().edit;
        domain::apply(opened.document, domain::inverse(last));
        m_workspace->wait(
            runtime().agents().record(Caller::local(), agent.id, services::EditAction::Undo, last, opened.document));
        m_workspace->reopen();
        const auto again = m_workspace->wait(runtime().agents().open(Caller::local(), agent.id));
        QCOMPARE(again.document.graph.nodes.at("billing").title, std::string("two"));
        QCOMPARE(again.journal.size(), std::size_t(3));
        QVERIFY(again.journal[2].undone && !again.journal[1].undone);
        QVERIFY(again.document == opened.document);
    }
    void agentsAreRemovedAndRestored() {
        const domain::Agent agent = agentFrom("triage");
        m_workspace->wait(runtime().agents().change(Caller::local(), agent.id, {.name = "Post"}));
        m_workspace->wait(runtime().agents().remove(Caller::local(), agent.id));
        QVERIFY(m_workspace->wait(runtime().agents().list(Caller::local())).empty());
        m_workspace->wait(runtime().agents().restore(Caller::local(), agent.id));
        QCOMPARE(m_workspace->wait(runtime().agents().list(Caller::local())).front().name, std::string("Post"));
        const auto copy = m_workspace->wait(runtime().agents().duplicate(Caller::local(), agent.id, "Copy"));
        QVERIFY(m_workspace->wait(runtime().agents().open(Caller::local(), copy.id)).document ==
                m_workspace->wait(runtime().agents().open(Caller::local(), agent.id)).document);
        QCOMPARE(codeOf([&] { m_workspace->wait(runtime().agents().open(Caller::local(), "nobody")); }),
                 std::string("agent.not_found"));
    }
    void aPausedRunIsAnsweredAfterARestart() {
        const domain::Agent agent = agentFrom("triage");
        const domain::Chat chat =
            m_workspace->wait(runtime().chats().create(Caller::local(), {.agentId = agent.id, .isDraft = true}));
        std::string answerId;
        const auto started = [&](const domain::Message&, const domain::Message& answer) { answerId = answer.id; };
        const auto paused =
            m_workspace->wait(runtime().chats().send(Caller::local(), chat.id, "refund my payment", started, {}));
        QCOMPARE(paused.status, std::string("paused"));
        m_workspace->reopen();
        const auto runs = m_workspace->wait(runtime().runs().list("paused", agent.id, 10));
        QCOMPARE(runs.size(), std::size_t(1));
        const auto open = m_workspace->wait(runtime().runs().questions(runs[0].id));
        QCOMPARE(open.size(), std::size_t(1));
        QCOMPARE(open[0].question["title"].get<std::string>(), std::string("Send this answer?"));
        const Json answers{{open[0].id, {{"choice", "approve"}, {"draft", "We will refund you."}}}};
        const auto done = m_workspace->wait(runtime().chats().answer(Caller::local(), runs[0].id, answers, {}));
        QCOMPARE(done.status, std::string("completed"));
        const auto messages = m_workspace->wait(runtime().chats().messages(Caller::local(), chat.id));
        QCOMPARE(messages.size(), std::size_t(2));
        QCOMPARE(messages[1].id, answerId);
        QCOMPARE(messages[1].status, std::string("sent"));
        QVERIFY(messages[1].content.find("We will refund you.") != std::string::npos);
        QCOMPARE(codeOf([&] { m_workspace->wait(runtime().runs().resume(runs[0].id, Json::object(), {})); }),
                 std::string("run.not_resumable"));
    }
    void aRunThatCannotBeginSaysWhyAndTheMessageKeepsIt() {
        domain::WorkflowDocument document;
        document.graph.entry = {"a"};
        document.graph.nodes["a"] = {.id = "a", .type = "teleport"};
        const auto agent = m_workspace->wait(runtime().agents().create(Caller::local(), "Broken", document));
        const auto chat =
            m_workspace->wait(runtime().chats().create(Caller::local(), {.agentId = agent.id, .isDraft = true}));
        QCOMPARE(codeOf([&] { m_workspace->wait(runtime().chats().send(Caller::local(), chat.id, "hello", {}, {})); }),
                 std::string("run.no_input_node"));
        const auto messages = m_workspace->wait(runtime().chats().messages(Caller::local(), chat.id));
        QCOMPARE(messages[1].status, std::string("failed"));
        services::RunRequest request;
        request.graph = document.graph;
        request.input = Json::object();
        QCOMPARE(codeOf([&] { m_workspace->wait(runtime().runs().start(newId(), request, {})); }),
                 std::string("run.invalid_workflow"));
    }
    void eventsOfARunAreKept() {
        services::RunRequest request;
        request.graph = runtime().templates().instantiate("map-reduce-summary", {{"part_chars", 200}}).graph;
        request.input = {{"text", runtime().templates().get("map-reduce-summary").exampleInput}};
        std::vector<domain::RunEvent> told;
        const auto outcome = m_workspace->wait(
            runtime().runs().start(newId(), request, [&](const domain::RunEvent& event) { told.push_back(event); }));
        QCOMPARE(outcome.status, std::string("completed"));
        for (std::size_t i = 1; i < told.size(); ++i)
            QCOMPARE(told[i].seq, told[i - 1].seq + 1);
        m_workspace->reopen();
        const auto kept = m_workspace->wait(runtime().runs().events(outcome.runId));
        const auto others = [](const std::vector<domain::RunEvent>& events) {
            return std::count_if(events.begin(), events.end(),
                                 [](const auto& event) { return event.type != domain::RunEventType::Token; });
        };
        QCOMPARE(others(kept), others(told));
        QVERIFY(kept.size() <= told.size());
        const auto run = m_workspace->wait(runtime().runs().get(outcome.runId.substr(0, 30)));
        QCOMPARE(run.status, std::string("completed"));
        QVERIFY(run.completedNodes > 6);
    }
    void whatHappensInASubgraphCountsAsOneNode() {
        services::RunRequest request;
        request.graph = domain::graphFromJson(Json::parse(R"json({
            "schema_version": 1, "name": "Outer", "entry": ["call"], "output": "text",
            "state": {"text": {"schema": {"type": "string"}}},
            "nodes": {"call": {"type": "subgraph", "config": {"graph": "inner", "output": {"text": "state.b"}}}},
            "edges": {},
            "graphs": {"inner": {
                "entry": ["a"], "state": {"a": {}, "b": {}},
                "nodes": {"a": {"type": "prompt", "config": {"output": "a", "text": "x"}},
                          "b": {"type": "prompt", "config": {"output": "b", "text": "{{ state.a }}y"}}},
                "edges": {"ab": {"from": "a", "to": "b"}}}}
        })json"));
        request.input = Json::object();
        const auto outcome = m_workspace->wait(runtime().runs().start(newId(), request, {}));
        QCOMPARE(outcome.output.get<std::string>(), std::string("xy"));
        const auto run = m_workspace->wait(runtime().runs().get(outcome.runId));
        QCOMPARE(run.completedNodes, 1);
        QCOMPARE(run.currentNode, std::string("call"));
    }
    void unknownModelsAreRefusedWithTheKnownOnes() {
        QCOMPARE(codeOf([&] { (void)runtime().models().resolve("openai:gpt@nowhere"); }), std::string("model.unknown"));
        QCOMPARE(runtime().models().resolve("")->id(), std::string("offline"));
        QCOMPARE(codeOf([&] { m_workspace->wait(runtime().models().save({.name = "x", .baseUrl = "ftp://x"}, "")); }),
                 std::string("model_service.address"));
    }
    void keysAreInClearNowhere() {
        domain::ModelService service{
            .name = "work", .provider = "openai-compatible", .baseUrl = "http://127.0.0.1:1/v1", .model = "m"};
        service = m_workspace->wait(runtime().models().save(service, "sk-very-secret-key"));
        QVERIFY(service.hasKey);
        m_workspace->reopen();
        QCOMPARE(runtime().models().resolve("openai:m@work")->id(), std::string("openai:m@work"));
        m_workspace->close();
        for (const auto& entry : std::filesystem::directory_iterator(m_workspace->folder())) {
            QFile file(QString::fromStdString(entry.path().string()));
            if (!file.open(QIODevice::ReadOnly)) continue;
            QVERIFY2(!file.readAll().contains("sk-very-secret-key"), entry.path().c_str());
        }
        const auto permissions = std::filesystem::status(m_workspace->folder() / "secrets.json").permissions();
        QVERIFY((permissions & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
                std::filesystem::perms::none);
        m_workspace->open();
    }
    void settingsAreKept() {
        m_workspace->wait(runtime().settings().set("theme", "dark"));
        m_workspace->reopen();
        QCOMPARE(m_workspace->wait(runtime().settings().all())["theme"].get<std::string>(), std::string("dark"));
    }
    void aSecondProcessIsRefusedWithTheFirstOnesNumber() {
        runtime::Options options;
        options.workspace = m_workspace->folder();
        QCOMPARE(codeOf([&] { runtime::Runtime second(options); }), std::string("storage.locked_by"));
        options.readOnly = true;
        runtime::Runtime looking(options);
        QVERIFY(looking.hasWorkspace());
    }
    void workflowFilesAreReadAndWritten() {
        const auto document = runtime().templates().instantiate("triage", Json::object());
        const auto file = m_workspace->folder() / "x.workflow.json";
        services::AgentService::writeWorkflowFile(file, document);
        QVERIFY(std::filesystem::exists(m_workspace->folder() / "x.layout.json"));
        QVERIFY(services::AgentService::readWorkflowFile(file) == document);
    }
};

HEDDLE_TEST(RunsTest);
#include "runs_test.moc"
