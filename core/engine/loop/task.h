#pragma once
#include "core/base/clock.h"
#include "core/engine/loop/checkpoint.h"
#include "core/engine/loop/event_stream.h"
#include "core/engine/node.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace heddle::engine {

/// What the tasks of a run share; outlives the run as long as a task does not let go.
struct RunShared {
    RunShared(std::shared_ptr<const Plan> thePlan, const Clock& theClock) : plan(std::move(thePlan)), clock(theClock) {}

    std::shared_ptr<const Plan> plan;
    const Clock& clock;
    std::shared_ptr<EventStream> events;
    std::string runId;
    std::string threadId;
    boost::asio::any_io_executor strand;
    SharedJson runVariable;  ///< `run` in expressions
    std::atomic<bool> isStopping{false};
    std::atomic<std::int64_t> tokens{0};
    std::atomic<double> cost{0};
};

enum class TaskStatus { Done, Asked, Failed, Stopped };

/// What a task came to.
struct TaskOutcome {
    TaskStatus status = TaskStatus::Stopped;
    NodeResult result;           ///< Done
    SharedJson failed;           ///< Done by way of the error edge: the error
    std::optional<Json> asked;   ///< Asked: the question that has no answer yet
    std::optional<Error> error;  ///< Failed
};

/// One task of a super-step, with all its attempts: what its node sees, and what becomes of it.
class Task final : public NodeContext, public std::enable_shared_from_this<Task> {
public:
    Task(std::shared_ptr<RunShared> run, NodeIndex node, std::string id, int step, StateView view,
         std::vector<Json> answers);

    const StateView& view() const override { return m_view; }
    const std::string& runId() const override { return m_run->runId; }
    const std::string& threadId() const override { return m_run->threadId; }
    const std::string& taskId() const override { return m_id; }
    int attempt() const override { return m_attempt; }
    void emitToken(std::string_view text, std::string_view channel) override;
    void emitProgress(Json data) override;
    void emitModelCall(Json data) override;
    Json interrupt(Json question) override;
    bool cancelRequested() const override;

    /// Runs the node until it is done, asks, has failed for good or is stopped. Never throws. Cancelled by its slot.
    boost::asio::awaitable<TaskOutcome> execute();

    /// Runs it on `lane` instead, with its time limit. `finished` is called once, on some thread; when the node does
    /// not let go after its time limit or stop(), without waiting for it.
    void spawn(boost::asio::any_io_executor lane, std::function<void(TaskOutcome)> finished);
    /// Cancels what spawn() started, from the run's strand.
    void stop();

private:
    boost::asio::awaitable<bool> attemptOnce(TaskOutcome& outcome);
    boost::asio::awaitable<bool> waitForRetry(const Error& error);
    bool isRetried(const Error& error) const;
    std::int64_t retryDelay(const Error& error) const;
    void settleFailure(TaskOutcome& outcome, Error error);
    Error failureNow() const;
    Error timeoutError() const;
    void limitAttempt(int attempt);
    void giveUpLater(std::optional<Error> error);
    void startTimer(std::chrono::milliseconds time, std::function<void()> expired);
    void stopTimer();
    void report(TaskOutcome outcome);
    bool isSpawned() const { return static_cast<bool>(m_finished); }
    void emit(domain::RunEventType type, Json data);
    void emitFinished(const NodeResult& result);

    const domain::Node& node() const { return *m_run->plan->nodes()[m_node].source; }

    std::shared_ptr<RunShared> m_run;
    NodeIndex m_node;
    std::string m_id;
    int m_step;
    StateView m_view;
    std::vector<Json> m_answers;
    std::size_t m_asked = 0;
    std::optional<Json> m_question;
    int m_attempt = 0;
    std::int64_t m_startedNs = 0;

    // Only of a spawned task.
    boost::asio::any_io_executor m_lane;
    boost::asio::cancellation_signal m_signal;  ///< used on the lane
    std::function<void(TaskOutcome)> m_finished;
    std::atomic<bool> m_isReported{false};
    std::atomic<int> m_running{0};   ///< number of the attempt that is under way; 0: none
    std::atomic<int> m_timedOut{0};  ///< number of the attempt that ran out of time
    std::atomic<bool> m_isStopped{false};
    /// Lives on the run's strand: a node that never leaves its lane cannot hold it up.
    std::optional<boost::asio::steady_timer> m_timer;
};

}  // namespace heddle::engine
