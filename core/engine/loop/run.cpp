#include "core/engine/loop/run.h"

#include "core/base/id.h"
#include "core/engine/loop/digest.h"
#include "core/engine/loop/gate.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;
using domain::RunEventType;

namespace {

/// Member of checkpoints' metadata.
constexpr const char* kRecorded = "recorded";

/// How many steps the computing may be ahead of the store.
constexpr std::size_t kMostInFlight = 16;
/// After so many steps, or with so many events waiting, others on the pool get a turn.
constexpr int kStepsPerTurn = 64;
constexpr std::size_t kEventsPerTurn = 128;

template <typename T>
T orElse(T own, T graphs) {
    return own > 0 ? own : graphs;
}

}  // namespace

EffectMode effectMode(const RunOptions& options) {
    if (options.replay) return EffectMode::Replay;
    return options.record ? EffectMode::Record : EffectMode::Journal;
}

bool isRecorded(const CheckpointRecord& checkpoint) { return Json::parse(checkpoint.metadata).value(kRecorded, false); }

std::shared_ptr<RunShared> shareRun(std::shared_ptr<RunTree> tree, const ThreadState& state, RunOptions options,
                                    const Clock& clock) {
    auto shared = std::make_shared<RunShared>(state.plan, clock);
    const domain::Limits& limits = state.plan->graph().limits;
    shared->tree = std::move(tree);
    shared->runId = options.runId.empty() ? newId() : options.runId;
    shared->threadId = state.id;
    shared->strand = asio::make_strand(shared->tree->pool);
    shared->events =
        std::make_shared<EventStream>(shared->tree->pool, shared->strand, options.sink, shared->runId, state.id, clock);
    const bool hasEarlier = shared->tree->isResumed && !options.replay;
    const CheckpointStore* source = hasEarlier ? &shared->tree->store : options.replay;
    shared->effects = std::make_shared<EffectLog>(state.id, source, effectMode(options));
    shared->runVariable = std::make_shared<const Json>(Json{{"id", shared->runId}, {"thread", state.id}});
    options.maxConcurrency = orElse(options.maxConcurrency, limits.maxConcurrency);
    options.timeoutMs = orElse(options.timeoutMs, limits.timeoutMs);
    if (state.plan->hasChildren() && options.maxConcurrency > 0) {
        shared->tree->slots = std::make_shared<TurnGate>(Rate{options.maxConcurrency}, clock);
    }
    shared->options = std::move(options);
    return shared;
}

Run::Run(std::shared_ptr<RunShared> shared, ThreadState state)
    : m_shared(std::move(shared)),
      m_options(m_shared->options),
      m_state(std::move(state)),
      m_commits(m_shared->strand, m_shared->tree->store, m_state.id, m_state.epoch),
      m_storedHead(m_state.checkpoint),
      m_timer(m_shared->strand),
      m_hold(m_shared->strand),
      m_taskFinished(m_shared->strand) {
    m_maxSteps = m_state.plan->graph().limits.maxSteps;
    if (!m_shared->isChild) m_maxSteps = orElse(m_options.maxSteps, m_maxSteps);
    m_maxConcurrency = static_cast<std::size_t>(std::max(0, m_options.maxConcurrency));
    Json metadata = m_options.metadata.is_object() ? m_options.metadata : Json::object();
    metadata["run"] = m_shared->runId;
    if (m_options.record) metadata[kRecorded] = true;
    if (m_shared->isChild) metadata["call"] = m_shared->call;
    m_metadata = compactJson(metadata);
    m_skipsBreak = m_state.tasks.erase(std::string(kBreakTask)) > 0;
}

void Run::setInput(Json input) {
    m_isResumed = false;
    m_skipsBreak = false;
    m_state.tasks.clear();
    m_state.frontier = Frontier();
    m_state.frontier.input = std::make_shared<const Json>(std::move(input));
}

void Run::setAnswers(const std::map<std::string, Json>& answers, Json update) {
    for (auto& [id, task] : m_state.tasks) {
        if (task.done) continue;
        for (StoredTask::Nested& one : task.nested) {
            const auto answer = answers.find(one.id);
            if (answer == answers.end()) continue;
            one.answer = answer->second;
            m_hasNewTasks = true;
        }
        if (!task.asksItself()) continue;
        const auto answer = answers.find(questionId(id, task.asked.size() - 1));
        if (answer == answers.end()) continue;
        task.asked.back().answer = answer->second;
        m_hasNewTasks = true;
    }
    if (!update.is_object() || update.empty()) return;
    NodeResult result;
    for (auto& [field, value] : update.items())
        result.updates.emplace_back(field, value);
    m_state.tasks[std::string(kUpdateTask)].done = std::move(result);
    m_hasNewTasks = true;
}

void Run::begin() {
    m_startedNs = m_shared->clock.steadyNs();
    if (m_options.durability == Durability::Sync && m_shared->owner.empty()) {
        // The log lives as long as a task that does not let go.
        m_shared->effects->onAdded = [weak = weak_from_this(), strand = m_shared->strand] {
            asio::dispatch(strand, [weak] {
                if (const auto self = weak.lock()) self->saveEffects();
            });
        };
    }
    if (!m_shared->isChild && m_shared->events->wants(RunEventType::RunStarted)) {
        domain::RunEvent event;
        event.step = m_state.step;
        event.data = {{"workflow", m_state.plan->graph().name}, {"resumed", m_isResumed}};
        if (m_options.tellState && m_isResumed) event.data["state"] = StateView(m_state.channels.view()).toJson();
        m_shared->events->emit(std::move(event));
    }
    if (m_options.timeoutMs > 0) {
        m_timer.expires_after(std::chrono::milliseconds(m_options.timeoutMs));
        m_timer.async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
            if (!failure) self->stop(Stop::OutOfTime, {});
        });
    }
    if (!m_isResumed) {
        // A sub-graph's call has the ids, and so the idempotency keys, that it had before a restart.
        std::string id = m_shared->isChild ? Digest(m_shared->call).add("input").text() : m_options.inputId;
        if (id.empty()) id = newId();
        commitCheckpoint(std::move(id), "input", TaskList(*m_state.plan), {});
    } else if (m_hasNewTasks && m_options.durability != Durability::Exit) {
        Commit stored;
        stored.tasksOf = m_state.checkpoint;
        for (const auto& [id, task] : m_state.tasks)
            stored.tasks.push_back(TaskRecord{id, {}, encodeTask(task)});
        commit(std::move(stored));
    }
}

asio::awaitable<void> Run::execute() {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    try {
        begin();
        co_await loop();
    } catch (...) {
        fail(currentError());
    }
    co_await finish();
}

asio::awaitable<void> Run::loop() {
    while (!m_isEnded) {
        co_await pace();
        if (stopsHere()) break;
        if (m_state.frontier.input) {
            applyInput();
        } else if (m_state.frontier.isEmpty()) {
            m_result.status = RunStatus::Completed;
            m_isEnded = true;
        } else if (m_state.plan->isFlow()) {
            co_await flow();
        } else {
            co_await step();
        }
    }
}

asio::awaitable<void> Run::pace() {
    const std::size_t most = m_options.durability == Durability::Sync ? 0 : kMostInFlight;
    if (m_commits.inFlight() > most || m_commits.hasFailed()) co_await m_commits.settle(most);
    const bool isLongTurn = m_result.steps % kStepsPerTurn == kStepsPerTurn - 1;
    if (isLongTurn || m_shared->events->backlog() > kEventsPerTurn) {
        co_await asio::post(m_shared->strand, asio::use_awaitable);
    }
}

/// Between two steps: whether the run ends here, although there is more to do.
bool Run::stopsHere() {
    if (m_state.frontier.isEmpty()) return false;
    const RunTree& tree = *m_shared->tree;
    const Budget& budget = m_options.budget;
    const bool isBegun = !m_state.frontier.input;
    if (m_shared->isStopping.load()) {
        failStopped();
    } else if (budget.tokens > 0 && tree.tokens.load() > budget.tokens) {
        fail(Error(ErrorKind::Limit, "engine.token_budget", {{"limit", budget.tokens}, {"used", tree.tokens.load()}}));
    } else if (budget.cost > 0 && tree.cost.load() > budget.cost) {
        fail(Error(ErrorKind::Limit, "engine.cost_budget", {{"limit", budget.cost}, {"used", tree.cost.load()}}));
    } else if (tree.isDraining.load()) {
        pause("drain");
    } else if (isBegun && m_result.steps >= m_maxSteps) {
        fail(Error(ErrorKind::Limit, "engine.step_limit", {{"limit", m_maxSteps}}));
    } else if (isBegun && m_options.maxSteps > 0 && tree.steps.load() >= m_options.maxSteps) {
        fail(Error(ErrorKind::Limit, "engine.step_limit", {{"limit", m_options.maxSteps}}));
    }
    return m_isEnded;
}

void Run::failStopped() {
    const std::lock_guard lock(m_stopMutex);
    if (m_stop == Stop::OutOfTime) {
        fail(Error(ErrorKind::Timeout, "engine.run_timeout", {{"ms", m_options.timeoutMs}}));
    } else {
        m_result.status = RunStatus::Cancelled;
        m_result.reason = m_stopReason;
    }
    m_isEnded = true;
}

void Run::applyInput() {
    const Plan& plan = *m_state.plan;
    Updates updates;
    for (const auto& [field, value] : m_state.frontier.input->items())
        updates.emplace_back(field, value);
    TaskList list(plan);
    // The input is in the checkpoint before this one, unless that one is not stored or is not needed to load this one.
    const bool isWithin = m_state.wantsSnapshot() || m_options.durability == Durability::Exit;
    list.add(kInputTask, isWithin ? updates : Updates());
    std::vector<Write> writes;
    addWrites(plan, writes, 0, kNoNode, updates);
    m_state.channels.check(writes);
    std::string id = nextId();
    std::vector<std::size_t> updated;
    for (const Write& write : writes)
        updated.push_back(write.field);
    m_state.channels.apply(writes, id);
    m_state.channels.endStep();
    m_state.frontier = Frontier();
    for (const NodeIndex node : plan.entry())
        m_state.frontier.addNode(plan, node);
    if (plan.isFlow()) {
        scheduleFlow(m_state.frontier, id, {});
    } else {
        m_state.frontier.settle();
    }
    commitCheckpoint(std::move(id), "loop", list, updated);
}

std::string Run::nextId() const {
    Digest digest(m_state.checkpoint);
    digest.add(static_cast<std::uint64_t>(m_state.step + 1));
    return digest.text();
}

void Run::commit(Commit commit) {
    if (m_options.durability != Durability::Exit) submit(std::move(commit));
}

void Run::submit(Commit commit) {
    if (m_shared->owner.empty()) m_shared->effects->fill(commit);
    m_commits.submit(std::move(commit));
}

void Run::saveEffects() {
    if (m_isClosed || m_options.durability == Durability::Exit || !m_shared->owner.empty()) return;
    Commit stored;
    stored.tasksOf = m_state.checkpoint;
    if (m_shared->effects->fill(stored)) m_commits.submit(std::move(stored));
}

void Run::commitCheckpoint(std::string id, std::string source, const TaskList& tasks,
                           const std::vector<std::size_t>& fields) {
    CheckpointRecord stored;
    stored.id = std::move(id);
    stored.parent = m_state.checkpoint;
    stored.step = m_state.step + 1;
    stored.source = std::move(source);
    stored.createdMs = m_shared->clock.nowMs();
    m_state.tasks.clear();
    for (const StepTask& task : m_rest) {
        // What waits in a flow is told again: the store forgets tasks with each checkpoint.
        if (task.outcome) m_state.tasks[task.id] = record(task);
    }
    if (m_shared->events->wants(RunEventType::Checkpoint)) {
        std::set<std::string> updated;
        for (const std::size_t field : fields)
            updated.insert((*m_state.plan->fieldNames())[field]);
        domain::RunEvent event;
        event.type = RunEventType::Checkpoint;
        event.step = stored.step;
        event.data = {{"id", stored.id}, {"step", stored.step}, {"updated", std::move(updated)}};
        if (m_options.tellState) event.data["state"] = StateView(m_state.channels.view()).toJson();
        m_shared->locate(event);
        m_shared->events->emit(std::move(event));
    }
    if (m_options.durability == Durability::Exit) return m_state.stored(stored);
    stored.metadata = m_metadata;
    stored.snapshot = m_state.wantsSnapshot();
    const Json snapshot = stored.snapshot ? m_state.channels.stored() : Json();
    stored.body = encodeBody(*m_state.plan, tasks, m_state.frontier, stored.snapshot ? &snapshot : nullptr);
    m_state.stored(stored);
    m_storedHead = stored.id;
    Commit step;
    if (!m_state.tasks.empty()) step.tasksOf = stored.id;
    for (const auto& [task, known] : m_state.tasks)
        step.tasks.push_back(TaskRecord{task, {}, encodeTask(known)});
    step.checkpoint = std::move(stored);
    step.isAwaited = m_options.durability == Durability::Sync;
    submit(std::move(step));
}

/// The one checkpoint of a run with Durability::Exit.
void Run::storeExit() {
    if (m_options.durability != Durability::Exit || !m_shared->isStored) return;
    // Nobody comes back to a call that is over, unless the next one goes on with its state.
    if (m_shared->isChild && !m_shared->isKept && m_result.status == RunStatus::Completed) return;
    Commit last;
    if (m_state.checkpoint != m_storedHead) {
        CheckpointRecord stored;
        stored.id = m_state.checkpoint;
        stored.parent = m_storedHead;
        stored.step = m_state.step;
        stored.source = m_state.source;
        stored.createdMs = m_state.createdMs;
        stored.metadata = m_metadata;
        stored.snapshot = true;
        const Json snapshot = m_state.channels.stored();
        stored.body = encodeBody(*m_state.plan, TaskList(*m_state.plan), m_state.frontier, &snapshot);
        last.checkpoint = std::move(stored);
    }
    last.tasksOf = m_state.checkpoint;
    last.dropTasks = true;
    for (const auto& [id, task] : m_state.tasks)
        last.tasks.push_back(TaskRecord{id, {}, encodeTask(task)});
    submit(std::move(last));
}

void Run::cancel(std::string reason) { stop(Stop::Cancelled, std::move(reason)); }

void Run::stop(Stop kind, std::string reason) {
    {
        const std::lock_guard lock(m_stopMutex);
        if (m_stop != Stop::None) return;
        m_stop = kind;
        m_stopReason = std::move(reason);
    }
    m_shared->isStopping.store(true);
    asio::post(m_shared->strand, [self = shared_from_this()] { self->stopTasks(); });
}

void Run::drain() {
    m_shared->tree->isDraining.store(true);
    asio::post(m_shared->strand, [self = shared_from_this()] {
        self->m_hold.cancel();
        self->m_taskFinished.ring();
    });
}

void Run::stopTasks() {
    m_hold.cancel();
    if (m_state.plan->isFlow()) m_taskFinished.ring();
    if (m_isInline) m_signal.emit(asio::cancellation_type::terminal);
    for (StepTask& task : m_tasks) {
        if (task.isRunning && task.task) task.task->stop();
    }
}

void Run::fail(Error error) {
    m_result.status = RunStatus::Failed;
    m_result.error = std::move(error);
    m_isEnded = true;
}

void Run::pause(std::string reason) {
    m_result.status = RunStatus::Paused;
    m_result.reason = std::move(reason);
    m_isEnded = true;
}

std::int64_t Run::elapsedMs() const { return (m_shared->clock.steadyNs() - m_startedNs) / 1'000'000; }

asio::awaitable<void> Run::finish() {
    m_timer.cancel();
    m_hold.cancel();
    try {
        storeExit();
        saveEffects();
        m_isClosed = true;
        co_await m_commits.settle(0);
    } catch (...) {
        // The store's own failure is what the caller must know of, whatever else happened.
        fail(currentError());
    }
    if (m_shared->isChild) co_return;
    describeState();
    tellEnd();
    m_tasks.clear();
    co_await m_shared->events->close();
}

void Run::describeState() {
    m_result.runId = m_shared->runId;
    m_result.threadId = m_state.id;
    m_result.checkpointId = m_storedHead;
    const auto& nodes = m_state.plan->nodes();
    for (const StepTask& task : m_tasks) {
        if (task.outcome && task.outcome->status == TaskStatus::Done) {
            if (m_showsFinished) showFinished(task);
        } else {
            m_result.next.push_back(nodes[task.node].id);
        }
    }
    if (m_tasks.empty()) {
        for (const NodeIndex node : m_state.frontier.nodes)
            m_result.next.push_back(nodes[node].id);
        for (const Packet& packet : m_state.frontier.packets)
            m_result.next.push_back(nodes[packet.node].id);
    }
    const StateView view(m_state.channels.view());
    m_result.state = view.toJson();
    if (const Json* output = view.field(m_state.plan->graph().output)) m_result.output = *output;
}

void Run::showFinished(const StepTask& task) {
    std::vector<Write> writes;
    Updates updates = task.outcome->result.updates;
    addWrites(*m_state.plan, writes, 0, task.node, updates);
    try {
        m_state.channels.check(writes);
        m_state.channels.apply(writes, m_state.checkpoint);
    } catch (const Error&) {
        // What cannot be reduced is not part of the state; resuming tells of it.
    }
}

void Run::tellEnd() {
    domain::RunEvent event;
    event.step = m_state.step;
    switch (m_result.status) {
        case RunStatus::Completed:
            event.type = RunEventType::RunFinished;
            event.data = {{"output", m_result.output}, {"state", m_result.state}, {"ms", elapsedMs()}};
            break;
        case RunStatus::Paused: {
            event.type = RunEventType::Interrupted;
            Json questions = Json::array();
            for (const Question& one : m_result.questions) {
                questions.push_back({{"id", one.id}, {"node", one.node}, {"question", one.question}});
            }
            event.data = {{"questions", std::move(questions)}, {"reason", m_result.reason}, {"next", m_result.next}};
            if (m_result.wakeMs > 0) event.data["wake"] = m_result.wakeMs;
            if (m_options.tellState) event.data["state"] = m_result.state;
            break;
        }
        case RunStatus::Failed:
            event.type = RunEventType::RunFailed;
            event.data = {{"error", m_result.error->toJson()}};
            break;
        case RunStatus::Cancelled:
            event.type = RunEventType::RunCancelled;
            event.data = {{"reason", m_result.reason}};
            break;
    }
    if (m_shared->events->wants(event.type)) m_shared->events->emit(std::move(event));
}

}  // namespace heddle::engine
