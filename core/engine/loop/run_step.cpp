#include "core/engine/loop/router.h"
#include "core/engine/loop/run.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace heddle::engine {

namespace asio = boost::asio;
using domain::RunEventType;

namespace {

/// Tasks of one step that can compute at the same time; more of them only wait beside each other.
constexpr std::size_t kMostLanes = 16;

}  // namespace

asio::awaitable<void> Run::step() {
    applyUpdate();
    makeTasks();
    if (!std::exchange(m_skipsBreak, false) && breaksAt(m_options.breakBefore)) {
        m_state.tasks[std::string(kBreakTask)] = StoredTask();
        saveTasks();
        pause("breakpoint");
        co_return;
    }
    tellStep();
    co_await runTasks();
    while (co_await sleepUntilDue())
        co_await runTasks();
    ++m_result.steps;
    m_shared->tree->steps.fetch_add(1, std::memory_order_relaxed);
    if (!settleTasks()) co_return;
    const bool breaks = breaksAt(m_options.breakAfter);
    advance();
    if (!breaks || m_state.frontier.isEmpty()) co_return;
    m_state.tasks[std::string(kBreakTask)] = StoredTask();
    saveTasks();
    pause("breakpoint");
}

/// An update that came with the answers: seen by the nodes of this step, and stored as its first task.
void Run::applyUpdate() {
    const auto update = m_state.tasks.find(std::string(kUpdateTask));
    if (update == m_state.tasks.end() || m_isUpdated) return;
    m_isUpdated = true;
    std::vector<Write> writes;
    Updates updates = update->second.done->updates;
    addWrites(*m_state.plan, writes, 0, kNoNode, updates);
    m_state.channels.check(writes);
    m_state.channels.apply(writes, m_state.checkpoint);
}

Run::StepTask Run::makeTask(NodeIndex node, const Packet* packet, std::size_t place) {
    const std::string& name = m_state.plan->nodes()[node].id;
    const bool hasId = packet && !packet->id.empty();
    StepTask task{node,
                  hasId ? packet->id : taskId(m_state.checkpoint, name, packet ? std::optional(place) : std::nullopt),
                  StateView(m_state.channels.view())};
    task.view.bind("run", m_shared->runVariable);
    task.view.setRemainingSteps(std::max(0, m_maxSteps - m_result.steps - 1));
    if (packet) {
        task.timeoutMs = packet->timeoutMs;
        if (packet->item) task.view.bind("item", packet->item);
        if (packet->index) task.view.bind("index", packet->index);
        if (packet->error) task.view.cover("error", packet->error);
    }
    if (m_state.tasks.empty()) return task;
    const auto known = m_state.tasks.find(task.id);
    if (known == m_state.tasks.end()) return task;
    task.stored = known->second;
    TaskOutcome outcome;
    if (task.stored.done) {
        outcome.status = TaskStatus::Done;
        outcome.result = *task.stored.done;
        outcome.failed = task.stored.failed;
    } else if (task.stored.isOpen()) {
        outcome.status = TaskStatus::Asked;
    } else {
        return task;
    }
    task.outcome = std::move(outcome);
    task.isSaved = true;
    return task;
}

void Run::makeTasks() {
    m_tasks.clear();
    m_tasks.reserve(m_state.frontier.nodes.size() + m_state.frontier.packets.size());
    for (const NodeIndex node : m_state.frontier.nodes)
        m_tasks.push_back(makeTask(node, nullptr, 0));
    for (std::size_t i = 0; i < m_state.frontier.packets.size(); ++i) {
        const Packet& packet = m_state.frontier.packets[i];
        m_tasks.push_back(makeTask(packet.node, &packet, i));
    }
    for (std::size_t i = 0; i < m_tasks.size(); ++i)
        m_tasks[i].serial = i;
}

void Run::tellStep() {
    if (!m_shared->events->wants(RunEventType::StepStarted)) return;
    Json nodes = Json::array();
    for (const StepTask& task : m_tasks)
        nodes.push_back(m_state.plan->nodes()[task.node].id);
    domain::RunEvent event;
    event.type = RunEventType::StepStarted;
    event.step = m_state.step + 1;
    event.data["nodes"] = std::move(nodes);
    m_shared->locate(event);
    m_shared->events->emit(std::move(event));
}

bool Run::breaksAt(const std::set<std::string>& places) const {
    if (places.empty()) return false;
    return places.contains("*") || std::any_of(m_tasks.begin(), m_tasks.end(), [&](const StepTask& task) {
               return places.contains(m_state.plan->nodes()[task.node].id);
           });
}

asio::awaitable<void> Run::runTasks() {
    const auto isToRun = [](const StepTask& task) { return !task.outcome; };
    const auto count = static_cast<std::size_t>(std::count_if(m_tasks.begin(), m_tasks.end(), isToRun));
    if (count == 0) co_return;
    if (count == 1) {
        const auto only = std::find_if(m_tasks.begin(), m_tasks.end(), isToRun);
        if (only->timeoutMs == 0 && !m_state.plan->nodes()[only->node].hasTimeLimit()) {
            co_await runInline(*only);
            co_return;
        }
    }
    startTasks();
    while (m_runningTasks > 0) {
        co_await m_taskFinished.wait();
        takeFinished();
        startTasks();
    }
}

/// Only a time keeps the step from its end: waits for it, with what is known in the store. True: there is something to
/// run again.
asio::awaitable<bool> Run::sleepUntilDue() {
    if (m_shared->isChild) co_return false;
    const std::int64_t wake = wakeOfSleepers();
    if (wake == 0) co_return false;
    const std::int64_t left = wake - m_shared->clock.nowMs();
    if (left > m_options.holdMs) co_return false;
    saveTasks();
    const auto mayGoOn = [this] { return !m_shared->isStopping.load() && !m_shared->tree->isDraining.load(); };
    if (left > 0 && mayGoOn()) {
        m_hold.expires_after(std::chrono::milliseconds(left));
        boost::system::error_code ended;
        auto token = asio::redirect_error(asio::use_awaitable, ended);
        co_await m_hold.async_wait(token);
    }
    if (!mayGoOn()) co_return false;
    wakeDue();
    co_return true;
}

/// When the first of the step's sleepers wakes; 0 when anything else is waited for, or nothing.
std::int64_t Run::wakeOfSleepers() const {
    std::int64_t first = 0;
    for (const StepTask& task : m_tasks) {
        if (!task.outcome) return 0;
        if (task.outcome->status == TaskStatus::Done) continue;
        const std::int64_t wake = task.outcome->status == TaskStatus::Asked ? record(task).sleepsUntil() : 0;
        if (wake == 0) return 0;
        if (first == 0 || wake < first) first = wake;
    }
    return first;
}

void Run::wakeDue() {
    const std::int64_t now = m_shared->clock.nowMs();
    for (StepTask& task : m_tasks) {
        if (!task.outcome || task.outcome->status != TaskStatus::Asked) continue;
        const auto known = m_state.tasks.find(task.id);
        if (known == m_state.tasks.end() || !known->second.settleDue(now)) continue;
        task.stored = known->second;
        task.outcome.reset();
        task.isSaved = false;
    }
    m_nextTask = 0;
}

std::shared_ptr<Task> Run::startedTask(const StepTask& task) {
    if (!m_after || *m_after != m_state.checkpoint) m_after = std::make_shared<const std::string>(m_state.checkpoint);
    TaskStart start{task.id, m_after, m_state.step + 1, task.view};
    start.timeoutMs = task.timeoutMs;
    for (const auto& asked : task.stored.asked)
        start.answers.push_back(*asked.answer);
    for (const auto& one : task.stored.nested) {
        if (one.answer) start.nestedAnswers.emplace(one.id, *one.answer);
    }
    return std::make_shared<Task>(m_shared, task.node, std::move(start));
}

asio::awaitable<void> Run::runInline(StepTask& task) {
    const auto running = startedTask(task);
    m_isInline = true;
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    TaskOutcome outcome = co_await running->execute();
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    m_isInline = false;
    task.outcome = std::move(outcome);
}

/// Starts as many tasks as may run at once.
void Run::startTasks() {
    if (m_shared->isStopping.load() || m_isHalted) return;
    const std::size_t most = m_maxConcurrency == 0 ? m_tasks.size() : m_maxConcurrency;
    for (; m_nextTask < m_tasks.size() && m_runningTasks < most; ++m_nextTask) {
        StepTask& task = m_tasks[m_nextTask];
        if (task.outcome || task.isRunning) continue;
        const std::size_t lane = task.serial % kMostLanes;
        while (m_lanes.size() <= lane)
            m_lanes.push_back(asio::make_strand(m_shared->tree->pool));
        task.task = startedTask(task);
        task.isRunning = true;
        ++m_runningTasks;
        task.task->spawn(m_lanes[lane], [self = shared_from_this(), serial = task.serial](TaskOutcome outcome) {
            {
                const std::lock_guard lock(self->m_finishedMutex);
                self->m_finished.emplace_back(serial, std::move(outcome));
            }
            self->m_taskFinished.ring();
        });
    }
}

Run::StepTask& Run::taskWithSerial(std::size_t serial) {
    if (!m_state.plan->isFlow()) return m_tasks[serial];
    return *std::find_if(m_tasks.begin(), m_tasks.end(),
                         [serial](const StepTask& task) { return task.serial == serial; });
}

void Run::takeFinished() {
    std::vector<std::pair<std::size_t, TaskOutcome>> finished;
    {
        const std::lock_guard lock(m_finishedMutex);
        finished.swap(m_finished);
    }
    bool hasFailed = false;
    for (auto& [serial, outcome] : finished) {
        StepTask& task = taskWithSerial(serial);
        hasFailed |= outcome.status == TaskStatus::Failed;
        task.outcome = std::move(outcome);
        task.isRunning = false;
        task.task.reset();
        --m_runningTasks;
    }
    // A step's last task is stored with the step, and in a flow every one with its own.
    if (m_options.durability == Durability::Sync && m_runningTasks > 0 && !m_state.plan->isFlow()) saveTasks();
    if (!hasFailed) return;
    m_isHalted = true;
    stopTasks();
}

StoredTask Run::record(const StepTask& task) const {
    StoredTask stored = task.stored;
    const TaskOutcome& outcome = *task.outcome;
    if (outcome.status == TaskStatus::Done) {
        stored.done = outcome.result;
        stored.failed = outcome.failed;
        stored.nested.clear();
    } else if (outcome.status == TaskStatus::Asked && outcome.asked) {
        if (!stored.asksItself()) stored.asked.push_back(*outcome.asked);
    } else if (outcome.status == TaskStatus::Asked && outcome.paused) {
        stored.nested = outcome.paused->items;
    }
    if (outcome.error) stored.error = outcome.error->toJson();
    return stored;
}

/// Hands the store what is known about the step's tasks and it does not have yet.
void Run::saveTasks() {
    Commit stored;
    stored.tasksOf = m_state.checkpoint;
    for (StepTask& task : m_tasks) {
        if (task.isSaved || !task.outcome || task.outcome->status == TaskStatus::Stopped) continue;
        task.isSaved = true;
        StoredTask& known = m_state.tasks[task.id] = record(task);
        if (known.done) forgetEffects(task);
        stored.tasks.push_back(TaskRecord{task.id, m_state.plan->nodes()[task.node].id, encodeTask(known)});
    }
    const auto stop = m_state.tasks.find(std::string(kBreakTask));
    if (stop != m_state.tasks.end()) stored.tasks.push_back(TaskRecord{stop->first, {}, encodeTask(stop->second)});
    if (!stored.tasks.empty()) commit(std::move(stored));
}

/// What the task was answered is of no use any more: it is known what it comes to.
void Run::forgetEffects(const StepTask& task) {
    if (m_shared->owner.empty()) m_shared->effects->forget(task.id);
}

/// What the step's tasks wait for, and those of the sub-graphs that they call.
std::vector<StoredTask::Nested> Run::waitingFor() const {
    std::vector<StoredTask::Nested> items;
    for (const StepTask& task : m_tasks) {
        const auto known = m_state.tasks.find(task.id);
        if (known == m_state.tasks.end() || known->second.done) continue;
        const std::string& node = m_state.plan->nodes()[task.node].id;
        const StoredTask& stored = known->second;
        if (stored.asksItself()) {
            const StoredTask::Asked& asked = stored.asked.back();
            StoredTask::Nested item{questionId(task.id, stored.asked.size() - 1), node, asked.question, std::nullopt};
            item.wakeMs = asked.wakeMs;
            item.isSleep = asked.isSleep;
            items.push_back(std::move(item));
        }
        for (StoredTask::Nested item : stored.nested) {
            item.node = node + "/" + item.node;
            items.push_back(std::move(item));
        }
    }
    return items;
}

void Run::describeWaiting() {
    std::string reason = "question";
    for (const StepTask& task : m_tasks) {
        if (task.outcome && task.outcome->paused) reason = task.outcome->paused->reason;
    }
    for (const StoredTask::Nested& item : waitingFor()) {
        if (item.wakeMs > 0 && (m_result.wakeMs == 0 || item.wakeMs < m_result.wakeMs)) m_result.wakeMs = item.wakeMs;
        if (!item.isSleep) m_result.questions.push_back({item.id, item.node, item.question, item.wakeMs});
    }
    if (!m_result.questions.empty()) {
        reason = "question";
    } else if (m_result.wakeMs > 0) {
        reason = "timer";
    }
    m_result.reason = std::move(reason);
}

/// After the tasks of a step: false when the run ends with it, because not all of them are done.
bool Run::settleTasks() {
    const StepTask* failed = nullptr;
    bool isComplete = true;
    bool asks = false;
    for (const StepTask& task : m_tasks) {
        if (task.outcome && task.outcome->status == TaskStatus::Done) continue;
        isComplete = false;
        if (!task.outcome) continue;
        asks |= task.outcome->status == TaskStatus::Asked;
        if (task.outcome->status == TaskStatus::Failed && !failed) failed = &task;
    }
    if (isComplete) return !takeCommands();
    m_showsFinished = true;
    // Whoever has paused before this step does not pause there again.
    if (breaksAt(m_options.breakBefore)) m_state.tasks[std::string(kBreakTask)] = StoredTask();
    saveTasks();
    describeWaiting();
    std::string reason = std::exchange(m_result.reason, {});
    if (m_shared->isStopping.load()) {
        stopsHere();
    } else if (failed) {
        fail(*failed->outcome->error);
    } else if (asks) {
        pause(std::move(reason));
    } else {
        fail(Error(ErrorKind::Cancelled, "engine.cancelled"));
    }
    return false;
}

/// A task has spoken to the graph that calls this one: the call ends, and the step's other writes are dropped. Its
/// tasks stay stored, so that the call comes to the same when it is asked again.
bool Run::takeCommands() {
    const auto speaks = [](const StepTask& task) { return task.outcome && task.outcome->result.toParent > 0; };
    const auto first = std::find_if(m_tasks.begin(), m_tasks.end(), speaks);
    if (first == m_tasks.end()) return false;
    saveTasks();
    if (!m_shared->isChild) {
        fail(Error(ErrorKind::InvalidArgument, "engine.no_parent", {{"node", m_state.plan->nodes()[first->node].id}}));
        return true;
    }
    NodeResult command;
    command.toParent = first->outcome->result.toParent - 1;
    for (const StepTask& task : m_tasks) {
        if (!speaks(task)) continue;
        const NodeResult& own = task.outcome->result;
        command.updates.insert(command.updates.end(), own.updates.begin(), own.updates.end());
        command.goTo.insert(command.goTo.end(), own.goTo.begin(), own.goTo.end());
        command.sends.insert(command.sends.end(), own.sends.begin(), own.sends.end());
    }
    m_command = std::move(command);
    m_result.status = RunStatus::Completed;
    m_isEnded = true;
    return true;
}

/// The writes of all tasks, in the order that decides: nodes by name, then packets as they were sent. Values are moved
/// out of the outcomes, unless routing may still fail: then the outcomes are kept, so that nothing has to run again.
std::vector<Write> Run::collectWrites() {
    std::vector<Write> writes;
    std::uint32_t place = 0;
    for (StepTask& task : m_tasks) {
        NodeResult& result = task.outcome->result;
        const PlanNode& node = m_state.plan->nodes()[task.node];
        const bool isSafe = node.routes.empty() && node.fanOuts.empty() && result.goTo.empty() && result.sends.empty();
        if (isSafe && m_tasks.size() == 1) {
            addWrites(*m_state.plan, writes, place++, task.node, result.updates);
        } else {
            Updates copy = result.updates;
            addWrites(*m_state.plan, writes, place++, task.node, copy);
        }
    }
    return writes;
}

StateView Run::viewAfter(const StepTask& task, std::uint32_t place, const std::vector<Write>& writes,
                         const std::string& id) const {
    StateView view = task.view;
    if (!conditionsRead(*m_state.plan, task.node, task.outcome->result.updates)) return view;
    std::vector<Write> own;
    std::set<std::size_t> fields;
    for (const Write& write : writes) {
        if (write.task != place) continue;
        own.push_back(write);
        fields.insert(write.field);
    }
    for (const std::size_t field : fields) {
        const std::string& name = (*m_state.plan->fieldNames())[field];
        view.cover(name, m_state.channels.preview(field, task.view.field(name), own, id));
    }
    return view;
}

Frontier Run::applyAndRoute(std::vector<Write>& writes, const std::string& id) {
    Frontier next;
    next.deferred = m_state.frontier.deferred;
    next.barriers = m_state.frontier.barriers;
    // A step's only task may look at the new state itself: no copy of what it wrote is needed. Not with Exit, which
    // stores the state before the step when a condition fails, and not in a flow, where others have written since.
    if (m_tasks.size() == 1 && m_options.durability != Durability::Exit && !m_state.plan->isFlow()) {
        StepTask& task = m_tasks.front();
        task.view.rebase(nullptr);
        m_state.channels.apply(writes, id);
        task.view.rebase(m_state.channels.view());
        route(*m_state.plan, task.node, *task.outcome, task.view, next);
        task.view.rebase(nullptr);
        return next;
    }
    std::uint32_t place = 0;
    for (const StepTask& task : m_tasks) {
        const StateView view = viewAfter(task, place++, writes, id);
        route(*m_state.plan, task.node, *task.outcome, view, next);
    }
    for (StepTask& task : m_tasks)
        task.view.rebase(nullptr);
    m_state.channels.apply(writes, id);
    return next;
}

void Run::advance() {
    const std::string id = nextId();
    TaskList list(*m_state.plan);
    if (m_isUpdated) list.add(kUpdateTask, m_state.tasks[std::string(kUpdateTask)].done->updates);
    for (const StepTask& task : m_tasks) {
        list.add(m_state.plan->nodes()[task.node].id, task.outcome->result.updates);
        forgetEffects(task);
    }
    std::vector<Write> writes = collectWrites();
    try {
        m_state.channels.check(writes);
    } catch (const Error&) {
        // The thread stays usable: what the step wrote is dropped, and its tasks would run again.
        m_state.tasks.clear();
        Commit dropped;
        dropped.tasksOf = m_state.checkpoint;
        dropped.dropTasks = true;
        commit(std::move(dropped));
        throw;
    }
    std::vector<std::size_t> updated;
    for (const Write& write : writes)
        updated.push_back(write.field);
    Frontier next;
    try {
        next = applyAndRoute(writes, id);
    } catch (const Error&) {
        saveTasks();
        throw;
    }
    m_state.channels.endStep();
    if (m_state.plan->isFlow()) {
        scheduleFlow(next, id, m_rest);
    } else {
        next.settle();
    }
    m_state.frontier = std::move(next);
    m_isUpdated = false;
    m_tasks.clear();
    m_nextTask = 0;
    commitCheckpoint(id, "loop", list, updated);
}

}  // namespace heddle::engine
