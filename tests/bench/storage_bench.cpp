#include "core/base/id.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/workspace_database.h"
#include "tests/bench/bench.h"

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

void storageGroup(Report& report) {
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
