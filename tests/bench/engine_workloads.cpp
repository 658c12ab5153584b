#include "tests/bench/engine_workloads.h"

#include "core/engine/memory_store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <future>

namespace heddle::bench {
namespace asio = boost::asio;
namespace {

class Runner final : public engine::NodeRunner {
public:
    explicit Runner(std::string type) : m_type(std::move(type)) {}

    asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        engine::NodeResult result;
        if (m_type == "count") result.updates.emplace_back("n", 1);
        if (m_type == "collect") result.updates.emplace_back("l", *context.item());
        if (m_type == "say") {
            std::string text = context.taskId();
            text.resize(200, '.');
            Json message{{"role", "user"}, {"content", std::move(text)}};
            result.updates.emplace_back("messages", std::move(message));
        }
        if (m_type == "wait") {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::seconds(1));
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return result;
    }

private:
    std::string m_type;
};

}  // namespace

std::unique_ptr<engine::NodeRunner> BenchNodes::make(const domain::Node& node) const {
    return std::make_unique<Runner>(node.type);
}

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

domain::Graph loop(const std::string& type, int rounds) {
    domain::Graph graph;
    graph.limits.maxSteps = rounds;
    graph.state["n"] = domain::StateField{.reducer = "add"};
    graph.state["messages"] = domain::StateField{.reducer = "messages"};
    graph.nodes["a"] = domain::Node{.id = "a", .type = type};
    graph.entry = {"a"};
    domain::Edge again{.id = "again", .kind = domain::EdgeKind::Conditional, .from = {"a"}};
    again.condition = (type == "say" ? "size(state.messages) < " : "state.n < ") + std::to_string(rounds);
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

Json items(int count) {
    Json input{{"items", Json::array()}};
    for (int i = 0; i < count; ++i)
        input["items"].push_back(i);
    return input;
}

Bench::Bench(const domain::Graph& graph) : m_plan(engine::compile(graph, BenchNodes())) {}

void Bench::once(const Json& input, int runs, engine::EventSink* sink, int threads) {
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

}  // namespace heddle::bench
