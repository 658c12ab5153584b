#include "core/engine/threads.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/engine/engine.h"
#include "core/engine/loop/thread_state.h"

#include <algorithm>
#include <future>

namespace heddle::engine {
namespace {

/// A task as its checkpoint's body plans it.
struct PlannedTask {
    std::string node;
    std::string id;
};

std::vector<PlannedTask> plannedTasks(const std::string& checkpoint, const Json& body) {
    std::vector<PlannedTask> tasks;
    for (const Json& name : body.value("next", Json::array())) {
        const std::string node = name.get<std::string>();
        tasks.push_back({node, taskId(checkpoint, node, std::nullopt)});
    }
    std::size_t place = 0;
    for (const Json& packet : body.value("packets", Json::array())) {
        const std::string node = packet.at("n").get<std::string>();
        tasks.push_back({node, packet.value("id", taskId(checkpoint, node, place))});
        ++place;
    }
    return tasks;
}

Json resultOf(const Updates& updates) {
    Json result = Json::object();
    std::set<std::string> repeated;
    for (const auto& [field, value] : updates) {
        if (!result.contains(field)) {
            result[field] = value;
            continue;
        }
        if (repeated.insert(field).second) result[field] = Json::array({result[field]});
        result[field].push_back(value);
    }
    return result;
}

void addStored(ThreadTask& task, const StoredTask& stored) {
    task.isDone = stored.done.has_value();
    if (stored.done) task.result = resultOf(stored.done->updates);
    if (stored.error) task.error = *stored.error;
    if (stored.done) return;
    const auto add = [&task](std::string id, std::string node, const Json& question, bool isSleep,
                             std::int64_t wakeMs) {
        if (wakeMs > 0 && (task.wakeMs == 0 || wakeMs < task.wakeMs)) task.wakeMs = wakeMs;
        if (!isSleep) task.questions.push_back({std::move(id), std::move(node), question, wakeMs});
    };
    if (stored.asksItself()) {
        const StoredTask::Asked& asked = stored.asked.back();
        add(questionId(task.id, stored.asked.size() - 1), task.node, asked.question, asked.isSleep, asked.wakeMs);
    }
    for (const StoredTask::Nested& one : stored.nested) {
        if (!one.answer) add(one.id, task.node + "/" + one.node, one.question, one.isSleep, one.wakeMs);
    }
}

/// What the step after a checkpoint came to, from the checkpoint that it made.
void addFollowed(std::vector<ThreadTask>& tasks, const std::string& body) {
    if (body.empty()) return;
    std::vector<Json> results;
    for (const Json& task : Json::parse(body).value("tasks", Json::array())) {
        if (!task.at("n").get_ref<const std::string&>().starts_with("$")) results.push_back(task);
    }
    for (std::size_t i = 0; i < std::min(tasks.size(), results.size()); ++i) {
        if (results[i].at("n") != tasks[i].node) continue;
        tasks[i].isDone = true;
        tasks[i].result = resultOf(updatesFromJson(results[i].value("w", Json::array())));
    }
}

ThreadSnapshot describe(const std::string& thread, const CheckpointRecord& record,
                        const std::vector<TaskRecord>& stored) {
    ThreadSnapshot snapshot;
    snapshot.thread = thread;
    snapshot.checkpoint = record.id;
    snapshot.parent = record.parent;
    snapshot.source = record.source;
    snapshot.step = record.step;
    snapshot.createdMs = record.createdMs;
    const Json body = Json::parse(record.body);
    if (!record.metadata.empty()) snapshot.metadata = Json::parse(record.metadata);
    for (const PlannedTask& planned : plannedTasks(record.id, body)) {
        ThreadTask task;
        task.id = planned.id;
        task.node = planned.node;
        for (const TaskRecord& known : stored) {
            if (known.task == task.id) addStored(task, decodeTask(known.body));
        }
        snapshot.tasks.push_back(std::move(task));
    }
    addFollowed(snapshot.tasks, record.followed);
    if (body.contains("input")) snapshot.next.emplace_back(kInputTask);
    // Of an older checkpoint all tasks are to do again: going on from it starts there.
    for (const ThreadTask& task : snapshot.tasks) {
        if (!task.isDone || !record.followed.empty()) snapshot.next.push_back(task.node);
    }
    return snapshot;
}

Error badRecord(const std::string& thread, const std::string& checkpoint, const std::exception& reason) {
    return Error(ErrorKind::Storage, "engine.bad_checkpoint",
                 {{"thread", thread}, {"checkpoint", checkpoint}, {"reason", reason.what()}});
}

ThreadSnapshot describeSafely(const std::string& thread, const CheckpointRecord& record,
                              const std::vector<TaskRecord>& stored) {
    try {
        return describe(thread, record, stored);
    } catch (const Json::exception& e) {
        throw badRecord(thread, record.id, e);
    }
}

/// What the finished tasks of an unfinished step have written, beside the step's update.
void showFinishedTasks(ThreadState& state, const std::vector<ThreadTask>& planned) {
    const auto show = [&state](const std::string& id) {
        const auto known = state.tasks.find(id);
        if (known == state.tasks.end() || !known->second.done) return;
        std::vector<Write> writes;
        Updates updates = known->second.done->updates;
        addWrites(*state.plan, writes, 0, kNoNode, updates);
        try {
            state.channels.check(writes);
            state.channels.apply(writes, state.checkpoint);
        } catch (const Error&) {
            // What cannot be reduced is not part of the state; resuming tells of it.
        }
    };
    show(std::string(kUpdateTask));
    for (const ThreadTask& task : planned)
        show(task.id);
}

Json valuesOf(const ThreadState& state) { return StateView(state.channels.view()).toJson(); }

/// Fills in the values of `snapshots`, newest first. A chain is read once for all of them that lie on it.
void fillValues(const CheckpointStore& store, const std::shared_ptr<const Plan>& plan, const std::string& thread,
                std::vector<ThreadSnapshot>& snapshots) {
    std::map<std::string, ThreadSnapshot*> wanted;
    for (ThreadSnapshot& snapshot : snapshots)
        wanted[snapshot.checkpoint] = &snapshot;
    for (ThreadSnapshot& snapshot : snapshots) {
        if (!snapshot.values.is_null()) continue;
        const auto stored = store.load(thread, snapshot.checkpoint);
        if (!stored) continue;
        restoreThread(plan, thread, stored, [&wanted](const ThreadState& state) {
            const auto place = wanted.find(state.checkpoint);
            if (place != wanted.end() && place->second->values.is_null()) place->second->values = valuesOf(state);
        });
    }
}

/// Makes nodes that are never run.
class StillNodes final : public NodeFactory {
public:
    std::unique_ptr<NodeRunner> make(const domain::Node&) const override { return std::make_unique<Still>(); }

private:
    class Still final : public NodeRunner {
    public:
        boost::asio::awaitable<NodeResult> run(NodeContext&) const override {
            throw Error(ErrorKind::Internal, "engine.plan_for_state");
        }
    };
};

}  // namespace

Json toJson(const ThreadSnapshot& snapshot) {
    Json tasks = Json::array();
    for (const ThreadTask& task : snapshot.tasks) {
        Json questions = Json::array();
        for (const Question& one : task.questions)
            questions.push_back({{"id", one.id}, {"node", one.node}, {"question", one.question}});
        tasks.push_back({{"id", task.id},
                         {"node", task.node},
                         {"done", task.isDone},
                         {"result", task.result},
                         {"error", task.error},
                         {"wake_ms", task.wakeMs > 0 ? Json(task.wakeMs) : Json()},
                         {"questions", std::move(questions)}});
    }
    return {{"thread", snapshot.thread},
            {"checkpoint", snapshot.checkpoint},
            {"parent", snapshot.parent.empty() ? Json() : Json(snapshot.parent)},
            {"source", snapshot.source},
            {"step", snapshot.step},
            {"created_ms", snapshot.createdMs},
            {"metadata", snapshot.metadata},
            {"values", snapshot.values},
            {"next", snapshot.next},
            {"tasks", std::move(tasks)},
            {"head", snapshot.isHead}};
}

std::shared_ptr<const Plan> planForState(const domain::Graph& graph) { return compile(graph, StillNodes()); }

std::optional<std::string> bodyProblem(const CheckpointRecord& record) {
    try {
        const Json body = Json::parse(record.body);
        if (record.snapshot && !body.at("state").is_object()) return "the state is no object";
        for (const Json& task : body.value("tasks", Json::array())) {
            if (!task.at("n").is_string()) return "a task has no name";
            updatesFromJson(task.value("w", Json::array()));
        }
        plannedTasks(record.id, body);
        if (!Json::parse(record.metadata).is_object()) return "the metadata is no object";
    } catch (const Json::exception& e) {
        return e.what();
    }
    return std::nullopt;
}

StoredThread Threads::loaded(const std::string& thread, const std::string& checkpoint) const {
    auto stored = m_engine.store().load(thread, checkpoint);
    if (stored) return std::move(*stored);
    if (checkpoint.empty()) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", thread}});
    throw Error(ErrorKind::NotFound, "engine.no_checkpoint", {{"thread", thread}, {"checkpoint", checkpoint}});
}

std::optional<ThreadSnapshot> Threads::state(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                                             const std::string& checkpoint) const {
    auto stored = m_engine.store().load(thread, checkpoint);
    if (!stored) return std::nullopt;
    if (!checkpoint.empty()) stored->tasks.clear();
    ThreadSnapshot snapshot = describeSafely(thread, stored->chain.back(), stored->tasks);
    snapshot.isHead = stored->isHead;
    ThreadState state = restoreThread(plan, thread, stored);
    showFinishedTasks(state, snapshot.tasks);
    snapshot.values = valuesOf(state);
    return snapshot;
}

std::vector<ThreadSnapshot> Threads::history(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                                             HistoryQuery query) const {
    query.withFollowed = true;
    const auto records = m_engine.store().history(thread, query);
    std::vector<ThreadSnapshot> snapshots;
    if (records.empty()) return snapshots;
    const auto head = m_engine.store().load(thread);
    if (!head) return snapshots;
    for (const CheckpointRecord& record : records) {
        const bool isHead = record.id == head->chain.back().id;
        snapshots.push_back(describeSafely(thread, record, isHead ? head->tasks : std::vector<TaskRecord>()));
        snapshots.back().isHead = isHead;
    }
    if (plan) fillValues(m_engine.store(), plan, thread, snapshots);
    return snapshots;
}

std::vector<ThreadTask> Threads::tasks(const std::string& thread) const {
    const auto stored = m_engine.store().load(thread);
    if (!stored) return {};
    return describeSafely(thread, stored->chain.back(), stored->tasks).tasks;
}

std::string Threads::find(const std::string& thread, const std::string& prefix) const {
    if (prefix.empty()) return loaded(thread, {}).chain.back().id;
    if (m_engine.store().load(thread, prefix)) return prefix;
    std::vector<std::string> found;
    for (const CheckpointRecord& record : m_engine.store().history(thread, {})) {
        if (record.id.starts_with(prefix)) found.push_back(record.id);
    }
    if (found.empty()) {
        throw Error(ErrorKind::NotFound, "engine.no_checkpoint", {{"thread", thread}, {"checkpoint", prefix}});
    }
    if (found.size() > 1) {
        throw Error(ErrorKind::InvalidArgument, "engine.which_checkpoint",
                    {{"thread", thread}, {"checkpoint", prefix}, {"count", found.size()}});
    }
    return found.front();
}

void Threads::commit(const std::string& thread, std::int64_t epoch, CheckpointRecord record) const {
    Commit commit;
    commit.thread = thread;
    commit.epoch = epoch;
    commit.tasksOf = record.id;
    commit.checkpoint = std::move(record);
    std::promise<void> stored;
    m_engine.store().commit(std::move(commit), [&stored](std::exception_ptr failure) {
        if (failure) {
            stored.set_exception(failure);
        } else {
            stored.set_value();
        }
    });
    stored.get_future().get();
}

std::string Threads::rewind(const std::string& thread, const std::string& checkpoint) {
    const auto reserved = m_engine.reserve(thread);
    const StoredThread stored = loaded(thread, checkpoint);
    const CheckpointRecord& from = stored.chain.back();
    if (stored.isHead) return from.id;
    Json body;
    try {
        body = Json::parse(from.body);
    } catch (const Json::exception& e) {
        throw badRecord(thread, from.id, e);
    }
    body.erase("tasks");
    body.erase("state");
    CheckpointRecord fork;
    fork.id = newId();
    fork.parent = from.id;
    fork.step = from.step + 1;
    fork.source = "fork";
    fork.createdMs = m_clock.nowMs();
    fork.metadata = from.metadata;
    fork.body = compactJson(body);
    const std::string id = fork.id;
    commit(thread, stored.epoch, std::move(fork));
    return id;
}

void Threads::copy(const std::string& from, const std::string& to) {
    const auto kept = m_engine.reserve(from);
    const auto made = m_engine.reserve(to);
    if (m_engine.store().load(to)) throw Error(ErrorKind::Conflict, "engine.thread_exists", {{"thread", to}});
    copyChildren(from, to);
    m_engine.store().copy(from, to);  // last: when it is there, all of it is
}

void Threads::copyChildren(const std::string& from, const std::string& to) {
    for (const std::string& name : m_engine.store().threadsOf(from)) {
        const std::string made = to + name.substr(from.size());
        if (name != from && m_engine.store().threadsOf(made).empty()) m_engine.store().copy(name, made);
    }
}

void Threads::prune(const std::string& thread, const Retention& retention) {
    if (retention.newest <= 0 && retention.sinceMs <= 0) return;
    CheckpointStore& store = m_engine.store();
    for (const std::string& name : store.threadsOf(thread)) {
        int young = 0;
        if (retention.sinceMs > 0) {
            const auto records = store.history(name, {});
            young = static_cast<int>(std::count_if(records.begin(), records.end(), [&](const CheckpointRecord& record) {
                return record.createdMs >= retention.sinceMs;
            }));
        }
        store.prune(name, std::max({1, retention.newest, young}));
    }
}

void Threads::remove(const std::string& thread) {
    const auto reserved = m_engine.reserve(thread);
    const auto names = m_engine.store().threadsOf(thread);
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        m_engine.store().prune(*name, 0);
}

}  // namespace heddle::engine
