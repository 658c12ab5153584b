#include "core/engine/loop/thread_state.h"
#include "core/engine/threads.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/workspace_database.h"
#include "tests/bench/engine_workloads.h"
#include "tests/bench/peer.h"
#include "tests/bench/scratch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

namespace heddle::bench {
namespace {

constexpr int kPage = 50;

/// A thread of so many steps of one node, with a checkpoint each, in a workspace.
class StoredLoop {
public:
    StoredLoop(const std::string& type, int steps, engine::Durability durability)
        : m_plan(engine::compile(loop(type, steps), BenchNodes())) {
        engine::RunOptions options;
        options.durability = durability;
        const double start = processCpuUs();
        auto run = m_engine.start(m_plan, "t", Json::object(), std::move(options));
        const auto result = boost::asio::co_spawn(m_pool, std::move(run), boost::asio::use_future).get();
        m_cpuUsPerStep = (processCpuUs() - start) / steps;
        if (result.status != engine::RunStatus::Completed) throw *result.error;
    }

    double cpuUsPerStep() const { return m_cpuUsPerStep; }
    /// Closes the database.
    double megabytes() {
        m_database.reset();
        return static_cast<double>(std::filesystem::file_size(m_folder.path("w.db"))) / 1e6;
    }
    double loadMs() {
        const double start = wallUs();
        const auto state = engine::restoreThread(m_plan, "t", m_store.load("t", {}));
        if (state.step < 0) std::abort();
        return (wallUs() - start) / 1e3;
    }
    double pageMs(bool withValues) {
        engine::HistoryQuery query;
        query.limit = kPage;
        const double start = wallUs();
        const auto page = engine::Threads(m_engine, m_clock).history(withValues ? m_plan : nullptr, "t", query);
        if (page.size() != kPage) std::abort();
        return (wallUs() - start) / 1e3;
    }

private:
    Scratch m_folder;
    boost::asio::thread_pool m_pool{2};  // the database's writer holds executors of it to its end
    std::unique_ptr<storage::Database> m_database = storage::openWorkspace(m_folder.path("w.db"));
    std::shared_ptr<const engine::Plan> m_plan;
    runtime::CheckpointAdapter m_store{*m_database};
    SystemClock m_clock;
    engine::Engine m_engine{m_pool.get_executor(), m_store, m_clock};
    double m_cpuUsPerStep = 0;
};

void databaseFigures(Report& report) {
    const auto megabytes = [](int messages) {
        return StoredLoop("say", messages, engine::Durability::Async).megabytes();
    };
    const double small = megabytes(2'000);
    const double large = megabytes(100'000);
    addBesidePeer(report, {"2,000 messages of 200 B, a checkpoint each: database", "MB", small, 1.5},
                  {"database", 503, 1e6});
    report.add({"20,000 messages: database", "MB", megabytes(20'000)});
    report.add({"100,000 messages: database", "MB", large});
    report.add({"bytes a message, 100,000 to 2,000 (linear: 1)", "ratio", large / 50 / small, 1.5});
}

void stepFiguresOnDisk(Report& report) {
    const auto cpu = [](engine::Durability durability) {
        return medianOf5([durability] { return StoredLoop("count", 10'000, durability).cpuUsPerStep(); });
    };
    addBesidePeer(report, {"step with a durable checkpoint, CPU", "µs", cpu(engine::Durability::Async), 40},
                  {"durable-loop", 913});
    report.add({"step whose checkpoint is waited for, CPU", "µs", cpu(engine::Durability::Sync), 40});
}

void threadFigures(Report& report) {
    databaseFigures(report);
    stepFiguresOnDisk(report);
    StoredLoop longThread("count", 100'000, engine::Durability::Async);
    report.add({"newest state of a thread of 100,000 steps", "ms", medianOf5([&] { return longThread.loadMs(); }), 5});
    report.add({"history of it, a page of 50", "ms", medianOf5([&] { return longThread.pageMs(false); })});
    report.add({"history of it, a page of 50 with values", "ms", medianOf5([&] { return longThread.pageMs(true); })});
}

}  // namespace

HEDDLE_BENCH("engine", threadFigures);

}  // namespace heddle::bench
