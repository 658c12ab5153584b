#include "core/engine/loop/run.h"

#include <algorithm>

namespace heddle::engine {

namespace asio = boost::asio;
using domain::RunEventType;

// In a flow every task has an id of its own from the checkpoint at which it became due, and keeps it over the
// checkpoints that others make meanwhile. What finished since the last look is applied together, in the order in which
// it became due: that is one checkpoint. The rest stays in the frontier, as packets.

asio::awaitable<void> Run::flow() {
    std::exception_ptr failure;
    try {
        co_await runFlow();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await endTasks();
        std::rethrow_exception(failure);
    }
    if (!m_isEnded) settleFlow();
}

/// Stops what runs and waits for its end.
asio::awaitable<void> Run::endTasks() {
    m_isHalted = true;
    stopTasks();
    while (m_runningTasks > 0) {
        co_await m_taskFinished.wait();
        takeFinished();
    }
}

/// Until nothing runs and nothing more may be started.
asio::awaitable<void> Run::runFlow() {
    applyUpdate();
    m_tasks.clear();
    // What was changed from outside has no ids yet.
    scheduleFlow(m_state.frontier, m_state.checkpoint, {});
    addFlowTasks({});
    if (std::exchange(m_skipsBreak, false)) {
        for (StepTask& task : m_tasks)
            task.skipsBreak = true;
    }
    for (;;) {
        const auto isDone = [](const StepTask& task) {
            return task.outcome && task.outcome->status == TaskStatus::Done;
        };
        const auto speaks = [](const StepTask& task) { return task.outcome && task.outcome->result.toParent > 0; };
        if (std::any_of(m_tasks.begin(), m_tasks.end(), speaks)) {
            co_await endTasks();
            takeCommands();
            co_return;
        }
        if (std::any_of(m_tasks.begin(), m_tasks.end(), isDone) && chooseGroup()) {
            advanceFlow();
            co_await pace();
            continue;
        }
        const bool isWaiting = startFlowTasks();
        if (m_runningTasks == 0 && !isWaiting) co_return;
        armWake();
        co_await m_taskFinished.wait();
        takeFinished();
        if (m_armedFor == 0) wakeDue();
    }
}

/// Starts what may be started. True: nothing needs to be started or runs, but time will wake a task.
bool Run::startFlowTasks() {
    const RunTree& tree = *m_shared->tree;
    const auto isFresh = [](const StepTask& task) { return !task.outcome && !task.isRunning; };
    const auto breaks = [&](const StepTask& task) {
        return isFresh(task) && !task.skipsBreak &&
               (m_options.breakBefore.contains("*") ||
                m_options.breakBefore.contains(m_state.plan->nodes()[task.node].id));
    };
    m_isBreaking |= std::any_of(m_tasks.begin(), m_tasks.end(), breaks);
    const bool isOver = m_isBreaking || m_isHalted || m_shared->isStopping.load() || tree.isDraining.load() ||
                        m_result.steps >= m_maxSteps ||
                        (m_options.maxSteps > 0 && tree.steps.load() >= m_options.maxSteps);
    if (isOver) return false;
    m_nextTask = 0;
    startTasks();
    if (m_shared->isChild || m_tasks.empty()) return false;
    const std::int64_t wake = wakeOfSleepers();
    if (wake > 0 && m_runningTasks == 0) saveTasks();
    return wake > 0 && wake - m_shared->clock.nowMs() <= m_options.holdMs;
}

/// A sleeper wakes although others still run.
void Run::armWake() {
    std::int64_t first = 0;
    for (StepTask& task : m_tasks) {
        if (!task.outcome || task.outcome->status != TaskStatus::Asked) continue;
        const StoredTask& known = m_state.tasks[task.id] = record(task);
        const std::int64_t wake = known.sleepsUntil();
        if (wake > 0 && (first == 0 || wake < first)) first = wake;
    }
    if (first == 0 || first == m_armedFor) return;
    m_armedFor = first;
    const std::int64_t left = std::max<std::int64_t>(first - m_shared->clock.nowMs(), 0);
    m_hold.expires_after(std::chrono::milliseconds(left));
    m_hold.async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
        if (failure) return;
        self->m_armedFor = 0;
        self->m_taskFinished.ring();
    });
}

/// Chooses what is applied together: all that has finished. That depends on who was faster, so a recording holds it,
/// and a replay waits for the tasks that had finished then; false when they have not.
bool Run::chooseGroup() {
    const std::string owner = m_shared->owner.empty() ? std::string(kOrderOwner) : m_shared->owner;
    m_group.clear();
    for (const StepTask& task : m_tasks) {
        if (task.outcome && task.outcome->status == TaskStatus::Done) m_group.insert(task.id);
    }
    EffectLog& effects = *m_shared->effects;
    if (effects.mode() == EffectMode::Record) {
        EffectEntry chosen;
        chosen.kind = kOrderOwner;
        chosen.answer = m_group;
        effects.add({owner, m_state.checkpoint, 0, m_state.checkpoint, {}}, std::move(chosen));
    } else if (effects.mode() == EffectMode::Replay) {
        const auto recorded = effects.known(owner, m_state.checkpoint);
        if (recorded.empty()) return true;
        const auto chosen = recorded.front().answer.get<std::set<std::string>>();
        if (!std::includes(m_group.begin(), m_group.end(), chosen.begin(), chosen.end())) return false;
        m_group = chosen;
    }
    if (m_shared->owner.empty()) effects.forget(owner);
    return true;
}

/// Applies the chosen tasks, and adds what follows.
void Run::advanceFlow() {
    m_rest.clear();
    std::vector<StepTask> group;
    for (StepTask& task : m_tasks)
        (m_group.contains(task.id) ? group : m_rest).push_back(std::move(task));
    m_tasks = std::move(group);
    ++m_result.steps;
    m_shared->tree->steps.fetch_add(1, std::memory_order_relaxed);
    m_isBreaking |= breaksAt(m_options.breakAfter);
    try {
        advance();
    } catch (...) {
        // Everything is still to do; what had finished is not run again where the store has it.
        std::move(m_rest.begin(), m_rest.end(), std::back_inserter(m_tasks));
        m_rest.clear();
        throw;
    }
    std::vector<StepTask> rest = std::exchange(m_rest, {});
    m_isBreaking &= !m_state.frontier.isEmpty();
    addFlowTasks(std::move(rest));
}

/// Makes packets of all that is due: the rest as it is, then what has become due, each task with an id.
void Run::scheduleFlow(Frontier& next, const std::string& id, const std::vector<StepTask>& rest) const {
    std::vector<Packet> packets;
    for (const StepTask& task : rest)
        packets.push_back(task.packet);
    if (packets.empty() && next.nodes.empty() && next.packets.empty()) next.nodes.swap(next.deferred);
    std::sort(next.nodes.begin(), next.nodes.end());
    std::size_t number = 0;
    const auto add = [&](Packet packet) {
        if (packet.id.empty()) packet.id = taskId(id, m_state.plan->nodes()[packet.node].id, number++);
        packets.push_back(std::move(packet));
    };
    for (const NodeIndex node : next.nodes)
        add(Packet{node});
    for (Packet& packet : next.packets)
        add(std::move(packet));
    std::sort(next.deferred.begin(), next.deferred.end());
    next.deferred.erase(std::unique(next.deferred.begin(), next.deferred.end()), next.deferred.end());
    next.nodes.clear();
    next.packets = std::move(packets);
}

/// The tasks of the frontier, of which `rest` are there already.
void Run::addFlowTasks(std::vector<StepTask> rest) {
    const std::size_t known = rest.size();
    m_tasks = std::move(rest);
    Json nodes = Json::array();
    for (std::size_t i = known; i < m_state.frontier.packets.size(); ++i) {
        const Packet& packet = m_state.frontier.packets[i];
        StepTask task = makeTask(packet.node, &packet, i);
        task.packet = packet;
        task.serial = ++m_serials;
        nodes.push_back(m_state.plan->nodes()[task.node].id);
        m_tasks.push_back(std::move(task));
    }
    if (nodes.empty() || !m_shared->events->wants(RunEventType::StepStarted)) return;
    domain::RunEvent event;
    event.type = RunEventType::StepStarted;
    event.step = m_state.step + 1;
    event.data["nodes"] = std::move(nodes);
    m_shared->locate(event);
    m_shared->events->emit(std::move(event));
}

/// Nothing runs any more: says why, unless all is done.
void Run::settleFlow() {
    if (m_tasks.empty()) return;
    const auto failed = std::find_if(m_tasks.begin(), m_tasks.end(), [](const StepTask& task) {
        return task.outcome && task.outcome->status == TaskStatus::Failed;
    });
    if (m_isBreaking || !m_options.breakBefore.empty()) m_state.tasks[std::string(kBreakTask)] = StoredTask();
    saveTasks();
    describeWaiting();
    std::string reason = std::exchange(m_result.reason, {});
    if (m_shared->isStopping.load()) return failStopped();
    if (failed != m_tasks.end()) return fail(*failed->outcome->error);
    if (m_isBreaking) return pause("breakpoint");
    const bool isWaiting = std::all_of(m_tasks.begin(), m_tasks.end(), [](const StepTask& task) {
        return task.outcome && task.outcome->status == TaskStatus::Asked;
    });
    if (isWaiting) return pause(std::move(reason));
    if (!stopsHere()) fail(Error(ErrorKind::Cancelled, "engine.cancelled"));
}

}  // namespace heddle::engine
