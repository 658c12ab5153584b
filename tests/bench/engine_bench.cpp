#include "core/base/clock.h"
#include "core/engine/engine.h"
#include "core/engine/memory_store.h"
#include "tests/bench/bench.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>

namespace heddle::bench {
namespace {

namespace asio = boost::asio;

constexpr const char* kPeer = "LangGraph.js 1.7.3";

/// Types "noop", "count" (adds one to `n`), "collect" (appends its item to `l`) and "wait" (a second).
class BenchNodes final : public engine::NodeFactory {
public:
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override {
        return std::make_unique<Runner>(node.type);
    }

private:
    class Runner final : public engine::NodeRunner {
    public:
        explicit Runner(std::string type) : m_type(std::move(type)) {}

        asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
            engine::NodeResult result;
            if (m_type == "count") result.updates.emplace_back("n", 1);
            if (m_type == "collect") result.updates.emplace_back("l", *context.item());
            if (m_type == "wait") {
                asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(1));
                co_await timer.async_wait(asio::use_awaitable);
            }
            co_return result;
        }

    private:
        std::string m_type;
    };
};

domain::Graph chain(int length) {
    domain::Graph graph;
    graph.limits.maxSteps = length;
    std::string last;
    for (int i = 0; i < length; ++i) {
        char name[16];
        std::snprintf(name, sizeof name, "n%06d", i);
        graph.nodes[name] = domain::Node{.id = name, .type = "noop"};
        if (i == 0) graph.entry = {name};
        if (i > 0) graph.edges[name] = domain::Edge{.id = name, .from = {last}, .to = name};
        last = name;
    }
    return graph;
}

domain::Graph loop(int rounds) {
    domain::Graph graph;
    graph.limits.maxSteps = rounds;
    graph.state["n"] = domain::StateField{.reducer = "add"};
    graph.nodes["a"] = domain::Node{.id = "a", .type = "count"};
    graph.entry = {"a"};
    domain::Edge again{.id = "again", .kind = domain::EdgeKind::Conditional, .from = {"a"}};
    again.condition = "state.n < " + std::to_string(rounds);
    again.mapping = {{"true", "a"}, {"false", "$end"}};
    graph.edges["again"] = again;
    return graph;
}

domain::Graph fanOut(const std::string& type) {
    domain::Graph graph;
    graph.state["items"] = domain::StateField{};
    graph.state["l"] = domain::StateField{.reducer = "append"};
    graph.nodes["s"] = domain::Node{.id = "s", .type = "noop"};
    graph.nodes["p"] = domain::Node{.id = "p", .type = type};
    graph.nodes["j"] = domain::Node{.id = "j", .type = "noop"};
    graph.entry = {"s"};
    domain::Edge out{.id = "out", .kind = domain::EdgeKind::FanOut, .from = {"s"}, .to = "p"};
    out.items = "state.items";
    graph.edges["out"] = out;
    graph.edges["join"] = domain::Edge{.id = "join", .from = {"p"}, .to = "j"};
    return graph;
}

class CountingSink final : public engine::EventSink {
public:
    void onEvent(const domain::RunEvent&) override { ++m_count; }

private:
    std::size_t m_count = 0;
};

/// Runs a plan `runs` times at once on a pool of one thread (two with `threads`), from nothing to the end.
class Bench {
public:
    explicit Bench(const domain::Graph& graph) : m_plan(engine::compile(graph, BenchNodes())) {}

    void once(const Json& input, int runs = 1, engine::EventSink* sink = nullptr, int threads = 1) {
        asio::thread_pool pool(static_cast<std::size_t>(threads));
        engine::MemoryStore store;
        engine::Engine engine(pool.get_executor(), store, m_clock);
        std::vector<std::future<engine::RunResult>> results;
        for (int i = 0; i < runs; ++i) {
            engine::RunOptions options;
            options.sink = sink;
            auto run = engine.start(m_plan, "t" + std::to_string(i), input, options);
            results.push_back(asio::co_spawn(pool, std::move(run), asio::use_future));
        }
        for (auto& result : results) {
            const engine::RunResult got = result.get();
            if (got.status != engine::RunStatus::Completed) throw *got.error;
        }
        pool.join();
    }

private:
    std::shared_ptr<const engine::Plan> m_plan;
    SystemClock m_clock;
};

void steps(Report& report) {
    Bench chained(chain(1000));
    report.add(
        {"no-op super-step, chain of 1,000", "µs", cpuUsOf5([&] { chained.once({}); }) / 1000, 5, true, kPeer, 570});
    CountingSink sink;
    report.add({"the same with every event taken", "µs", cpuUsOf5([&] { chained.once({}, 1, &sink); }) / 1000, 10});
    Bench looped(loop(10000));
    report.add({"super-step with a condition, loop of 10,000", "µs", cpuUsOf5([&] { looped.once({}); }) / 10000, 5,
                true, kPeer, 1100});
}

void fans(Report& report) {
    Json input{{"items", Json::array()}};
    for (int i = 0; i < 1000; ++i)
        input["items"].push_back(i);
    Bench fan(fanOut("collect"));
    report.add(
        {"fan-out 1 to 1,000 to join, per task", "µs", cpuUsOf5([&] { fan.once(input); }) / 1000, 5, true, kPeer, 860});
    Bench five(chain(5));
    report.add({"1,000 concurrent runs of 5 nodes", "ms", cpuUsOf5([&] { five.once({}, 1000); }) / 1000, 50, true,
                kPeer, 4486});
}

void sizes(Report& report) {
    const double before = wallUs();
    Bench(chain(100000)).once({});
    report.add({"chain of 100,000 nodes, compiled and run", "ms", (wallUs() - before) / 1000});
    Json input{{"items", Json::array()}};
    for (int i = 0; i < 10000; ++i)
        input["items"].push_back(i);
    Bench waiting(fanOut("wait"));
    const double start = wallUs();
    waiting.once(input, 1, nullptr, 2);
    report.add({"10,000 nodes that wait 1 s each at once", "s", (wallUs() - start) / 1e6, 1.3});
    report.add({"peak memory of all the above", "MB", peakResidentMb(), 200});
}

void engineGroup(Report& report) {
    steps(report);
    fans(report);
    sizes(report);
}

}  // namespace

HEDDLE_BENCH("engine", engineGroup);

}  // namespace heddle::bench
