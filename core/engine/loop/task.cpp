#include "core/engine/loop/task.h"

#include "core/base/id.h"
#include "core/engine/cache_store.h"
#include "core/engine/loop/digest.h"
#include "core/engine/loop/gate.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cmath>
#include <random>

namespace heddle::engine {

namespace asio = boost::asio;
using domain::RunEventType;

namespace {

/// How long a node may take to let go after it was cancelled.
constexpr std::chrono::milliseconds kGrace{2000};

constexpr std::int64_t kNsPerMs = 1'000'000;

std::int64_t steadyNow() { return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

}  // namespace

Task::Task(std::shared_ptr<RunShared> run, NodeIndex node, TaskStart start)
    : m_run(std::move(run)),
      m_node(node),
      m_id(std::move(start.id)),
      m_step(start.step),
      m_view(std::move(start.view)),
      m_answers(std::move(start.answers)),
      m_nestedAnswers(std::move(start.nestedAnswers)),
      m_timeLimitMs(start.timeoutMs > 0 ? start.timeoutMs : this->node().timeoutMs),
      m_after(std::move(start.after)),
      m_journal(*m_run->effects, m_run->owner.empty() ? m_id : m_run->owner, m_id,
                m_run->owner.empty() ? *m_after : m_run->ownerAfter),
      m_activity(m_run->activity) {
    if (this->node().idleTimeoutMs <= 0) return;
    m_activity = std::make_shared<Activity>();
    m_activity->outer = m_run->activity;
}

void Task::emit(RunEventType type, Json data) {
    if (m_isReported.load(std::memory_order_relaxed)) return;
    domain::RunEvent event;
    event.type = type;
    event.step = m_step;
    event.node = node().id;
    event.data = std::move(data);
    m_run->locate(event);
    m_run->events->emit(std::move(event));
}

void Task::emitToken(std::string_view text, std::string_view channel) {
    touch();
    if (m_isReported.load(std::memory_order_relaxed) || !m_run->events->wants(RunEventType::Token)) return;
    const std::string& name = node().id;
    m_run->events->token(m_step, m_run->isChild ? m_run->path + name : name, m_run->scope, text, channel);
}

void Task::emitProgress(Json data) {
    touch();
    if (m_run->events->wants(RunEventType::NodeProgress)) emit(RunEventType::NodeProgress, std::move(data));
}

void Task::emitModelCall(Json data) {
    touch();
    RunTree& tree = *m_run->tree;
    const Json usage = data.value("usage", Json::object());
    tree.tokens.fetch_add(usage.value("input", std::int64_t{0}) + usage.value("output", std::int64_t{0}));
    double cost = tree.cost.load();
    const double more = data.value("cost", 0.0);
    while (!tree.cost.compare_exchange_weak(cost, cost + more)) {
    }
    if (m_run->events->wants(RunEventType::ModelCall)) emit(RunEventType::ModelCall, std::move(data));
}

void Task::emitToolCall(Json data) {
    touch();
    if (m_run->events->wants(RunEventType::ToolCall)) emit(RunEventType::ToolCall, std::move(data));
}

Json Task::observe(EffectKind kind, const std::function<Json()>& look) {
    const std::string_view name = effectKindName(kind);
    if (auto known = m_journal.take(name, Json())) return std::move(known->answer);
    EffectEntry entry;
    entry.answer = look();
    m_journal.add(name, Json(), entry);
    return entry.answer;
}

std::int64_t Task::nowMs() {
    return observe(EffectKind::Clock, [this] { return Json(m_run->clock.nowMs()); }).get<std::int64_t>();
}

double Task::random() {
    const auto draw = [] {
        thread_local std::mt19937_64 engine{std::random_device{}()};
        return Json(std::uniform_real_distribution<double>()(engine));
    };
    return observe(EffectKind::Random, draw).get<double>();
}

std::string Task::newId() {
    return observe(EffectKind::Id, [] { return Json(heddle::newId()); }).get<std::string>();
}

Json Task::interrupt(Json question) { return ask(StoredTask::Asked{std::move(question), std::nullopt}); }

Json Task::interrupt(Json question, Deadline deadline) { return ask(askedUntil(std::move(question), deadline)); }

void Task::sleep(Json why, Deadline deadline) {
    StoredTask::Asked asked = askedUntil(std::move(why), deadline);
    asked.isSleep = true;
    ask(std::move(asked));
}

StoredTask::Asked Task::askedUntil(Json question, const Deadline& deadline) const {
    StoredTask::Asked asked{std::move(question), std::nullopt};
    asked.wakeMs = deadline.atMs > 0 ? deadline.atMs : m_run->clock.nowMs() + deadline.afterMs;
    asked.onWake = deadline.answer;
    return asked;
}

Json Task::ask(StoredTask::Asked asked) {
    const std::size_t number = m_asked++;
    if (m_journal.isReplay() && !m_journal.isAtEnd()) return m_journal.take(kAnswerEntry, asked.question)->answer;
    if (number < m_answers.size()) {
        EffectEntry answered;
        answered.answer = m_answers[number];
        if (m_journal.isRecorded() && !m_journal.take(kAnswerEntry, asked.question)) {
            m_journal.add(kAnswerEntry, asked.question, std::move(answered));
        }
        return m_answers[number];
    }
    m_question = std::move(asked);
    throw InterruptSignal();
}

bool Task::cancelRequested() const {
    return m_run->isStopping.load(std::memory_order_relaxed) || m_isStopped.load(std::memory_order_relaxed) ||
           m_timedOut.load(std::memory_order_relaxed) == m_attempt;
}

asio::awaitable<TaskOutcome> Task::execute() {
    TaskOutcome outcome;
    m_startedNs = m_run->clock.steadyNs();
    bool again = true;
    while (again)
        again = co_await attemptOnce(outcome);
    co_return outcome;
}

void Task::beginAttempt() {
    if (m_run->events->wants(RunEventType::NodeStarted)) {
        emit(RunEventType::NodeStarted,
             {{"attempt", m_attempt}, {"task", m_id}, {"title", node().title}, {"type", node().type}});
    }
    m_running.store(m_attempt);
    if (!isSpawned() || !hasTimeLimit()) return;
    m_attemptNs.store(steadyNow());
    touch();
    asio::post(m_run->strand, [self = shared_from_this(), attempt = m_attempt] { self->watchAttempt(attempt); });
}

asio::awaitable<bool> Task::attemptOnce(TaskOutcome& outcome) {
    ++m_attempt;
    m_asked = 0;
    std::optional<Error> error;
    const NodeRunner& runner = *m_run->plan->nodes()[m_node].runner;
    try {
        if (takeCached(outcome)) co_return false;
        Permit permit;
        if (isLimited()) permit = co_await admit();
        beginAttempt();
        outcome.result = co_await runner.run(*this);
        outcome.status = TaskStatus::Done;
    } catch (const InterruptSignal&) {
        outcome.status = TaskStatus::Asked;
        outcome.asked = std::move(m_question);
        outcome.paused = std::move(m_pause);
    } catch (...) {
        error = failureNow();
    }
    m_running.store(0);
    if (m_timedOut.load() == m_attempt) error = timeoutError();
    if (!error) {
        if (outcome.status == TaskStatus::Done) {
            keepCached(outcome.result);
            emitFinished(outcome.result, false);
        }
        co_return false;
    }
    if (m_run->isStopping.load() || m_isStopped.load()) {
        outcome.status = TaskStatus::Stopped;
        co_return false;
    }
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    if (m_journal.endAttempt(*error, isRetried(*error))) {
        const bool goesOn = co_await waitForRetry(*error);
        outcome.status = TaskStatus::Stopped;
        co_return goesOn;
    }
    settleFailure(outcome, error->with("node", node().id));
    co_return false;
}

/// Nodes that call a sub-graph only wait: its own nodes are what works. So no place is held by who waits for another.
bool Task::isLimited() const {
    const PlanNode& planned = m_run->plan->nodes()[m_node];
    if (planned.child || m_journal.isReplay()) return false;
    const RunTree& tree = *m_run->tree;
    return tree.slots || (tree.ports.limiter && tree.ports.limiter->limits(node().type, planned.service));
}

asio::awaitable<Permit> Task::admit() {
    RunTree& tree = *m_run->tree;
    const std::string& service = m_run->plan->nodes()[m_node].service;
    auto held = std::make_shared<std::pair<Permit, Permit>>();
    if (tree.slots) held->first = co_await tree.slots->enter(m_run->runId);
    if (tree.ports.limiter && tree.ports.limiter->limits(node().type, service)) {
        Limiter::Request request{node().type, service, m_run->runId};
        held->second = co_await tree.ports.limiter->admit(std::move(request));
    }
    co_return Permit([held] {
        held->second.release();
        held->first.release();
    });
}

std::string Task::cacheKey() const {
    const PlanNode& planned = m_run->plan->nodes()[m_node];
    Json seen;
    if (planned.cacheKey) {
        seen = planned.cacheKey->evaluate(m_view);
    } else {
        seen = {{"state", m_view.toJson()}};
        for (const char* name : {"item", "index"}) {
            if (const Json* value = m_view.variable(name)) seen[name] = *value;
        }
    }
    return Digest(compactJson(seen)).text();
}

bool Task::takeCached(TaskOutcome& outcome) {
    CacheStore* cache = m_run->tree->ports.cache;
    const PlanNode& planned = m_run->plan->nodes()[m_node];
    if (m_journal.isReplay()) {
        const auto known = m_journal.takeReplayed(kCachedEntry);
        if (!known) return false;
        outcome.result = decodeResult(known->answer);
    } else {
        if (!cache || planned.cacheSpace.empty()) return false;
        const auto kept = cache->get(planned.cacheSpace, cacheKey());
        if (!kept) return false;
        EffectEntry cached;
        cached.answer = Json::parse(*kept);
        outcome.result = decodeResult(cached.answer);
        if (m_journal.isRecorded()) m_journal.add(kCachedEntry, Json(), std::move(cached));
    }
    outcome.status = TaskStatus::Done;
    emitFinished(outcome.result, true);
    return true;
}

/// What came of a person's answers is not kept.
void Task::keepCached(const NodeResult& result) {
    CacheStore* cache = m_run->tree->ports.cache;
    const PlanNode& planned = m_run->plan->nodes()[m_node];
    if (!cache || planned.cacheSpace.empty() || m_asked > 0 || m_journal.isReplay()) return;
    cache->put(planned.cacheSpace, cacheKey(), encodeResult(result), node().cache->ttlMs);
}

Error Task::failureNow() const {
    try {
        throw;
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) return Error(ErrorKind::Cancelled, "engine.cancelled");
        return currentError();
    } catch (...) {
        return currentError();
    }
}

Error Task::timeoutError() const {
    if (m_isIdle.load()) {
        return Error(ErrorKind::Timeout, "engine.node_idle", {{"node", node().id}, {"ms", node().idleTimeoutMs}});
    }
    return Error(ErrorKind::Timeout, "engine.node_timeout", {{"node", node().id}, {"ms", m_timeLimitMs}});
}

bool Task::isRetried(const Error& error) const {
    return m_attempt < node().retry.maxAttempts && isWorthRepeating(error.kind());
}

std::int64_t Task::retryDelay(const Error& error) const {
    if (m_journal.isReplay()) return 0;
    const domain::RetryPolicy& retry = node().retry;
    double delay = static_cast<double>(retry.initialMs) * std::pow(retry.factor, m_attempt - 1);
    delay = std::min(delay, static_cast<double>(retry.maxMs));
    // Spread by the task's id rather than by chance: a replay waits as the recorded run did.
    if (retry.jitter)
        delay += static_cast<double>(std::stoul(Digest(m_id).add(m_attempt).text().substr(0, 4), nullptr, 16) % 1000);
    const Json asked = error.facts().value("retry_after_ms", Json());
    if (asked.is_number()) delay = std::max(delay, asked.get<double>());
    return static_cast<std::int64_t>(delay);
}

asio::awaitable<bool> Task::waitForRetry(const Error& error) {
    const std::int64_t delay = retryDelay(error);
    if (m_run->events->wants(RunEventType::NodeRetry)) {
        emit(RunEventType::NodeRetry, {{"attempt", m_attempt}, {"delay_ms", delay}, {"error", error.toJson()}});
    }
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, std::chrono::milliseconds(delay));
    try {
        co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
        co_return false;
    }
    co_return !m_run->isStopping.load() && !m_isStopped.load();
}

void Task::settleFailure(TaskOutcome& outcome, Error error) {
    const domain::ErrorPolicy policy = isReplayError(error) ? domain::ErrorPolicy::Fail : node().onError;
    const bool isHandled = policy != domain::ErrorPolicy::Fail;
    if (m_run->events->wants(RunEventType::NodeFailed)) {
        const std::int64_t ms = (m_run->clock.steadyNs() - m_startedNs) / 1'000'000;
        emit(RunEventType::NodeFailed, {{"task", m_id}, {"ms", ms}, {"error", error.toJson()}, {"handled", isHandled}});
    }
    outcome.status = isHandled ? TaskStatus::Done : TaskStatus::Failed;
    outcome.result = NodeResult();
    if (policy == domain::ErrorPolicy::UseDefault) {
        for (const auto& [field, value] : node().errorDefault.items())
            outcome.result.updates.emplace_back(field, value);
    } else if (policy == domain::ErrorPolicy::TakeEdge) {
        outcome.failed = std::make_shared<const Json>(error.toJson());
    }
    outcome.error = std::move(error);
}

void Task::emitFinished(const NodeResult& result, bool isCached) {
    if (!m_run->events->wants(RunEventType::NodeFinished)) return;
    Json update = Json::object();
    for (const auto& [field, value] : result.updates)
        update[field] = value;
    const std::int64_t ms = (m_run->clock.steadyNs() - m_startedNs) / 1'000'000;
    emit(RunEventType::NodeFinished, {{"task", m_id}, {"ms", ms}, {"update", std::move(update)}, {"cached", isCached}});
}

void Task::spawn(asio::any_io_executor lane, std::function<void(TaskOutcome)> finished) {
    m_lane = std::move(lane);
    m_finished = std::move(finished);
    auto work = [self = shared_from_this()]() -> asio::awaitable<void> {
        TaskOutcome outcome = co_await self->execute();
        // The step must not find its state still looked at when it goes on, or it would have to copy it.
        self->m_view.rebase(nullptr);
        self->report(std::move(outcome));
    };
    // Posted, as a node that computes must not hold up its siblings' start.
    asio::post(m_lane, [self = shared_from_this(), work = std::move(work)]() mutable {
        auto ended = asio::bind_cancellation_slot(self->m_signal.slot(), [self](std::exception_ptr) {});
        asio::co_spawn(self->m_lane, std::move(work), std::move(ended));
    });
}

void Task::report(TaskOutcome outcome) {
    if (m_isReported.exchange(true)) return;
    if (hasTimeLimit() || m_isStopped.load()) stopTimer();
    m_finished(std::move(outcome));
}

void Task::stop() {
    if (m_isReported.load() || m_isStopped.exchange(true)) return;
    asio::post(m_lane, [self = shared_from_this()] { self->m_signal.emit(asio::cancellation_type::terminal); });
    giveUpLater(std::nullopt);
}

void Task::startTimer(std::chrono::milliseconds time, std::function<void()> expired) {
    if (m_isReported.load()) return;
    if (!m_timer) m_timer.emplace(m_run->strand);
    m_timer->expires_after(time);
    m_timer->async_wait([self = shared_from_this(), expired = std::move(expired)](const auto& failure) {
        if (!failure && !self->m_isReported.load()) expired();
    });
}

void Task::stopTimer() {
    asio::post(m_run->strand, [self = shared_from_this()] {
        if (self->m_timer) self->m_timer->cancel();
    });
}

/// On the run's strand: looks again when the attempt's time may be over. Signs of life put that off.
void Task::watchAttempt(int attempt) {
    if (m_isStopped.load() || m_running.load() != attempt) return;
    const std::int64_t now = steadyNow();
    const std::int64_t forEver = std::numeric_limits<std::int64_t>::max();
    const std::int64_t idleMs = node().idleTimeoutMs;
    const std::int64_t left = m_timeLimitMs > 0 ? m_attemptNs.load() + m_timeLimitMs * kNsPerMs - now : forEver;
    const std::int64_t idleLeft = idleMs > 0 ? m_activity->lastNs.load() + idleMs * kNsPerMs - now : forEver;
    if (std::min(left, idleLeft) <= 0) return expire(attempt, left > 0);
    const std::chrono::milliseconds wait(std::min(left, idleLeft) / kNsPerMs + 1);
    startTimer(wait, [this, attempt] { watchAttempt(attempt); });
}

void Task::expire(int attempt, bool isIdle) {
    m_isIdle.store(isIdle);
    m_timedOut.store(attempt);
    asio::post(m_lane, [self = shared_from_this(), attempt] {
        if (self->m_running.load() == attempt) self->m_signal.emit(asio::cancellation_type::terminal);
    });
    giveUpLater(timeoutError());
}

void Task::touch() {
    if (!m_activity) return;
    const std::int64_t now = steadyNow();
    for (Activity* one = m_activity.get(); one; one = one->outer.get())
        one->lastNs.store(now, std::memory_order_relaxed);
}

/// A node that has not let go by then is left behind: its task ends as failed (or stopped, without an error), and
/// what it still does is not looked at. It is not tried again, as it may still be at work.
void Task::giveUpLater(std::optional<Error> error) {
    startTimer(kGrace, [this, attempt = m_running.load(), error = std::move(error)] {
        if (m_running.load() != attempt) return;
        TaskOutcome outcome;
        if (error) settleFailure(outcome, *error);
        report(std::move(outcome));
    });
}

}  // namespace heddle::engine
