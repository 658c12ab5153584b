#include "core/base/error.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

using namespace heddle;
using namespace heddle::tests;
using engine::RunStatus;

namespace {

/// s fans out to `count` packets of p.
Json fan(int count) {
    Json graph = Json::parse(R"({"schema_version": 1, "entry": ["s"], "state": {"l": {"reducer": "append"}},
        "nodes": {"s": {"type": "script"}, "p": {"type": "script"}},
        "edges": {"f": {"kind": "fan_out", "from": "s", "to": "p"}}})");
    Json items = Json::array();
    for (int i = 0; i < count; ++i)
        items.push_back(i);
    graph["edges"]["f"]["items"] = items.dump();
    return graph;
}

const Json kCollect{{"p", {{{"yield", 2}}, {{"update", {{"l", "[item]"}}}}}}};

/// A run that goes on beside the test.
std::future<engine::RunResult> spawn(EngineFixture& fixture, const std::string& thread,
                                     engine::RunOptions options = {}) {
    auto run = fixture.engine->start(fixture.plan, thread, Json::object(), std::move(options));
    return boost::asio::co_spawn(fixture.pool, std::move(run), boost::asio::use_future);
}

}  // namespace

class LimiterTest : public QObject {
    Q_OBJECT
private slots:
    void aLimitOfOneRunsEverything_data() {
        QTest::addColumn<bool>("ofService");
        QTest::newRow("node type") << false;
        QTest::newRow("service") << true;
    }
    void aLimitOfOneRunsEverything() {
        QFETCH(bool, ofService);
        EngineFixture fixture;
        if (ofService) {
            fixture.limiter.limitService("service", {.atOnce = 1});
        } else {
            fixture.limiter.limitNodeType("script", {.atOnce = 1});
        }
        fixture.load(fan(20), kCollect);
        std::vector<std::future<engine::RunResult>> runs;
        for (int i = 0; i < 5; ++i)
            runs.push_back(spawn(fixture, "t" + std::to_string(i)));
        for (auto& run : runs) {
            const auto result = run.get();
            QCOMPARE(result.status, RunStatus::Completed);
            QCOMPARE(result.state["l"].size(), std::size_t(20));
        }
        QCOMPARE(fixture.nodes->mostAtOnce(), 1);
    }
    void subgraphsHoldNoPlace() {
        EngineFixture fixture;
        fixture.limiter.limitNodeType("script", {.atOnce = 1});
        Json graph = fan(4);
        graph["nodes"]["p"]["config"]["graph"] = "g";
        graph["graphs"]["g"] = fan(3);
        graph["graphs"]["g"].erase("schema_version");
        graph["graphs"]["g"]["nodes"] = {{"s2", {{"type", "script"}}}, {"p2", {{"type", "script"}}}};
        graph["graphs"]["g"]["entry"] = {"s2"};
        graph["graphs"]["g"]["edges"]["f"]["from"] = "s2";
        graph["graphs"]["g"]["edges"]["f"]["to"] = "p2";
        fixture.load(graph, {{"p", {{{"call", Json::object()}, {"out", {{"l", "state.l"}}}}}},
                             {"p2", {{{"update", {{"l", "[item]"}}}}}}});
        const auto result = fixture.start("t", Json::object());
        QCOMPARE(result.status, RunStatus::Completed);
        QCOMPARE(result.state["l"].dump(), std::string("[0,1,2,0,1,2,0,1,2,0,1,2]"));
    }
    /// A run with much to do does not keep out one that comes later with little.
    void runsTakeTurns() {
        EngineFixture fixture(3);
        fixture.limiter.limitNodeType("script", {.atOnce = 1});
        fixture.load(fan(60), kCollect);
        std::mutex mutex;
        std::vector<std::string> order;
        std::promise<void> secondWaits;
        auto isWaiting = secondWaits.get_future().share();
        std::atomic<bool> isFirst{true};
        std::future<engine::RunResult> second;
        KeptEvents kept;
        kept.onEach = [&](const domain::RunEvent& event) {
            if (event.type == domain::RunEventType::RunStarted) secondWaits.set_value();
        };
        fixture.nodes->onContext = [&](engine::NodeContext& context) {
            {
                const std::lock_guard lock(mutex);
                order.push_back(context.threadId());
            }
            if (!context.item() || !isFirst.exchange(false)) return;
            engine::RunOptions options;
            options.sink = &kept;
            second = spawn(fixture, "little", options);
            isWaiting.wait();
        };
        QCOMPARE(fixture.start("much", Json::object()).status, RunStatus::Completed);
        QCOMPARE(second.get().status, RunStatus::Completed);
        // Its own 61 tasks and as many of the other's, one after the other; while it is still lining up its tasks, the
        // other may come twice.
        const auto first = std::find(order.begin(), order.end(), "little");
        QVERIFY(first != order.end());
        QVERIFY2(first - order.begin() < 20, std::to_string(first - order.begin()).c_str());
        QCOMPARE(order.size(), std::size_t(122));
        const auto turns = std::count(first, first + 40, "little");
        QVERIFY2(turns >= 10 && turns <= 22, std::to_string(turns).c_str());
    }
    void aRateSpreadsBeginnings() {
        EngineFixture fixture;
        fixture.limiter.limitNodeType("script", {.perInterval = 2, .intervalMs = 30});
        fixture.load(fan(7), kCollect);
        std::mutex mutex;
        std::vector<std::int64_t> begun;
        fixture.nodes->onContext = [&](engine::NodeContext&) {
            const std::lock_guard lock(mutex);
            begun.push_back(fixture.clock.steadyNs());
        };
        QCOMPARE(fixture.start("t", Json::object()).status, RunStatus::Completed);
        QCOMPARE(begun.size(), std::size_t(8));
        // Eight beginnings, two in each interval: the last comes three intervals after the first, at the least.
        const double ms = static_cast<double>(begun.back() - begun.front()) / 1e6;
        QVERIFY2(ms >= 85, std::to_string(ms).c_str());
    }
    void whoWaitsCanBeCancelled() {
        EngineFixture fixture;
        fixture.limiter.limitNodeType("script", {.atOnce = 1});
        fixture.load(chainOf(1), {{"n000000", {{{"hang", true}}}}});
        std::promise<void> holds;
        fixture.nodes->onCall = [&](const std::string&) { holds.set_value(); };
        auto first = spawn(fixture, "holds");
        holds.get_future().wait();
        std::promise<void> begun;
        KeptEvents kept;
        kept.onEach = [&](const domain::RunEvent& event) {
            if (event.type == domain::RunEventType::StepStarted) begun.set_value();
        };
        engine::RunOptions options;
        options.sink = &kept;
        auto second = spawn(fixture, "waits", options);
        begun.get_future().wait();
        QVERIFY(fixture.engine->cancel("waits"));
        QCOMPARE(second.get().status, RunStatus::Cancelled);
        QVERIFY(fixture.engine->cancel("holds"));
        QCOMPARE(first.get().status, RunStatus::Cancelled);
        QCOMPARE(fixture.nodes->calls().at("n000000"), 1);
    }
};

HEDDLE_TEST(LimiterTest);
#include "limiter_test.moc"
