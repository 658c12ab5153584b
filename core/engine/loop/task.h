#pragma once
#include "core/base/clock.h"
#include "core/engine/limiter.h"
#include "core/engine/loop/checkpoint.h"
#include "core/engine/loop/event_stream.h"
#include "core/engine/loop/journal.h"
#include "core/engine/node.h"
#include "core/engine/run.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace heddle::engine {

class Run;

/// What a run and all that it calls share.
struct RunTree {
    RunTree(boost::asio::any_io_executor thePool, CheckpointStore& theStore, EnginePorts thePorts)
        : pool(std::move(thePool)), store(theStore), ports(thePorts) {}

    boost::asio::any_io_executor pool;
    CheckpointStore& store;
    EnginePorts ports;
    std::shared_ptr<TurnGate> slots;  ///< with sub-graphs and a limit: how many nodes may be at work; or null
    bool isResumed = false;           ///< there may be effects from before
    std::atomic<bool> isDraining{false};
    std::atomic<std::int64_t> tokens{0};
    std::atomic<double> cost{0};
    std::atomic<int> steps{0};
    std::mutex mutex;
    std::set<std::string> kept;  ///< threads of sub-graphs that keep their memory and are at work
};

/// When a task, or what it calls, last showed a sign of life.
struct Activity {
    std::atomic<std::int64_t> lastNs{0};  ///< of std::chrono::steady_clock
    std::shared_ptr<Activity> outer;
};

/// What the tasks of a run share; outlives the run as long as a task does not let go.
struct RunShared {
    RunShared(std::shared_ptr<const Plan> thePlan, const Clock& theClock) : plan(std::move(thePlan)), clock(theClock) {}

    std::shared_ptr<const Plan> plan;
    const Clock& clock;
    std::shared_ptr<RunTree> tree;
    std::shared_ptr<EventStream> events;
    std::shared_ptr<EffectLog> effects;  ///< of the thread, or of the nearest one around it that is stored
    std::string runId;
    std::string threadId;
    boost::asio::any_io_executor strand;
    SharedJson runVariable;  ///< `run` in expressions
    RunOptions options;      ///< with what the graph decides
    std::atomic<bool> isStopping{false};

    // Only of a sub-graph's call.
    bool isChild = false;
    bool isStored = true;                ///< false: Memory::None
    bool isKept = false;                 ///< Memory::Kept
    std::string call;                    ///< id of the task that calls
    std::string owner;                   ///< not stored: the task of the thread around it that it is about
    std::string ownerAfter;              ///< the checkpoint that the owner follows
    std::string path;                    ///< what comes before the names of its nodes: "outer/"
    std::string scope;                   ///< "outer:task", with those of the calls around it, joined by '|'
    std::shared_ptr<Activity> activity;  ///< of the task that calls, or null

    /// For an event: where it happened.
    void locate(domain::RunEvent& event) const {
        if (!isChild) return;
        event.node = event.node.empty() ? path.substr(0, path.size() - 1) : path + event.node;
        event.data["scope"] = scope;
    }
};

/// Leaves the node when a question has no answer yet. No std::exception, so that nodes do not catch it.
struct InterruptSignal {};

enum class TaskStatus { Done, Asked, Failed, Stopped };

/// Why a sub-graph's call has not come to its end.
struct ChildPause {
    std::string reason;
    std::vector<StoredTask::Nested> items;  ///< what it waits for
};

/// What a task came to.
struct TaskOutcome {
    TaskStatus status = TaskStatus::Stopped;
    NodeResult result;                       ///< Done
    SharedJson failed;                       ///< Done by way of the error edge: the error
    std::optional<StoredTask::Asked> asked;  ///< Asked: the question that has no answer yet
    std::optional<ChildPause> paused;        ///< Asked: by what it calls
    std::optional<Error> error;              ///< Failed
};

/// What a task begins with.
struct TaskStart {
    std::string id;
    std::shared_ptr<const std::string> after;  ///< id of the checkpoint that it follows
    int step = 0;
    StateView view;
    std::vector<Json> answers;
    std::map<std::string, Json> nestedAnswers;  ///< by question id
    std::int64_t timeoutMs = 0;                 ///< instead of the node's; 0: the node's
};

struct EffectBatch;

/// One task of a super-step, with all its attempts: what its node sees, and what becomes of it.
class Task final : public NodeContext, public std::enable_shared_from_this<Task> {
public:
    Task(std::shared_ptr<RunShared> run, NodeIndex node, TaskStart start);

    const StateView& view() const override { return m_view; }
    const std::string& runId() const override { return m_run->runId; }
    const std::string& threadId() const override { return m_run->threadId; }
    const std::string& taskId() const override { return m_id; }
    int attempt() const override { return m_attempt; }
    void emitToken(std::string_view text, std::string_view channel) override;
    void emitProgress(Json data) override;
    void emitModelCall(Json data) override;
    void emitToolCall(Json data) override;
    boost::asio::awaitable<Json> effect(Effect effect) override;
    boost::asio::awaitable<std::vector<EffectAnswer>> effects(std::vector<Effect> batch, int atOnce) override;
    std::int64_t nowMs() override;
    double random() override;
    std::string newId() override;
    Json interrupt(Json question) override;
    Json interrupt(Json question, Deadline deadline) override;
    void sleep(Json why, Deadline deadline) override;
    boost::asio::awaitable<GraphAnswer> callGraph(GraphCall call) override;
    bool cancelRequested() const override;

    /// Runs the node until it is done, asks, has failed for good or is stopped. Never throws. Cancelled by its slot.
    boost::asio::awaitable<TaskOutcome> execute();

    /// Runs it on `lane` instead, with its time limit. `finished` is called once, on some thread; when the node does
    /// not let go after its time limit or stop(), without waiting for it.
    void spawn(boost::asio::any_io_executor lane, std::function<void(TaskOutcome)> finished);
    /// Cancels what spawn() started, from the run's strand.
    void stop();

private:
    EffectAnswer answerFrom(EffectEntry known, const Effect& effect) const;
    boost::asio::awaitable<EffectAnswer> askWorld(const Effect& effect);
    boost::asio::awaitable<void> askInTurn(EffectBatch& batch);
    boost::asio::awaitable<bool> attemptOnce(TaskOutcome& outcome);
    void beginAttempt();
    bool isLimited() const;
    boost::asio::awaitable<Permit> admit();
    Json observe(EffectKind kind, const std::function<Json()>& look);
    Json ask(StoredTask::Asked asked);
    StoredTask::Asked askedUntil(Json question, const Deadline& deadline) const;
    std::string cacheKey() const;
    bool takeCached(TaskOutcome& outcome);
    void keepCached(const NodeResult& result);
    std::shared_ptr<Run> makeChild(const GraphCall& call);
    GraphAnswer answerOf(Run& child, const GraphCall& call);
    boost::asio::awaitable<bool> waitForRetry(const Error& error);
    bool isRetried(const Error& error) const;
    std::int64_t retryDelay(const Error& error) const;
    void settleFailure(TaskOutcome& outcome, Error error);
    Error failureNow() const;
    Error timeoutError() const;
    bool hasTimeLimit() const { return m_timeLimitMs > 0 || node().idleTimeoutMs > 0; }
    void watchAttempt(int attempt);
    void expire(int attempt, bool isIdle);
    void touch();
    void giveUpLater(std::optional<Error> error);
    void startTimer(std::chrono::milliseconds time, std::function<void()> expired);
    void stopTimer();
    void report(TaskOutcome outcome);
    bool isSpawned() const { return static_cast<bool>(m_finished); }
    void emit(domain::RunEventType type, Json data);
    void emitFinished(const NodeResult& result, bool isCached);

    const domain::Node& node() const { return *m_run->plan->nodes()[m_node].source; }

    std::shared_ptr<RunShared> m_run;
    NodeIndex m_node;
    std::string m_id;
    int m_step;
    StateView m_view;
    std::vector<Json> m_answers;
    std::map<std::string, Json> m_nestedAnswers;
    std::int64_t m_timeLimitMs;
    std::size_t m_asked = 0;
    std::shared_ptr<const std::string> m_after;
    Journal m_journal;
    std::optional<StoredTask::Asked> m_question;
    std::optional<ChildPause> m_pause;
    std::shared_ptr<Activity> m_activity;  ///< null: nobody looks at it
    int m_attempt = 0;
    std::int64_t m_startedNs = 0;

    // Only of a spawned task.
    boost::asio::any_io_executor m_lane;
    boost::asio::cancellation_signal m_signal;  ///< used on the lane
    std::function<void(TaskOutcome)> m_finished;
    std::atomic<bool> m_isReported{false};
    std::atomic<int> m_running{0};             ///< number of the attempt that is under way; 0: none
    std::atomic<int> m_timedOut{0};            ///< number of the attempt that ran out of time
    std::atomic<bool> m_isIdle{false};         ///< it ran out of time because it showed no sign of life
    std::atomic<std::int64_t> m_attemptNs{0};  ///< when it began
    std::atomic<bool> m_isStopped{false};
    /// Lives on the run's strand: a node that never leaves its lane cannot hold it up.
    std::optional<boost::asio::steady_timer> m_timer;
};

}  // namespace heddle::engine
