#pragma once
#include "core/base/clock.h"
#include "core/engine/cache_store.h"
#include "core/engine/engine.h"
#include "core/engine/limiter.h"
#include "core/engine/memory_store.h"
#include "core/engine/reproduce.h"
#include "core/engine/threads.h"
#include "tests/support/scripted_nodes.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <functional>

namespace heddle::tests {

/// Keeps all events of a run.
class KeptEvents final : public engine::EventSink {
public:
    void onEvent(const domain::RunEvent& event) override;
    std::vector<domain::RunEvent> all() const;
    /// "node_started a", "step_started" …, without the types in `without`.
    std::vector<std::string> names(const std::set<std::string>& without = {}) const;
    /// Called on the thread that delivers.
    std::function<void(const domain::RunEvent&)> onEach;

private:
    mutable std::mutex m_mutex;
    std::vector<domain::RunEvent> m_events;
};

/// The system's clock, which a test can put forward.
class ShiftedClock final : public Clock {
public:
    std::int64_t nowMs() const override { return m_clock.nowMs() + m_shiftMs.load(); }
    std::int64_t steadyNs() const override { return m_clock.steadyNs() + m_shiftMs.load() * 1'000'000; }
    void advance(std::int64_t ms) { m_shiftMs += ms; }

private:
    SystemClock m_clock;
    std::atomic<std::int64_t> m_shiftMs{0};
};

/// A pool, a store and an engine on it, which can be started anew on the same store.
class EngineFixture {
public:
    explicit EngineFixture(int threads = 2);
    ~EngineFixture();

    engine::RunResult start(const std::string& thread, Json input, engine::RunOptions options = {});
    engine::RunResult resume(const std::string& thread, engine::Answers answers = {}, engine::RunOptions options = {});
    engine::Reproduction reproduce(const std::string& thread);
    /// A new engine, which knows nothing but the store.
    void restart();
    /// Compiles `graph` with nodes of `script`.
    void load(const Json& graph, const Json& script);

    template <typename T>
    T wait(boost::asio::awaitable<T> run) {
        return boost::asio::co_spawn(pool, std::move(run), boost::asio::use_future).get();
    }

    boost::asio::thread_pool pool;
    ShiftedClock clock;
    engine::MemoryStore store;
    engine::MemoryCache cache{clock};
    engine::FairLimiter limiter{clock};
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<ScriptedNodes> nodes;
    std::shared_ptr<const engine::Plan> plan;
};

/// A graph of script nodes: {"edges": [["a", "b"], …], …}: names become nodes.
Json chainOf(int length);

}  // namespace heddle::tests
