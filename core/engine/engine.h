#pragma once
#include "core/engine/checkpoint_store.h"
#include "core/engine/plan.h"
#include "core/engine/run.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace heddle {
class Clock;
}

namespace heddle::engine {

class Run;
struct ThreadState;

/// Runs plans on threads: a thread is a state with its history, a run is one call that moves it on. Safe from any
/// thread. `executor` is a pool; store and clock must outlive all runs. Everything that a run meets ends up in its
/// RunResult; only what keeps it from beginning is thrown: Error(Conflict, "engine.thread_busy") when the thread is
/// running in this process, (NotFound, "engine.no_thread"), (InvalidArgument, "engine.bad_input" |
/// "engine.unknown_field" | "engine.which_question" | "engine.unknown_question"), (Storage, …). Cancelling the awaiting
/// coroutine cancels the run.
class Engine {
public:
    Engine(boost::asio::any_io_executor executor, CheckpointStore& store, const Clock& clock, EnginePorts ports = {});
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Applies `input` (an object of state fields) to a new or existing thread and runs from the plan's entry. Tasks
    /// that were still to do are given up.
    boost::asio::awaitable<RunResult> start(std::shared_ptr<const Plan> plan, std::string threadId, Json input,
                                            RunOptions options);
    /// Goes on where the thread stands: after a question, a breakpoint, a failure, a cancel or a killed process. What
    /// had finished is not run again. Timers and questions whose time is over need no answer.
    boost::asio::awaitable<RunResult> resume(std::shared_ptr<const Plan> plan, std::string threadId, Answers answers,
                                             RunOptions options);

    /// Return at once, false when the thread is not running here. cancel() ends the run now, its nodes included;
    /// drain() lets the current super-step end and then pauses.
    bool cancel(const std::string& threadId, std::string reason = {});
    void cancelAll(const std::string& reason);
    bool drain(const std::string& threadId);

    /// Forgets what the node has come to; an empty path: what every node has. Paths: "node", "subgraph node/node".
    void clearCache(const Plan& plan, const std::string& nodePath = {});
    /// Keeps runs off a thread as long as the result lives, for changes from outside (threads.h). Throws
    /// Error(Conflict, "engine.thread_busy").
    std::shared_ptr<void> reserve(const std::string& threadId);
    CheckpointStore& store() const { return m_store; }

private:
    class Claim;

    std::shared_ptr<Run> makeRun(ThreadState state, RunOptions options, CheckpointStore& store, bool isResumed) const;
    std::shared_ptr<Run> find(const std::string& threadId);

    boost::asio::any_io_executor m_executor;
    CheckpointStore& m_store;
    const Clock& m_clock;
    EnginePorts m_ports;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::shared_ptr<Run>> m_active;  ///< by thread
};

}  // namespace heddle::engine
