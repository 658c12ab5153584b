#pragma once
#include "core/engine/loop/commit_queue.h"
#include "core/engine/loop/task.h"
#include "core/engine/loop/thread_state.h"
#include "core/engine/run.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace heddle::engine {

EffectMode effectMode(const RunOptions& options);
/// Whether the run that made it kept its effects for good.
bool isRecorded(const CheckpointRecord& checkpoint);

/// What a new run on `state`'s thread shares with its tasks.
std::shared_ptr<RunShared> shareRun(std::shared_ptr<RunTree> tree, const ThreadState& state, RunOptions options,
                                    const Clock& clock);

/// One run: the loop of super-steps on one thread's state. Everything happens on its strand, except that tasks of a
/// step with several of them run on lanes (strands of the pool) beside each other.
class Run : public std::enable_shared_from_this<Run> {
public:
    Run(std::shared_ptr<RunShared> shared, ThreadState state);

    /// Before execute(): begin with an input, or go on with the answers (by question id, all known).
    void setInput(Json input);
    void setAnswers(const std::map<std::string, Json>& answers, Json update);

    const boost::asio::any_io_executor& strand() const { return m_shared->strand; }
    /// To be bound to the coroutine that runs execute().
    boost::asio::cancellation_slot slot() { return m_signal.slot(); }
    boost::asio::awaitable<void> execute();
    RunResult takeResult() { return std::move(m_result); }
    const RunResult& result() const { return m_result; }

    /// From any thread.
    void cancel(std::string reason);
    void drain();

    // After execute(), of a sub-graph's call.
    StateView endView() const { return StateView(m_state.channels.view()); }
    std::optional<NodeResult> takeCommand() { return std::move(m_command); }
    std::vector<StoredTask::Nested> waitingFor() const;

private:
    enum class Stop { None, Cancelled, OutOfTime };

    /// A task of the current step.
    struct StepTask {
        NodeIndex node = kNoNode;
        std::string id;
        StateView view;
        std::int64_t timeoutMs = 0;          ///< of its Send; 0: the node's
        StoredTask stored;                   ///< what is known from before
        std::shared_ptr<Task> task;          ///< null: not started in this run
        std::optional<TaskOutcome> outcome;  ///< empty: to be run
        bool isRunning = false;
        bool isSaved = false;    ///< the store has what it came to
        std::size_t serial = 0;  ///< place in the step; in a flow, a number of its own
        // Only in a flow.
        Packet packet;
        bool skipsBreak = false;
    };

    // run.cpp: beginning, pace and end
    void begin();
    boost::asio::awaitable<void> loop();
    boost::asio::awaitable<void> pace();
    bool stopsHere();
    void applyInput();
    void applyUpdate();
    void stop(Stop kind, std::string reason);
    void stopTasks();
    void failStopped();
    boost::asio::awaitable<void> finish();
    void fail(Error error);
    void pause(std::string reason);
    void describeState();
    void showFinished(const StepTask& task);
    void tellEnd();
    void commit(Commit commit);
    void submit(Commit commit);
    void saveEffects();
    void commitCheckpoint(std::string id, std::string source, const TaskList& tasks,
                          const std::vector<std::size_t>& fields);
    void storeExit();
    std::string nextId() const;
    std::int64_t elapsedMs() const;

    // run_step.cpp: one super-step
    boost::asio::awaitable<void> step();
    void makeTasks();
    StepTask makeTask(NodeIndex node, const Packet* packet, std::size_t place);
    void tellStep();
    bool breaksAt(const std::set<std::string>& places) const;
    boost::asio::awaitable<void> runTasks();
    boost::asio::awaitable<bool> sleepUntilDue();
    std::int64_t wakeOfSleepers() const;
    void wakeDue();
    boost::asio::awaitable<void> runInline(StepTask& task);
    std::shared_ptr<Task> startedTask(const StepTask& task);
    void startTasks();
    void takeFinished();
    bool settleTasks();
    void advance();
    std::vector<Write> collectWrites();
    Frontier applyAndRoute(std::vector<Write>& writes, const std::string& id);
    StateView viewAfter(const StepTask& task, std::uint32_t place, const std::vector<Write>& writes,
                        const std::string& id) const;
    StoredTask record(const StepTask& task) const;
    StepTask& taskWithSerial(std::size_t serial);
    void saveTasks();
    void forgetEffects(const StepTask& task);
    void describeWaiting();
    bool takeCommands();

    // run_flow.cpp: a graph whose branches do not wait for each other
    boost::asio::awaitable<void> flow();
    boost::asio::awaitable<void> runFlow();
    boost::asio::awaitable<void> endTasks();
    void scheduleFlow(Frontier& next, const std::string& id, const std::vector<StepTask>& rest) const;
    void addFlowTasks(std::vector<StepTask> rest);
    bool startFlowTasks();
    bool chooseGroup();
    void advanceFlow();
    void armWake();
    void settleFlow();

    std::shared_ptr<RunShared> m_shared;
    const RunOptions& m_options;
    ThreadState m_state;
    CommitQueue m_commits;
    std::string m_metadata;
    std::string m_storedHead;  ///< the store's head; behind m_state with Durability::Exit
    std::int64_t m_startedNs = 0;
    bool m_isResumed = true;
    std::shared_ptr<const std::string> m_after;  ///< the checkpoint, shared by the tasks that follow it
    bool m_hasNewTasks = false;                  ///< answers or an update that the store does not have yet
    bool m_isEnded = false;
    bool m_isClosed = false;  ///< nothing more is stored
    RunResult m_result;
    std::optional<NodeResult> m_command;  ///< for the graph that calls this one

    int m_maxSteps = 0;
    std::size_t m_maxConcurrency = 0;
    bool m_skipsBreak = false;  ///< this is where the last run paused
    boost::asio::steady_timer m_timer;
    boost::asio::steady_timer m_hold;  ///< sleeps while nothing but time is waited for

    std::vector<StepTask> m_tasks;
    std::size_t m_nextTask = 0;  ///< the first that was not looked at by startTasks()
    std::size_t m_runningTasks = 0;
    bool m_isHalted = false;       ///< a task has failed: no more are started
    bool m_isUpdated = false;      ///< the update that came with the answers is in the state
    bool m_showsFinished = false;  ///< the step has failed or paused: its finished tasks count in the result's state
    std::vector<boost::asio::any_io_executor> m_lanes;
    boost::asio::cancellation_signal m_signal;  ///< reaches a task that runs inline
    bool m_isInline = false;

    // Only in a flow.
    std::size_t m_serials = 0;
    std::set<std::string> m_group;  ///< tasks that are applied together
    std::vector<StepTask> m_rest;   ///< while others are applied: what is still to do
    bool m_isBreaking = false;
    std::int64_t m_armedFor = 0;  ///< when m_hold rings m_taskFinished; 0: not set

    Notice m_taskFinished;
    std::mutex m_finishedMutex;
    std::vector<std::pair<std::size_t, TaskOutcome>> m_finished;

    std::mutex m_stopMutex;
    Stop m_stop = Stop::None;
    std::string m_stopReason;
};

}  // namespace heddle::engine
