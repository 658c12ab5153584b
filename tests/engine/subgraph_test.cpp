#include "core/base/error.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <future>

using namespace heddle;
using namespace heddle::tests;
using engine::RunStatus;

namespace {

/// s, call (the sub-graph a, b), end.
Json graph() {
    return Json::parse(R"({"schema_version": 1, "entry": ["s"], "state": {"x": {}, "l": {"reducer": "append"}},
        "nodes": {"s": {"type": "script"}, "call": {"type": "script", "config": {"graph": "g"}},
                  "end": {"type": "script"}},
        "edges": {"1": {"from": "s", "to": "call"}, "2": {"from": "call", "to": "end"}},
        "graphs": {"g": {"entry": ["a"], "state": {"x": {}}, "edges": {"1": {"from": "a", "to": "b"}},
                         "nodes": {"a": {"type": "script"}, "b": {"type": "script"}}}}})");
}

Json script(const Json& b) {
    return {{"call", {{{"call", {{"x", "1"}}}, {"out", {{"x", "state.x"}}}}}},
            {"a", {{{"update", {{"x", "state.x + 1"}}}}}},
            {"b", b}};
}

engine::RunOptions withSink(engine::EventSink& sink) {
    engine::RunOptions options;
    options.sink = &sink;
    options.durability = engine::Durability::Sync;
    return options;
}

std::string taskOf(const KeptEvents& events, const std::string& node) {
    for (const auto& event : events.all()) {
        if (event.type == domain::RunEventType::NodeStarted && event.node == node) return event.data.at("task");
    }
    return {};
}

}  // namespace

class SubgraphTest : public QObject {
    Q_OBJECT
private slots:
    void cancelReachesInside() {
        EngineFixture fixture;
        fixture.load(graph(), script({{{"hang", true}}}));
        KeptEvents kept;
        std::int64_t cancelledAt = 0;
        kept.onEach = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeStarted || event.node != "call/b") return;
            cancelledAt = fixture.clock.steadyNs();
            QVERIFY(fixture.engine->cancel("t", "enough"));
        };
        const auto result = fixture.start("t", Json::object(), withSink(kept));
        const double ms = static_cast<double>(fixture.clock.steadyNs() - cancelledAt) / 1e6;
        QCOMPARE(result.status, RunStatus::Cancelled);
        QVERIFY2(ms < 100, std::to_string(ms).c_str());

        fixture.restart();
        fixture.load(graph(), script({{{"update", {{"x", "state.x * 10"}}}}}));
        const auto resumed = fixture.resume("t");
        QCOMPARE(resumed.status, RunStatus::Completed);
        QCOMPARE(resumed.state["x"], Json(20));
        const auto calls = fixture.nodes->calls();
        QVERIFY(!calls.contains("s"));
        QVERIFY(!calls.contains("a"));
        QCOMPARE(calls.at("b"), 1);
    }
    void drainPausesInside() {
        EngineFixture fixture;
        fixture.load(graph(), script(Json::array()));
        KeptEvents kept;
        std::promise<void> drained;
        auto isDrained = drained.get_future().share();
        kept.onEach = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeStarted || event.node != "call/a") return;
            fixture.engine->drain("t");
            drained.set_value();
        };
        fixture.nodes->onCall = [&](const std::string& node) {
            if (node == "a") isDrained.wait();
        };
        auto result = fixture.start("t", Json::object(), withSink(kept));
        QCOMPARE(result.status, RunStatus::Paused);
        QCOMPARE(result.reason, std::string("drain"));
        QCOMPARE(result.next, std::vector<std::string>{"call"});
        QVERIFY(!fixture.nodes->calls().contains("b"));
        result = fixture.resume("t");
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(fixture.nodes->calls().at("a"), 1);
    }
    /// Case 64: in the last step it is a normal end.
    void drainInTheLastStepIsAnEnd() {
        EngineFixture fixture;
        fixture.load(chainOf(1), Json::object());
        fixture.nodes->onCall = [&](const std::string&) { fixture.engine->drain("t"); };
        QCOMPARE(fixture.start("t", Json::object()).status, RunStatus::Completed);
    }
    void taskIdsInsideStayOverARestart() {
        EngineFixture fixture;
        fixture.load(graph(), script({{{"fail", "test.bad"}, {"calls", 1}}}));
        KeptEvents first;
        KeptEvents second;
        fixture.start("t", Json::object(), withSink(first));
        fixture.restart();
        QCOMPARE(fixture.resume("t", {}, withSink(second)).status, RunStatus::Completed);
        QVERIFY(!taskOf(first, "call/b").empty());
        QCOMPARE(taskOf(first, "call/b"), taskOf(second, "call/b"));
    }
    void budgetsReachInside() {
        EngineFixture fixture;
        fixture.load(graph(), script(Json::array()));
        fixture.nodes->onContext = [](engine::NodeContext& context) {
            const Json usage{{"usage", {{"input", 60}, {"output", 0}}}};
            context.emitModelCall(usage);
        };
        engine::RunOptions options;
        options.budget.tokens = 150;
        const auto result = fixture.start("t", Json::object(), options);
        QCOMPARE(result.status, RunStatus::Failed);
        QCOMPARE(result.error->code(), std::string("engine.token_budget"));
        QCOMPARE(result.error->facts().at("node"), Json("call"));
        QVERIFY(!fixture.nodes->calls().contains("b"));
    }
    void plansNameWhatIsWrongInside_data() {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("path");
        QTest::newRow("unknown graph") << R"([{"op":"replace","path":"/nodes/call/config/graph","value":"z"}])"
                                       << "plan.unknown_graph"
                                       << "/nodes/call/config/graph";
        QTest::newRow("inside") << R"([{"op":"replace","path":"/graphs/g/entry","value":["z"]}])"
                                << "plan.unknown_node"
                                << "/graphs/g/entry";
        QTest::newRow("itself") << R"([{"op":"add","path":"/graphs/g/nodes/a/config","value":{"graph":"g"}}])"
                                << "plan.recursive_graph"
                                << "/graphs/g/nodes/a/config/graph";
        QTest::newRow("mode") << R"([{"op":"add","path":"/graphs/g/mode","value":"other"}])"
                              << "workflow.mode"
                              << "/graphs/g/mode";
        QTest::newRow("cache key") << R"([{"op":"add","path":"/nodes/s/cache","value":{"key":"1 +"}}])"
                                   << "expr.syntax"
                                   << "/nodes/s/cache/key";
    }
    void plansNameWhatIsWrongInside() {
        QFETCH(QString, patch);
        QFETCH(QString, code);
        QFETCH(QString, path);
        EngineFixture fixture;
        try {
            fixture.load(graph().patch(Json::parse(patch.toStdString())), Json::object());
            QFAIL("it was compiled");
        } catch (const Error& e) {
            QCOMPARE(QString::fromStdString(e.code()), code);
            QCOMPARE(QString::fromStdString(e.facts().at("path").get<std::string>()), path);
        }
    }
    void filesKeepTheirGraphs() {
        Json file = graph();
        file["graphs"]["g"]["mode"] = "flow";
        file["nodes"]["s"]["cache"] = {{"key", "state.x"}, {"ttl_ms", 5}};
        file["nodes"]["s"]["idle_timeout_ms"] = 7;
        const domain::Graph read = domain::graphFromJson(file);
        QCOMPARE(domain::toJson(domain::graphFromJson(domain::toJson(read))), domain::toJson(read));
        QCOMPARE(domain::toJson(read)["graphs"], file["graphs"]);
        QCOMPARE(domain::toJson(read)["nodes"]["s"], file["nodes"]["s"]);
    }
    /// Case 23.
    void checkpointsHaveTheCallersMetadata() {
        EngineFixture fixture;
        fixture.load(graph(), script(Json::array()));
        engine::RunOptions options;
        options.runId = "run-1";
        options.metadata = {{"tenant", "blue"}};
        fixture.start("t", Json::object(), options);
        const auto history = fixture.store.history("t", {});
        QCOMPARE(history.size(), std::size_t(5));
        for (const auto& record : history)
            QCOMPARE(Json::parse(record.metadata), Json({{"run", "run-1"}, {"tenant", "blue"}}));
    }
    /// Case 65: bodies as the first release wrote them, with a question that is open.
    void oldCheckpointsGoOn() {
        EngineFixture fixture;
        fixture.load(
            Json::parse(R"({"schema_version": 1, "entry": ["q"], "state": {"l": {"reducer": "append"}},
            "nodes": {"q": {"type": "script"}, "b": {"type": "script"}}, "edges": {"1": {"from": "q", "to": "b"}}})"),
            {{"q", {{{"ask", "ok?"}}, {{"update", {{"l", "[reply]"}}}}}}, {"b", {{{"update", {{"l", "'b'"}}}}}}});
        engine::Commit first;
        first.thread = "t";
        first.checkpoint =
            engine::CheckpointRecord{"c0", "", -1, "input", true, 1, "{}", R"({"state":{"l":["x"]},"input":{}})"};
        engine::Commit second;
        second.thread = "t";
        second.epoch = 1;
        second.checkpoint = engine::CheckpointRecord{"c1",  "c0", 0,    "loop",
                                                     false, 1,    "{}", R"({"tasks":[{"n":"$input"}],"next":["q"]})"};
        const auto done = [](std::exception_ptr failure) { QVERIFY(!failure); };
        fixture.store.commit(first, done);
        fixture.store.commit(second, done);
        auto result = fixture.resume("t");
        QCOMPARE(result.reason, std::string("question"));
        engine::Answers answers;
        answers.only = "yes";
        result = fixture.resume("t", answers);
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(result.state["l"].dump(), std::string(R"(["x","yes","b"])"));
    }
};

HEDDLE_TEST(SubgraphTest);
#include "subgraph_test.moc"
