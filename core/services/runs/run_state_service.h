#pragma once
#include "core/domain/chat.h"
#include "core/engine/reproduce.h"
#include "core/engine/threads.h"
#include "core/services/runs/state_diff.h"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

class RunService;

/// The states that a run has gone through: looked at, compared, changed, forked, exported, pruned. Runs are named as in
/// RunService::get(), checkpoints by their id, its beginning, or nothing for the newest. Nodes of the run's workflow
/// need not be known here, nor its models. Throws what RunService::get() and engine::Threads throw. Safe from any
/// thread.
class RunStateService {
public:
    RunStateService(storage::Database& database, RunService& runs, engine::Engine& engine, const Clock& clock);

    boost::asio::awaitable<engine::ThreadSnapshot> state(std::string run, std::string checkpoint);
    /// Newest first.
    boost::asio::awaitable<std::vector<engine::ThreadSnapshot>> history(std::string run, engine::HistoryQuery query,
                                                                        bool withValues);
    boost::asio::awaitable<std::vector<StateChange>> diff(std::string run, std::string before, std::string after);

    /// Runs a recorded run (RunRequest::record) again with the recorded answers, without models or a network, and says
    /// whether every checkpoint comes out the same. Nothing is stored. Throws what engine::reproduce() throws.
    boost::asio::awaitable<engine::Reproduction> reproduce(std::string run);

    /// The ones below change a run that is not going on (Conflict, "engine.thread_busy"), and give it as it stands
    /// then: paused when there is something to do, completed otherwise. RunService::resume() goes on with it.
    boost::asio::awaitable<domain::Execution> update(std::string run, engine::StateUpdate update,
                                                     std::string checkpoint);
    /// Back to a checkpoint: what came after it runs again. Nothing of the old branch is lost.
    boost::asio::awaitable<domain::Execution> rewind(std::string run, std::string checkpoint);
    /// A new run that begins with the state of this one, which stays as it is.
    boost::asio::awaitable<domain::Execution> fork(std::string run, std::string checkpoint, std::string newId);

    /// One run as one SQLite file (core/storage/run_file.h). An existing file is refused (Conflict, "file.exists").
    boost::asio::awaitable<void> exportRun(std::string run, std::filesystem::path file);
    /// Adds the run of such a file, under a new id when its own is taken. Throws what storage::RunFile throws.
    boost::asio::awaitable<domain::Execution> importRun(std::filesystem::path file);

    boost::asio::awaitable<void> prune(std::string run, engine::Retention retention);
    /// With its events and checkpoints.
    boost::asio::awaitable<void> remove(std::string run);

private:
    boost::asio::awaitable<domain::Execution> settle(domain::Execution execution);
    void mustBeReadable(const domain::Execution& execution);

    storage::Database& m_database;
    RunService& m_runs;
    engine::Engine& m_engine;
    engine::Threads m_threads;
    const Clock& m_clock;
};

}  // namespace heddle::services
