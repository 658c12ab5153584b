#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/engine/engine.h"
#include "core/engine/loop/thread_state.h"
#include "core/engine/threads.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/workspace_database.h"
#include "tests/bench/bench.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <filesystem>
#include <future>

using namespace heddle;
using namespace heddle::bench;
using namespace heddle::storage;
namespace fs = std::filesystem;

namespace {

/// A fresh workspace that goes away with its scope.
class Workspace {
public:
    Workspace() : m_folder(fs::temp_directory_path() / newId()), database(openWorkspace(file())) {}
    ~Workspace() {
        database.reset();
        fs::remove_all(m_folder);
    }
    fs::path file() const { return m_folder / "w.db"; }

private:
    fs::path m_folder;

public:
    std::unique_ptr<Database> database;
};

void put(Connection& connection, int i) { SettingsTable(connection).set(std::to_string(i % 1000), i); }

/// Commits a second of `jobs` jobs, each of which is waited for.
double oneByOne(int jobs, Durability durability) {
    Workspace workspace;
    const double start = wallUs();
    for (int i = 0; i < jobs; ++i) {
        workspace.database->writeNow([i](Connection& c) { put(c, i); }, durability);
    }
    return jobs / (wallUs() - start) * 1e6;
}

/// The same, with `writers` that each wait for their own job before they hand in the next.
double grouped(int jobs, int writers, Durability durability) {
    Workspace workspace;
    Database& database = *workspace.database;
    std::atomic<int> left = jobs;
    std::atomic<int> running = writers;
    std::promise<void> done;
    std::function<void()> next = [&] {
        const int i = --left;
        if (i < 0) {
            if (--running == 0) done.set_value();
            return;
        }
        database.post([i](Connection& c) { put(c, i); }, [&](std::exception_ptr) { next(); }, durability);
    };
    const double start = wallUs();
    for (int i = 0; i < writers; ++i)
        next();
    done.get_future().wait();
    return jobs / (wallUs() - start) * 1e6;
}

/// CPU microseconds of one checkpoint of 400 bytes, handed in while the one before is being written.
double checkpointCpu(int count) {
    Workspace workspace;
    std::string parent;
    std::promise<void> done;
    const double start = processCpuUs();
    for (int i = 0; i < count; ++i) {
        CheckpointCommit commit{.thread = "t", .epoch = i};
        commit.checkpoint = CheckpointRow{.id = newId(),
                                          .parent = parent,
                                          .step = i,
                                          .source = "loop",
                                          .snapshot = i == 0,
                                          .createdMs = i,
                                          .metadata = "{}",
                                          .body = std::string(400, 'x')};
        parent = commit.checkpoint->id;
        const auto store = [commit = std::move(commit)](Connection& c) { CheckpointsTable(c).commit(commit); };
        if (i % 4 == 3) {
            workspace.database->writeNow(store);
        } else {
            workspace.database->post(store, {});
        }
    }
    return (processCpuUs() - start) / count;
}

constexpr const char* kPeer = "LangGraph.js 1.7.3";

/// A node that runs again and again: "say" appends a message of 200 bytes, "count" adds one.
class LoopNodes final : public engine::NodeFactory {
public:
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override {
        return std::make_unique<Runner>(node.type == "say");
    }

private:
    class Runner final : public engine::NodeRunner {
    public:
        explicit Runner(bool says) : m_says(says) {}
        boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
            engine::NodeResult result;
            if (m_says) {
                std::string text = context.taskId();
                text.resize(200, '.');
                Json message{{"role", "user"}, {"content", std::move(text)}};
                result.updates.emplace_back("messages", std::move(message));
            } else {
                result.updates.emplace_back("n", 1);
            }
            co_return result;
        }

    private:
        bool m_says;
    };
};

/// A thread of so many steps of one node, with a checkpoint each, in a workspace.
class LoopThread {
public:
    LoopThread(const std::string& type, int steps, engine::Durability durability)
        : m_plan(planOf(type, steps)), m_store(*m_workspace.database) {
        engine::RunOptions options;
        options.durability = durability;
        const double start = processCpuUs();
        boost::asio::co_spawn(m_pool, m_engine.start(m_plan, "t", Json::object(), std::move(options)),
                              boost::asio::use_future)
            .get();
        m_cpuUsPerStep = (processCpuUs() - start) / steps;
    }

    double cpuUsPerStep() const { return m_cpuUsPerStep; }
    /// Closes the database.
    double megabytes() {
        m_workspace.database.reset();
        return static_cast<double>(fs::file_size(m_workspace.file())) / 1e6;
    }
    double loadMs() {
        const double start = wallUs();
        const auto state = engine::restoreThread(m_plan, "t", m_store.load("t", {}));
        if (state.step < 0) std::abort();
        return (wallUs() - start) / 1e3;
    }
    double pageMs(bool withValues) {
        engine::HistoryQuery query;
        query.limit = 50;
        const double start = wallUs();
        const auto page = engine::Threads(m_engine, m_clock).history(withValues ? m_plan : nullptr, "t", query);
        if (page.size() != 50) std::abort();
        return (wallUs() - start) / 1e3;
    }

private:
    static std::shared_ptr<const engine::Plan> planOf(const std::string& type, int steps) {
        const Json graph{{"schema_version", 1},
                         {"entry", {"a"}},
                         {"state", {{"messages", {{"reducer", "messages"}}}, {"n", {{"reducer", "add"}}}}},
                         {"nodes", {{"a", {{"type", type}}}}},
                         {"edges", {{"1", {{"from", "a"}, {"to", "a"}}}}},
                         {"limits", {{"max_steps", steps}}}};
        return engine::compile(domain::graphFromJson(graph), LoopNodes());
    }

    Workspace m_workspace;
    std::shared_ptr<const engine::Plan> m_plan;
    runtime::CheckpointAdapter m_store;
    SystemClock m_clock;
    boost::asio::thread_pool m_pool{2};
    engine::Engine m_engine{m_pool.get_executor(), m_store, m_clock};
    double m_cpuUsPerStep = 0;
};

/// What threads cost on the disk and in time.
void threadFigures(Report& report) {
    const double small = LoopThread("say", 2'000, engine::Durability::Async).megabytes();
    const double middle = LoopThread("say", 20'000, engine::Durability::Async).megabytes();
    const double large = LoopThread("say", 100'000, engine::Durability::Async).megabytes();
    report.add({"2,000 messages of 200 B, a checkpoint each: database", "MB", small, 1.5, true, kPeer, 503});
    report.add({"20,000 messages: database", "MB", middle});
    report.add({"100,000 messages: database", "MB", large});
    report.add({"bytes a message, 100,000 to 2,000 (linear: 1)", "ratio", large / 50 / small, 1.5});
    const auto cpu = [](engine::Durability durability) {
        return medianOf5([durability] { return LoopThread("count", 10'000, durability).cpuUsPerStep(); });
    };
    report.add({"step with a durable checkpoint, CPU", "µs", cpu(engine::Durability::Async), 40, true, kPeer, 910});
    report.add({"step whose checkpoint is waited for, CPU", "µs", cpu(engine::Durability::Sync)});
    LoopThread longThread("count", 100'000, engine::Durability::Async);
    report.add({"newest state of a thread of 100,000 steps", "ms", medianOf5([&] { return longThread.loadMs(); }), 5});
    report.add({"history of it, a page of 50", "ms", medianOf5([&] { return longThread.pageMs(false); })});
    report.add({"history of it, a page of 50 with values", "ms", medianOf5([&] { return longThread.pageMs(true); })});
}

void storageGroup(Report& report) {
    threadFigures(report);
    report.add(
        {"commits/s, one at a time", "1/s", medianOf5([] { return oneByOne(3000, Durability::Process); }), {}, false});
    report.add(
        {"commits/s, 64 at once", "1/s", medianOf5([] { return grouped(20000, 64, Durability::Process); }), {}, false});
    report.add({"commits/s that survive a power loss, one at a time",
                "1/s",
                medianOf5([] { return oneByOne(60, Durability::Power); }),
                {},
                false});
    report.add({"commits/s that survive a power loss, 64 at once",
                "1/s",
                medianOf5([] { return grouped(2000, 64, Durability::Power); }),
                {},
                false});
    report.add({"CPU of one checkpoint commit", "µs", medianOf5([] { return checkpointCpu(4000); }), 50});
}

}  // namespace

HEDDLE_BENCH("storage", storageGroup);
