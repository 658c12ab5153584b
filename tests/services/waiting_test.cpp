#include "core/base/error.h"
#include "core/services/agents/agent_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_waker.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QtTest>

#include <future>

using heddle::services::Caller;
using namespace heddle;
using namespace heddle::tests;
using namespace std::chrono_literals;

namespace {

/// Waits for `seconds` (CEL), then answers.
domain::WorkflowDocument waitingWorkflow(const std::string& seconds) {
    domain::WorkflowDocument document;
    document.graph = domain::graphFromJson(Json::parse(R"json({
        "schema_version": 1,
        "name": "Waiting",
        "state": {"text": {"schema": {"type": "string"}}, "answer": {"schema": {"type": "string"}}},
        "entry": ["input"],
        "output": "answer",
        "nodes": {
            "input": {"type": "input", "config": {"fields": [{"field": "text", "title": "Text"}]}},
            "wait": {"type": "wait", "config": {"for": "1"}},
            "answer": {"type": "answer", "config": {"output": "answer", "text": "Waited for {{ state.text }}."}}
        },
        "edges": {"a": {"from": "input", "to": "wait"}, "b": {"from": "wait", "to": "answer"}}
    })json"));
    document.graph.nodes.at("wait").config["for"] = seconds;
    return document;
}

}  // namespace

/// Runs that wait for a time, in a program that stays.
class WaitingTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Workspace> m_workspace;
    std::promise<services::RunOutcome> m_ended;

    runtime::Runtime& runtime() { return m_workspace->runtime(); }
    services::RunOutcome start(const std::string& id, const std::string& seconds) {
        services::RunRequest request;
        request.graph = waitingWorkflow(seconds).graph;
        request.input = {{"text", "tea"}};
        return m_workspace->wait(runtime().runs().start(id, request, {}));
    }
    domain::Execution get(const std::string& id) { return m_workspace->wait(runtime().runs().get(id)); }
    /// How the run that wakes next ends.
    std::future<services::RunOutcome> nextToEnd() {
        m_ended = {};
        services::WokenListener listener;
        listener.ended = [this](const services::RunOutcome& outcome) { m_ended.set_value(outcome); };
        runtime().waker().listen(std::move(listener));
        return m_ended.get_future();
    }

private slots:
    void init() { m_workspace = std::make_unique<Workspace>(0ms); }
    void cleanup() { m_workspace.reset(); }

    void aRunThatWaitsPausesAndGoesOnByItself() {
        auto ended = nextToEnd();
        const auto paused = start("run", "0.2");
        QCOMPARE(paused.status, std::string("paused"));
        QVERIFY(paused.questions.empty() && paused.wakeMs > 0);
        QCOMPARE(ended.wait_for(20s), std::future_status::ready);
        const auto outcome = ended.get();
        QCOMPARE(outcome.status, std::string("completed"));
        QCOMPARE(outcome.output.get<std::string>(), std::string("Waited for tea."));
        QCOMPARE(get("run").status, std::string("completed"));
    }
    void aChatGetsItsAnswerWhenTheTimeHasCome() {
        auto ended = nextToEnd();
        const auto agent =
            m_workspace->wait(runtime().agents().create(Caller::local(), "Waiting", waitingWorkflow("0.2")));
        const auto chat =
            m_workspace->wait(runtime().chats().create(Caller::local(), {.agentId = agent.id, .isDraft = true}));
        const auto paused = m_workspace->wait(runtime().chats().send(Caller::local(), chat.id, "soup", {}, {}));
        QCOMPARE(paused.status, std::string("paused"));
        QCOMPARE(ended.wait_for(20s), std::future_status::ready);
        const auto answer = m_workspace->wait(runtime().chats().messages(Caller::local(), chat.id)).back();
        QCOMPARE(answer.content, std::string("Waited for soup."));
        QCOMPARE(answer.status, std::string("sent"));
    }
    void aTimeThatComesWhileNoProgramRunsIsNotMissed() {
        start("run", "1");
        m_workspace->close();
        m_workspace->open();
        auto ended = nextToEnd();
        QCOMPARE(get("run").status, std::string("paused"));
        QCOMPARE(ended.wait_for(20s), std::future_status::ready);
        QCOMPARE(ended.get().status, std::string("completed"));
    }
    void aRunThatOnlyWaitedWhenTheProgramWasKilledStillWaits() {
        start("run", "3600");
        m_workspace->close();
        {
            // As the kill leaves it.
            const auto database = storage::openWorkspace(m_workspace->folder() / "workspace.db");
            const auto mark = [](storage::Connection& connection) {
                auto run = *storage::ExecutionsTable(connection).find("run");
                run.status = "running";
                storage::ExecutionsTable(connection).put(run);
            };
            database->writeNow(mark);
        }
        m_workspace->open();
        QCOMPARE(get("run").status, std::string("paused"));
        const auto waiting = m_workspace->wait(runtime().runs().waiting());
        QCOMPARE(waiting.size(), std::size_t(1));
        QCOMPARE(waiting[0].first, std::string("run"));
    }
    void withoutAWakerTheRunWaitsInMemory() {
        m_workspace = std::make_unique<Workspace>();
        QCOMPARE(start("run", "0.1").status, std::string("completed"));
        QVERIFY_EXCEPTION_THROWN(runtime().waker(), Error);
    }
};

HEDDLE_TEST(WaitingTest);
#include "waiting_test.moc"
