#pragma once
#include "core/domain/chat.h"
#include "core/domain/run_event.h"
#include "core/domain/workflow.h"
#include "core/services/caller.h"
#include "core/services/runs/run_lease.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::engine {
class Engine;
class EventSink;
struct RunOptions;
struct RunResult;
}  // namespace heddle::engine
namespace heddle::nodes {
class BuiltinNodes;
class ModelResolver;
}  // namespace heddle::nodes
namespace heddle::storage {
class Database;
}
namespace heddle::tools {
class Toolbox;
}

namespace heddle::services {

class CancelRequests;
class RunAlarms;

/// Called in order, on a pool thread; must not block.
using EventListener = std::function<void(const domain::RunEvent&)>;

struct RunRequest {
    domain::Graph graph;
    Json input;           ///< an object of state fields
    std::string agentId;  ///< empty: a workflow file
    std::string agentVersionId;
    std::string chatId;
    std::string messageId;
    std::string userId = kLocalUser;
    std::string model;    ///< used by nodes that name none; empty: the default model
    bool save = true;     ///< false: no execution row, no checkpoints: nothing to resume
    bool record = false;  ///< keep what models and others answer: RunStateService::reproduce()
};

/// A question that a paused run waits for.
struct OpenQuestion {
    std::string id;  ///< what answers name
    std::string node;
    Json question;  ///< {title, text, schema?, choices?, draft?}: see core/nodes/approval_node.h
};

/// How a run ended, or why it stands still.
struct RunOutcome {
    std::string runId;
    std::string status;  ///< completed, paused, failed, cancelled
    Json output;         ///< the value of the graph's output field, or null
    Json state = Json::object();
    std::vector<OpenQuestion> questions;
    std::int64_t wakeMs = 0;  ///< paused: when it could go on by itself (ms since 1970); 0: never
    Json error;               ///< Error::toJson(), or null
};

/// Runs: started, watched, answered, resumed and cancelled. What a node has come to is stored as soon as it is done,
/// and not done again after a kill. Safe from any thread.
class RunService {
public:
    /// Without a database nothing is stored, and nothing can be resumed after the process has ended. With `alarms` a
    /// run that waits for a time longer than `holdMs` pauses meanwhile, and its alarm is set; without, it waits in
    /// memory.
    RunService(storage::Database* database, engine::Engine& engine, const nodes::ModelResolver& models,
               tools::Toolbox& toolbox, const Clock& clock, RunAlarms* alarms = nullptr, std::int64_t holdMs = 0);
    ~RunService();

    /// Runs to the end, a question, an error or cancel; never throws for what a node did. Throws Error(InvalidArgument,
    /// "run.invalid_workflow") with the fact `problems` when the graph cannot be compiled. `listener` may be empty.
    boost::asio::awaitable<RunOutcome> start(std::string runId, RunRequest request, EventListener listener);
    /// Goes on with a paused run (answers: question id → value), or with a failed, cancelled or killed one (no
    /// answers). Throws Error(NotFound, "run.not_found"), (Conflict, "run.not_resumable" | "run.active").
    boost::asio::awaitable<RunOutcome> resume(std::string runId, Json answers, EventListener listener);
    /// Returns at once; the run ends as cancelled. False when no such run is going on in this process.
    bool cancel(const std::string& runId);
    /// Marks a run that stands still but could go on as cancelled. Throws (Conflict, "run.not_active") with the facts
    /// `run`, `status` for one that has ended, (Conflict, "run.active") for one that is going on.
    boost::asio::awaitable<domain::Execution> giveUp(std::string runId);
    /// Asks the process that holds the workspace to cancel a run (cancel_requests.h). Needs a database opened `beside`.
    boost::asio::awaitable<void> askToCancel(std::string runId);

    /// Newest first. `status` and `agentId` filter when they are not empty.
    boost::asio::awaitable<std::vector<domain::Execution>> list(std::string status, std::string agentId, int limit);
    /// `id` may be the beginning of an id, when it is unambiguous. Throws Error(NotFound, "run.not_found").
    boost::asio::awaitable<domain::Execution> get(std::string id);
    boost::asio::awaitable<std::vector<OpenQuestion>> questions(std::string runId);
    /// Stored events of a run, in order: all that its listener was told, with the pieces of one answer of a node joined
    /// to one.
    boost::asio::awaitable<std::vector<domain::RunEvent>> events(std::string runId);
    /// Paused runs that go on by themselves, with the time (ms since 1970).
    boost::asio::awaitable<std::vector<std::pair<std::string, std::int64_t>>> waiting();
    /// Marks runs that a dead process left as running: those that only waited for a time as paused, others as failed
    /// ("run.interrupted"), so that they can be resumed. Gives their number. At the start, and where the database is
    /// shared several times within a lease, which this keeps up (run_lease.h).
    boost::asio::awaitable<int> adoptOrphans();
    /// Whether others may have runs of their own in the database.
    bool isShared() const { return m_lease.isShared(); }

    /// What makes the nodes of a run: its tools are called on behalf of its user and agent.
    nodes::BuiltinNodes nodesFor(const domain::Execution& execution) const;

private:
    using Drive = std::function<boost::asio::awaitable<engine::RunResult>(engine::RunOptions)>;

    boost::asio::awaitable<RunOutcome> drive(domain::Execution execution, bool save, std::int64_t firstSeq,
                                             EventListener listener, Drive go);
    boost::asio::awaitable<void> store(const domain::Execution& execution, bool save);
    /// The same for a run that is driven no more.
    boost::asio::awaitable<void> storeEnd(const domain::Execution& execution, bool save);
    std::int64_t wakeMs(const std::string& threadId) const;

    storage::Database* m_database;
    engine::Engine& m_engine;
    const nodes::ModelResolver& m_models;
    tools::Toolbox& m_toolbox;
    const Clock& m_clock;
    RunAlarms* m_alarms;
    std::int64_t m_holdMs;
    RunLease m_lease;
    std::unique_ptr<CancelRequests> m_requests;  ///< null without a database that can be written
};

}  // namespace heddle::services
