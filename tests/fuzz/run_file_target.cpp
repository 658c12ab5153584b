#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/engine/engine.h"
#include "core/engine/threads.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/run_file.h"
#include "core/storage/sqlite/sqlite_connection.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/workspace_database.h"
#include "tests/fuzz/target.h"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <unistd.h>

namespace heddle::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRun = "run";

/// A folder in memory, if the system has one: a file is written for each input.
class Folder {
public:
    Folder() {
        const fs::path base = ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
        m_path = base / ("heddle-fuzz-" + newId());
        fs::create_directories(m_path);
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path path(const char* name) const { return m_path / name; }

private:
    fs::path m_path;
};

/// One run of a thread of two checkpoints with a task, and a sub-graph's thread.
void putRun(storage::Connection& connection) {
    domain::Execution run;
    run.id = kRun;
    run.threadId = kRun;
    run.status = "paused";
    run.workflow = Json::parse(R"({"schema_version": 1, "entry": ["a"], "state": {"n": {"reducer": "add"}},
        "nodes": {"a": {"type": "llm"}, "b": {"type": "approval"}}, "edges": {"1": {"from": "a", "to": "b"}}})");
    storage::ExecutionsTable(connection).put(run);
    storage::CheckpointsTable table(connection);
    for (const char* thread : {"run", "run|sub:1"}) {
        storage::CheckpointCommit commit{.thread = thread};
        commit.checkpoint = storage::CheckpointRow{.id = std::string(thread) + "-1", .source = "input"};
        commit.checkpoint->snapshot = true;
        commit.checkpoint->metadata = "{}";
        commit.checkpoint->body = R"({"state":{"n":1},"next":["a"]})";
        table.commit(commit);
        commit.epoch = 1;
        commit.checkpoint->parent = commit.checkpoint->id;
        commit.checkpoint->id = std::string(thread) + "-2";
        commit.checkpoint->snapshot = false;
        commit.checkpoint->body = R"({"tasks":[{"n":"a","w":[["n",1]]}],"next":["b"]})";
        commit.tasks = {{"t1", "b", R"({"asked":[{"q":"Go on?"}]})"}};
        table.commit(commit);
    }
}

std::vector<std::string> runFileSeeds() {
    const Folder folder;
    const auto workspace = storage::openWorkspace(folder.path("workspace.db"));
    workspace->writeNow(putRun);
    storage::exportRun(*workspace, kRun, folder.path("run.heddle-run"), 1);
    return {readFile(folder.path("run.heddle-run"))};
}

/// The workspace that runs are imported to, made once: a copy of it is opened for each input.
const std::string& emptyWorkspace() {
    static const std::string bytes = [] {
        const Folder folder;
        storage::openWorkspace(folder.path("workspace.db")).reset();
        return readFile(folder.path("workspace.db"));
    }();
    return bytes;
}

/// What people see of an imported run.
void look(storage::Database& workspace) {
    const auto run = workspace.readNow([](storage::Connection& c) { return storage::ExecutionsTable(c).find(kRun); });
    require(run.has_value(), "an imported run is not there");
    workspace.readNow([](storage::Connection& c) { return storage::CheckpointsTable(c).problems(); });
    runtime::CheckpointAdapter store(workspace);
    const SystemClock clock;
    boost::asio::io_context loop;
    engine::Engine engine(loop.get_executor(), store, clock);
    const engine::Threads threads(engine, clock);
    const auto plan = engine::planForState(domain::graphFromJson(run->workflow));
    for (const std::string& thread : store.threadsOf(kRun)) {
        threads.state(plan, thread);
        threads.history(nullptr, thread);
        threads.tasks(thread);
    }
}

void runRunFile(std::string_view bytes) {
    const Folder folder;
    writeFile(folder.path("in"), bytes);
    try {
        const storage::RunFile file(folder.path("in"), folder.path(""));
        writeFile(folder.path("workspace.db"), emptyWorkspace());
        {
            storage::SqliteConnection writer(folder.path("workspace.db"), storage::SqliteMode::Write, nullptr);
            file.addTo(writer, kRun, Json("interrupted"));
        }
        look(*storage::openWorkspace(folder.path("workspace.db"), {.readOnly = true}));
    } catch (const Error&) {
        // Not a run file, and it says so.
    }
}

}  // namespace

const Target kRunFile{"run_file", runRunFile, runFileSeeds, 400};

}  // namespace heddle::fuzz
