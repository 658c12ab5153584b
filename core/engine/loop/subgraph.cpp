#include "core/engine/loop/answers.h"
#include "core/engine/loop/drive.h"
#include "core/engine/loop/run.h"

#include <boost/asio/strand.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

/// Keeps a sub-graph's thread for one task, as long as it keeps its memory from call to call.
class KeptThread {
public:
    KeptThread(RunTree& tree, std::string thread) : m_tree(tree), m_thread(std::move(thread)) {
        if (m_thread.empty()) return;
        const std::lock_guard lock(m_tree.mutex);
        if (m_tree.kept.insert(m_thread).second) return;
        throw Error(ErrorKind::Conflict, "engine.subgraph_busy", {{"thread", m_thread}});
    }
    ~KeptThread() {
        if (m_thread.empty()) return;
        const std::lock_guard lock(m_tree.mutex);
        m_tree.kept.erase(m_thread);
    }
    KeptThread(const KeptThread&) = delete;
    KeptThread& operator=(const KeptThread&) = delete;

private:
    RunTree& m_tree;
    std::string m_thread;
};

namespace {

/// The breakpoints of a sub-graph: those whose path begins with its node.
std::set<std::string> within(const std::set<std::string>& places, const std::string& node) {
    std::set<std::string> inner;
    const std::string prefix = node + "/";
    for (const std::string& place : places) {
        if (place == "*") inner.insert(place);
        if (place.starts_with(prefix)) inner.insert(place.substr(prefix.size()));
    }
    return inner;
}

RunOptions optionsWithin(const RunOptions& outer, const std::string& node, const domain::Limits& limits,
                         Memory memory) {
    RunOptions options = outer;
    options.timeoutMs = limits.timeoutMs;
    if (limits.maxConcurrency > 0 && (outer.maxConcurrency == 0 || limits.maxConcurrency < outer.maxConcurrency)) {
        options.maxConcurrency = limits.maxConcurrency;
    }
    options.breakBefore = within(outer.breakBefore, node);
    options.breakAfter = within(outer.breakAfter, node);
    if (memory != Memory::None) return options;
    // What is not kept cannot go on from a breakpoint.
    options.breakBefore.clear();
    options.breakAfter.clear();
    options.durability = Durability::Exit;
    return options;
}

std::shared_ptr<RunShared> shareWithin(const RunShared& outer, const std::shared_ptr<const Plan>& plan,
                                       const std::string& node, const std::string& task, Memory memory) {
    auto shared = std::make_shared<RunShared>(plan, outer.clock);
    const std::string place = memory == Memory::Kept ? node : node + ":" + task;
    shared->tree = outer.tree;
    shared->effects = outer.effects;
    shared->events = outer.events;
    shared->runId = outer.runId;
    shared->threadId = outer.threadId + "|" + place;
    shared->strand = asio::make_strand(outer.tree->pool);
    shared->runVariable = outer.runVariable;
    shared->options = optionsWithin(outer.options, node, plan->graph().limits, memory);
    shared->isChild = true;
    shared->isStored = outer.isStored && memory != Memory::None;
    shared->isKept = memory == Memory::Kept;
    shared->call = task;
    shared->path = outer.path + node + "/";
    shared->scope = outer.scope + (outer.scope.empty() ? "" : "|") + node + ":" + task;
    return shared;
}

/// Whether the stored thread stands in the call of `task`, or has ended it.
bool isOfCall(const StoredThread& thread, const std::string& task) {
    return Json::parse(thread.chain.back().metadata).value("call", "") == task;
}

}  // namespace

std::shared_ptr<Run> Task::makeChild(const GraphCall& call) {
    const std::shared_ptr<const Plan>& plan = m_run->plan->nodes()[m_node].child;
    auto shared = shareWithin(*m_run, plan, node().id, m_id, call.memory);
    shared->activity = m_activity;
    const auto stored = shared->isStored ? m_run->tree->store.load(shared->threadId) : std::nullopt;
    ThreadState state = restoreThread(plan, shared->threadId, stored);
    const bool goesOn = stored && isOfCall(*stored, m_id);
    if (shared->isStored) {
        const CheckpointStore* source = shared->options.replay;
        if (!source && (goesOn || m_run->tree->isResumed)) source = &m_run->tree->store;
        shared->effects = std::make_shared<EffectLog>(shared->threadId, source, effectMode(shared->options));
    } else {
        shared->owner = m_run->owner.empty() ? m_id : m_run->owner;
        shared->ownerAfter = m_run->owner.empty() ? m_journal.after() : m_run->ownerAfter;
    }
    if (!goesOn) checkInput(state, call.input);
    for (auto& [id, task] : state.tasks)
        task.settleDue(m_run->clock.nowMs());
    const auto child = std::make_shared<Run>(std::move(shared), std::move(state));
    if (goesOn) {
        child->setAnswers(m_nestedAnswers, Json());
    } else {
        child->setInput(call.input);
    }
    return child;
}

asio::awaitable<GraphAnswer> Task::callGraph(GraphCall call) {
    if (!m_run->plan->nodes()[m_node].child) {
        throw Error(ErrorKind::Internal, "engine.no_subgraph", {{"node", node().id}});
    }
    const bool isKept = call.memory == Memory::Kept;
    const KeptThread kept(*m_run->tree, isKept ? m_run->threadId + "|" + node().id : std::string());
    const std::shared_ptr<Run> child = makeChild(call);
    co_await drive(child);
    co_return answerOf(*child, call);
}

GraphAnswer Task::answerOf(Run& child, const GraphCall& call) {
    const RunResult& result = child.result();
    switch (result.status) {
        case RunStatus::Completed:
            return GraphAnswer{child.endView(), child.takeCommand()};
        case RunStatus::Paused:
            if (call.memory == Memory::None && result.reason != "drain") {
                throw Error(ErrorKind::InvalidArgument, "engine.subgraph_cannot_ask", {{"node", node().id}});
            }
            m_pause = ChildPause{result.reason, child.waitingFor()};
            throw InterruptSignal();
        case RunStatus::Failed: {
            Json facts = result.error->facts();
            const Json inner = facts.value("node", Json());
            facts["node"] = node().id + (inner.is_string() ? "/" + inner.get<std::string>() : "");
            throw Error(result.error->kind(), result.error->code(), std::move(facts));
        }
        case RunStatus::Cancelled:
            break;
    }
    throw Error(ErrorKind::Cancelled, "engine.cancelled");
}

}  // namespace heddle::engine
