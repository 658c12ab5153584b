#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/workspace_database.h"
#include "tests/crash/worker/witness.h"
#include "tests/crash/workflows.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/scripted_nodes.h"

#include <boost/asio/use_future.hpp>

#include <cstdio>

using namespace heddle;
using namespace heddle::tests;

namespace {

constexpr const char* kThread = "t";

/// Starts the workflow's run in the folder's workspace, or goes on with it, and answers its questions until it is done.
class Worker {
public:
    Worker(boost::asio::thread_pool& pool, storage::Database& database, const CrashWorkflow& flow, Journal& journal,
           engine::Durability durability)
        : m_pool(pool),
          m_flow(flow),
          m_journal(journal),
          m_adapter(database),
          m_store(m_adapter, journal),
          m_scripted(flow.script),
          m_nodes(m_scripted, journal),
          m_engine(m_pool.get_executor(), m_store, m_clock) {
        m_options.durability = durability;
    }
    ~Worker() { m_pool.join(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    int run() {
        const auto plan = engine::compile(domain::graphFromJson(m_flow.graph), m_nodes);
        const bool isNew = !m_store.load(kThread, {});
        engine::RunResult result = isNew ? wait(m_engine.start(plan, kThread, Json::object(), m_options))
                                         : wait(m_engine.resume(plan, kThread, engine::Answers(), m_options));
        while (result.status == engine::RunStatus::Paused)
            result = wait(m_engine.resume(plan, kThread, answersTo(result.questions), m_options));
        if (result.status != engine::RunStatus::Completed) {
            std::fprintf(stderr, "crash_worker: %s\n", result.error ? result.error->what() : "stopped");
            return 1;
        }
        m_journal.note("ended", compactJson(result.state));
        return 0;
    }

private:
    engine::RunResult wait(boost::asio::awaitable<engine::RunResult> run) {
        return boost::asio::co_spawn(m_pool, std::move(run), boost::asio::use_future).get();
    }
    /// The k-th question of a task gets the k-th answer.
    engine::Answers answersTo(const std::vector<engine::Question>& questions) {
        engine::Answers answers;
        for (const auto& question : questions) {
            m_journal.note("asked", question.id);
            const std::size_t number = std::stoul(question.id.substr(question.id.rfind('-') + 1));
            answers.byId[question.id] = m_flow.asks.at(number);
        }
        return answers;
    }

    boost::asio::thread_pool& m_pool;
    const CrashWorkflow& m_flow;
    Journal& m_journal;
    engine::RunOptions m_options;
    SystemClock m_clock;
    runtime::CheckpointAdapter m_adapter;
    WitnessStore m_store;
    ScriptedNodes m_scripted;
    WitnessedNodes m_nodes;
    engine::Engine m_engine;
};

}  // namespace

/// crash_worker FOLDER WORKFLOW sync|async [N]: with N, kills itself at its N-th change of the disk.
int main(int argc, char** argv) {
    if (argc < 4) return 2;
    const std::filesystem::path folder = argv[1];
    const CrashWorkflow flow = crashWorkflow(argv[2]);
    Journal journal(folder / "journal");
    journal.note("start", std::to_string(::getpid()));
    FailingVfs disk;
    storage::OpenOptions opening;
    if (argc > 4) {
        disk.killAt(std::stoi(argv[4]));
        opening.vfs = FailingVfs::kName;
    }
    try {
        boost::asio::thread_pool pool{3};  // the database's writer holds executors of it to its end
        const auto database = storage::openWorkspace(folder / "workspace.db", opening);
        const auto durability = std::string(argv[3]) == "sync" ? engine::Durability::Sync : engine::Durability::Async;
        return Worker(pool, *database, flow, journal, durability).run();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "crash_worker: %s\n", e.what());
        return 1;
    }
}
