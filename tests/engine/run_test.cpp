#include "core/base/error.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

#undef emit  // Qt's empty macro; Asio has a function of that name

using namespace heddle;
using namespace heddle::tests;
using engine::RunResult;
using engine::RunStatus;

namespace {

Json graphOf(const Json& nodes, const Json& edges = Json::object(), const Json& state = Json::object()) {
    Json graph{{"schema_version", 1}, {"nodes", nodes}, {"edges", edges}, {"state", state}};
    graph["entry"] = {nodes.begin().key()};
    for (Json& node : graph["nodes"])
        node["type"] = "script";
    return graph;
}

const Json kNode = Json::object();

/// Does `work` when the first event of the type comes.
class OnEvent final : public engine::EventSink {
public:
    OnEvent(domain::RunEventType type, std::function<void()> work) : m_type(type), m_work(std::move(work)) {}
    void onEvent(const domain::RunEvent& event) override {
        if (event.type == m_type && m_work) std::exchange(m_work, nullptr)();
    }

private:
    domain::RunEventType m_type;
    std::function<void()> m_work;
};

engine::RunOptions withSink(engine::EventSink& sink) {
    engine::RunOptions options;
    options.sink = &sink;
    return options;
}

std::string codeOf(const engine::RunResult& result) { return result.error ? result.error->code() : ""; }

}  // namespace

class RunTest : public QObject {
    Q_OBJECT
private slots:
    void cancelReachesANodeThatWaits_data() {
        QTest::addColumn<bool>("hasSibling");
        QTest::newRow("alone") << false;
        QTest::newRow("beside another") << true;
    }
    void cancelReachesANodeThatWaits() {
        QFETCH(bool, hasSibling);
        EngineFixture fixture;
        Json edges{{"e", {{"from", "a"}, {"to", "b"}}}};
        if (hasSibling) edges["f"] = {{"from", "a"}, {"to", "c"}};
        fixture.load(
            graphOf({{"a", kNode}, {"b", kNode}, {"c", kNode}, {"d", kNode}}, edges, {{"x", kNode}, {"y", kNode}}),
            {{"a", {{{"update", {{"x", "1"}}}}}},
             {"b", {{{"token", "on my way"}, {"hang", true}}}},
             {"c", {{{"update", {{"y", "2"}}}}}}});
        std::int64_t cancelledAt = 0;
        KeptEvents kept;
        kept.onEach = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeStarted || event.node != "b") return;
            cancelledAt = fixture.clock.steadyNs();
            QVERIFY(fixture.engine->cancel("t", "enough"));
        };
        const auto result = fixture.start("t", Json::object(), withSink(kept));
        const double ms = static_cast<double>(fixture.clock.steadyNs() - cancelledAt) / 1e6;
        QCOMPARE(result.status, RunStatus::Cancelled);
        QCOMPARE(result.reason, std::string("enough"));
        QVERIFY2(ms < 100, std::to_string(ms).c_str());
        QCOMPARE(result.state["x"], Json(1));
        QCOMPARE(kept.all().back().type, domain::RunEventType::RunCancelled);
        QVERIFY(!fixture.engine->cancel("t"));

        fixture.load(
            graphOf({{"a", kNode}, {"b", kNode}, {"c", kNode}, {"d", kNode}}, edges, {{"x", kNode}, {"y", kNode}}),
            {{"b", Json::array()}, {"c", Json::array()}});
        const auto resumed = fixture.resume("t");
        QCOMPARE(resumed.status, RunStatus::Completed);
        QVERIFY(!fixture.nodes->calls().contains("a"));
    }
    void whoReadsTheStreamGoesAway_data() {
        QTest::addColumn<bool>("isSync");
        QTest::newRow("stored behind") << false;
        QTest::newRow("each task stored") << true;
    }
    void whoReadsTheStreamGoesAway() {
        // Case 31: what runs is cancelled, what has finished is kept, what comes next does not begin.
        QFETCH(bool, isSync);
        EngineFixture fixture;
        const Json graph = graphOf({{"a", kNode}, {"b", kNode}, {"c", kNode}, {"d", kNode}},
                                   {{"1", {{"from", "a"}, {"to", "b"}}},
                                    {"2", {{"from", "a"}, {"to", "c"}}},
                                    {"3", {{"kind", "barrier"}, {"from", {"b", "c"}}, {"to", "d"}}}},
                                   {{"x", kNode}});
        fixture.load(graph, {{"b", {{{"yield", 3}, {"update", {{"x", "1"}}}}}}, {"c", {{{"hang", true}}}}});
        boost::asio::cancellation_signal signal;
        auto strand = boost::asio::make_strand(fixture.pool.get_executor());
        KeptEvents events;
        events.onEach = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeFinished || event.node != "b") return;
            boost::asio::post(strand, [&] { signal.emit(boost::asio::cancellation_type::terminal); });
        };
        engine::RunOptions options = withSink(events);
        options.durability = isSync ? engine::Durability::Sync : engine::Durability::Async;
        std::promise<RunResult> ended;
        auto reader = [&]() -> boost::asio::awaitable<void> {
            ended.set_value(co_await fixture.engine->start(fixture.plan, "t", Json::object(), options));
        };
        boost::asio::co_spawn(strand, reader,
                              boost::asio::bind_cancellation_slot(signal.slot(), boost::asio::detached));
        const RunResult result = ended.get_future().get();
        QCOMPARE(result.status, RunStatus::Cancelled);
        QCOMPARE(result.state["x"], Json(1));
        QCOMPARE(fixture.nodes->calls(), (std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}}));

        fixture.restart();
        fixture.load(graph, Json::object());
        QCOMPARE(fixture.resume("t").state["x"], Json(1));
        QCOMPARE(fixture.nodes->calls(), (std::map<std::string, int>{{"c", 1}, {"d", 1}}));
    }
    void aNodeHasItsTimeOnly() {
        EngineFixture fixture;
        fixture.load(
            graphOf(
                {{"a", {{"timeout_ms", 20}, {"retry", {{"max_attempts", 2}, {"initial_ms", 1}, {"jitter", false}}}}}}),
            {{"a", {{{"hang", true}}}}});
        const auto result = fixture.start("t", Json::object());
        QCOMPARE(codeOf(result), std::string("engine.node_timeout"));
        QCOMPARE(fixture.nodes->calls()["a"], 2);
    }
    void aDeafNodeIsLeftBehind() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", {{"timeout_ms", 10}, {"on_error", "default"}, {"error_default", {{"x", 1}}}}}},
                             kNode, {{"x", kNode}}),
                     {{"a", {{{"deaf", 2600}}, {{"update", {{"x", "2"}}}}}}});
        const auto result = fixture.start("t", Json::object());
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(result.state["x"], Json(1));
    }
    void aRunHasItsTimeOnly() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}}), {{"a", {{{"hang", true}}}}});
        engine::RunOptions options;
        options.timeoutMs = 20;
        const auto result = fixture.start("t", Json::object(), options);
        QCOMPARE(result.status, RunStatus::Failed);
        QCOMPARE(codeOf(result), std::string("engine.run_timeout"));
    }
    void drainEndsTheStepAndPauses() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}, {"b", kNode}}, {{"e", {{"from", "a"}, {"to", "b"}}}}),
                     {{"a", {{{"yield", 50}}}}});
        OnEvent sink(domain::RunEventType::NodeStarted, [&] { fixture.engine->drain("t"); });
        auto result = fixture.start("t", Json::object(), withSink(sink));
        if (result.status == RunStatus::Completed) QSKIP("the run was over before it could be drained");
        QCOMPARE(result.reason, std::string("drain"));
        QCOMPARE(result.next, std::vector<std::string>{"b"});
        result = fixture.resume("t");
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(fixture.nodes->calls()["a"], 1);
    }
    void aThreadIsRunOnceAtATime() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}}), {{"a", {{{"hang", true}}}}});
        std::string code;
        OnEvent sink(domain::RunEventType::NodeStarted, [&] {
            auto second = fixture.engine->start(fixture.plan, "t", Json::object(), {});
            boost::asio::co_spawn(fixture.pool, std::move(second), [&](std::exception_ptr failure, engine::RunResult) {
                try {
                    std::rethrow_exception(failure);
                } catch (const Error& e) {
                    code = e.code();
                }
                fixture.engine->cancel("t");
            });
        });
        fixture.start("t", Json::object(), withSink(sink));
        QCOMPARE(code, std::string("engine.thread_busy"));
    }
    void aSecondProcessGetsAConflict() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}, {"b", kNode}}, {{"e", {{"from", "a"}, {"to", "b"}}}}),
                     {{"a", {{{"deaf", 50}}}}});
        engine::Engine other(fixture.pool.get_executor(), fixture.store, fixture.clock);
        std::future<engine::RunResult> second;
        OnEvent sink(domain::RunEventType::NodeStarted, [&] {
            auto run = other.resume(fixture.plan, "t", {}, {});
            second = boost::asio::co_spawn(fixture.pool, std::move(run), boost::asio::use_future);
        });
        const auto first = fixture.start("t", Json::object(), withSink(sink));
        const auto late = second.get();
        const auto& winner = first.status == RunStatus::Completed ? first : late;
        const auto& loser = first.status == RunStatus::Completed ? late : first;
        QCOMPARE(winner.status, RunStatus::Completed);
        QCOMPARE(loser.status, RunStatus::Failed);
        QCOMPARE(codeOf(loser), std::string("engine.thread_conflict"));
    }
    void whatCannotBeginIsThrown() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}}), kNode);
        const auto codeOfStart = [&](auto work) -> std::string {
            try {
                work();
            } catch (const Error& e) {
                return e.code();
            }
            return {};
        };
        QCOMPARE(codeOfStart([&] { fixture.start("t", "text"); }), std::string("engine.bad_input"));
        QCOMPARE(codeOfStart([&] { fixture.resume("nobody"); }), std::string("engine.no_thread"));
        fixture.start("t", Json::object());
        engine::Answers answers;
        answers.byId["x"] = 1;
        QCOMPARE(codeOfStart([&] { fixture.resume("t", answers); }), std::string("engine.unknown_question"));
        QCOMPARE(fixture.resume("t").status, RunStatus::Completed);
    }
    void aLongChainNeedsNoStack() {
        EngineFixture fixture(1);
        fixture.load(chainOf(100000), Json::object());
        const auto result = fixture.start("t", Json::object());
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(result.steps, 100000);
    }
    void eventsAreNumberedWithoutGaps() {
        EngineFixture fixture;
        fixture.load(chainOf(300), Json::object());
        KeptEvents kept;
        fixture.start("t", Json::object(), withSink(kept));
        const auto events = kept.all();
        QCOMPARE(events.size(), std::size_t(1 + 2 + 300 * 4 + 1));
        for (std::size_t i = 0; i < events.size(); ++i)
            QCOMPARE(events[i].seq, static_cast<std::int64_t>(i));
    }
    void aSlowReaderLosesNothingThatCounts() {
        EngineFixture fixture;
        Json operations = Json::array();
        for (int i = 0; i < 5000; ++i)
            operations.push_back({{"token", "x"}});
        fixture.load(graphOf({{"a", kNode}, {"b", kNode}}, {{"e", {{"from", "a"}, {"to", "b"}}}}), {{"a", operations}});
        std::size_t tokens = 0;
        std::size_t length = 0;
        KeptEvents kept;
        kept.onEach = [&](const domain::RunEvent& event) {
            // Stuck at its first event until the run has stored its last step.
            if (event.type == domain::RunEventType::RunStarted) {
                while (true) {
                    const auto stored = fixture.store.load("t", {});
                    if (stored && stored->chain.back().step == 2) break;
                    std::this_thread::yield();
                }
            }
            if (event.type == domain::RunEventType::Token) {
                ++tokens;
                length += event.text.size();
            }
        };
        const auto result = fixture.start("t", Json::object(), withSink(kept));
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(length, std::size_t(5000));
        // What waits when the reader is first woken, and what may wait while it is stuck: 256 events each.
        QVERIFY2(tokens < 600, std::to_string(tokens).c_str());
        QCOMPARE(kept.names({"token", "checkpoint"}).size(), std::size_t(8));
    }
    void taskIdsStayWhenATaskIsRunAgain() {
        EngineFixture fixture;
        fixture.load(graphOf({{"a", kNode}}), {{"a", {{{"fail", "test.bad"}, {"calls", 1}}}}});
        KeptEvents first;
        KeptEvents second;
        fixture.start("t", Json::object(), withSink(first));
        fixture.restart();
        fixture.resume("t", {}, withSink(second));
        const auto taskOf = [](const KeptEvents& events) {
            for (const auto& event : events.all()) {
                if (event.type == domain::RunEventType::NodeStarted) return event.data.at("task").get<std::string>();
            }
            return std::string();
        };
        QVERIFY(!taskOf(first).empty());
        QCOMPARE(taskOf(first), taskOf(second));
    }
};

HEDDLE_TEST(RunTest);
#include "run_test.moc"
