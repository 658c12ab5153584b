#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/engine/engine.h"
#include "core/engine/loop/router.h"
#include "core/engine/loop/thread_state.h"
#include "core/engine/threads.h"

#include <algorithm>

namespace heddle::engine {
namespace {

/// A node's part in an update, before its edges are followed.
struct Part {
    std::string name;
    NodeIndex node = kNoNode;
    const Packet* packet = nullptr;
    TaskOutcome outcome;
};

TaskOutcome outcomeWith(NodeResult result, SharedJson failed = nullptr) {
    TaskOutcome outcome;
    outcome.status = TaskStatus::Done;
    outcome.result = std::move(result);
    outcome.failed = std::move(failed);
    return outcome;
}

/// The changes of one or more steps to a thread, one after the other.
class ThreadUpdate {
public:
    ThreadUpdate(std::shared_ptr<const Plan> plan, std::string thread, const std::optional<StoredThread>& stored,
                 std::int64_t nowMs)
        : m_state(restoreThread(std::move(plan), thread, stored)), m_plan(*m_state.plan), m_nowMs(nowMs) {
        if (!stored) return;
        const CheckpointRecord& last = stored->chain.back();
        m_metadata = last.metadata;
        m_lastWriters = lastWriters(stored->chain);
    }

    /// The checkpoint that one step of updates makes.
    CheckpointRecord step(const std::vector<StateUpdate>& updates) {
        if (updates.size() == 1 && updates.front().asNode == kAsCopy) return copied(updates.front());
        m_id = newId();
        m_next = Frontier();
        m_next.barriers = m_state.frontier.barriers;
        m_next.deferred = m_state.frontier.deferred;
        m_list = std::make_unique<TaskList>(m_plan);
        m_wrote.clear();
        // What a record holds is reduced as one when it is read again, but these are two reductions.
        const bool isWhole = applyFinished();
        std::vector<Part> parts;
        for (const StateUpdate& update : updates)
            parts.push_back(partOf(update, updates.size() > 1));
        apply(parts, m_id);
        if (updates.size() == 1 && updates.front().asNode == kAsEnd) m_next = Frontier();
        m_state.channels.endStep();
        m_next.settle();
        m_state.frontier = std::move(m_next);
        m_state.tasks.clear();
        m_lastWriters = m_wrote;
        return record("update", m_state.checkpoint, m_state.step + 1, isWhole);
    }

    /// The first checkpoint of a new thread with this state.
    CheckpointRecord forked(const std::string& fromThread) {
        m_id = newId();
        m_list = std::make_unique<TaskList>(m_plan);
        for (const std::string& writer : m_lastWriters)
            m_list->add(writer, {});
        Json metadata = m_metadata.empty() ? Json::object() : Json::parse(m_metadata);
        metadata["forked_from"] = {{"thread", fromThread}, {"checkpoint", m_state.checkpoint}};
        m_metadata = compactJson(metadata);
        return record("fork", {}, m_state.step, true);
    }

private:
    static std::vector<std::string> lastWriters(const std::vector<CheckpointRecord>& chain) {
        std::vector<std::string> writers;
        for (auto record = chain.rbegin(); record != chain.rend() && writers.empty(); ++record) {
            const Json body = Json::parse(record->body);
            for (const Json& task : body.value("tasks", Json::array())) {
                const std::string name = task.at("n").get<std::string>();
                if (name == kUpdateTask || std::find(writers.begin(), writers.end(), name) != writers.end()) continue;
                writers.push_back(name);
            }
            if (record->source != "fork") break;
        }
        return writers;
    }

    Part partOf(const StateUpdate& update, bool isOneOfSeveral) {
        Part part;
        part.name = update.asNode.empty() && !isOneOfSeveral ? inferred() : update.asNode;
        if (part.name != kAsInput && part.name != kAsEnd) {
            part.node = m_plan.find(part.name);
            if (part.node == kNoNode) throw unknownNode(part.name);
        }
        if (part.name == kAsInput) m_next = Frontier();
        NodeResult result;
        if (!update.values.is_null() && !update.values.is_object()) {
            throw Error(ErrorKind::InvalidArgument, "engine.bad_input", {{"got", update.values.type_name()}});
        }
        for (const auto& [field, value] : update.values.items()) {
            if (m_plan.fieldNames()->find(field) == FieldNames::npos) {
                throw Error(ErrorKind::InvalidArgument, "engine.unknown_field", {{"field", field}});
            }
            result.updates.emplace_back(field, value);
        }
        part.outcome = outcomeWith(std::move(result));
        return part;
    }

    std::string inferred() const {
        if (m_state.checkpoint.empty()) return std::string(kAsInput);
        if (m_plan.nodes().size() == 1) return m_plan.nodes().front().id;
        if (m_lastWriters.size() == 1) return m_lastWriters.front();
        throw Error(ErrorKind::InvalidArgument, "engine.ambiguous_node",
                    {{"count", m_lastWriters.size()}, {"nodes", m_lastWriters}});
    }

    Error unknownNode(const std::string& name) const {
        std::vector<std::string> known;
        for (const PlanNode& node : m_plan.nodes())
            known.push_back(node.id);
        if (known.size() > 20) known.resize(20);
        return Error(ErrorKind::InvalidArgument, "engine.unknown_node", {{"node", name}, {"known", known}});
    }

    /// The input that was not applied yet, the update that came with answers, and the tasks that are done. Whether
    /// there was any.
    bool applyFinished() {
        std::vector<Part> parts;
        if (m_state.frontier.input) {
            NodeResult input;
            for (const auto& [field, value] : m_state.frontier.input->items())
                input.updates.emplace_back(field, value);
            parts.push_back(Part{std::string(kInputTask), kNoNode, nullptr, outcomeWith(std::move(input))});
        }
        addStored(parts, std::string(kUpdateTask), std::string(kUpdateTask), kNoNode, nullptr);
        for (const NodeIndex node : m_state.frontier.nodes) {
            const std::string& name = m_plan.nodes()[node].id;
            addStored(parts, taskId(m_state.checkpoint, name, std::nullopt), name, node, nullptr);
        }
        for (std::size_t i = 0; i < m_state.frontier.packets.size(); ++i) {
            const Packet& packet = m_state.frontier.packets[i];
            const std::string& name = m_plan.nodes()[packet.node].id;
            const std::string id = packet.id.empty() ? taskId(m_state.checkpoint, name, i) : packet.id;
            addStored(parts, id, name, packet.node, &packet);
        }
        if (parts.empty()) return false;
        apply(parts, m_state.checkpoint);
        return true;
    }

    void addStored(std::vector<Part>& parts, const std::string& task, const std::string& name, NodeIndex node,
                   const Packet* packet) const {
        const auto known = m_state.tasks.find(task);
        if (known == m_state.tasks.end() || !known->second.done) return;
        parts.push_back(Part{name, node, packet, outcomeWith(*known->second.done, known->second.failed)});
    }

    void apply(std::vector<Part>& parts, const std::string& seed) {
        std::vector<Write> writes;
        std::uint32_t place = 0;
        for (const Part& part : parts) {
            Updates updates = part.outcome.result.updates;
            m_list->add(part.name, updates);
            m_wrote.push_back(part.name);
            addWrites(m_plan, writes, place++, part.node, updates);
        }
        m_state.channels.check(writes);
        place = 0;
        for (const Part& part : parts) {
            if (part.name == kAsInput && seed == m_id) {
                for (const NodeIndex node : m_plan.entry())
                    m_next.addNode(m_plan, node);
            }
            if (part.node != kNoNode)
                route(m_plan, part.node, part.outcome, viewAfter(part, place, writes, seed), m_next);
            ++place;
        }
        m_state.channels.apply(writes, seed);
    }

    StateView viewAfter(const Part& part, std::uint32_t place, const std::vector<Write>& writes,
                        const std::string& seed) const {
        const StateView before(m_state.channels.view());
        StateView view = before;
        view.bind("run", std::make_shared<const Json>(Json{{"id", ""}, {"thread", m_state.id}}));
        if (part.packet && part.packet->item) view.bind("item", part.packet->item);
        if (part.packet && part.packet->index) view.bind("index", part.packet->index);
        std::vector<Write> own;
        for (const Write& write : writes) {
            if (write.task == place) own.push_back(write);
        }
        for (const Write& write : own) {
            const std::string& name = (*m_plan.fieldNames())[write.field];
            view.cover(name, m_state.channels.preview(write.field, before.field(name), own, seed));
        }
        return view;
    }

    CheckpointRecord copied(const StateUpdate& update) {
        if (!update.values.is_null()) {
            throw Error(ErrorKind::InvalidArgument, "engine.bad_input", {{"got", update.values.type_name()}});
        }
        if (m_state.checkpoint.empty()) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", m_state.id}});
        m_id = newId();
        m_list = std::make_unique<TaskList>(m_plan);
        for (const std::string& writer : m_lastWriters)
            m_list->add(writer, {});
        m_state.tasks.clear();
        return record("fork", m_state.parent, m_state.step, true);
    }

    CheckpointRecord record(std::string source, std::string parent, int step, bool isWhole) {
        CheckpointRecord made;
        made.id = m_id;
        made.parent = std::move(parent);
        made.step = step;
        made.source = std::move(source);
        made.createdMs = m_nowMs;
        made.metadata = m_metadata.empty() ? "{}" : m_metadata;
        made.snapshot = isWhole || m_state.wantsSnapshot();
        const Json snapshot = made.snapshot ? m_state.channels.stored() : Json();
        made.body = encodeBody(m_plan, *m_list, m_state.frontier, made.snapshot ? &snapshot : nullptr);
        m_state.stored(made);
        return made;
    }

    ThreadState m_state;
    const Plan& m_plan;
    std::int64_t m_nowMs;
    std::string m_metadata;
    std::vector<std::string> m_lastWriters;
    std::string m_id;
    Frontier m_next;
    std::unique_ptr<TaskList> m_list;
    std::vector<std::string> m_wrote;
};

}  // namespace

std::string Threads::update(const std::shared_ptr<const Plan>& plan, const std::string& thread, StateUpdate update,
                            const std::string& checkpoint) {
    std::vector<std::vector<StateUpdate>> steps(1);
    steps.front().push_back(std::move(update));
    return this->update(plan, thread, steps, checkpoint);
}

std::string Threads::update(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                            const std::vector<std::vector<StateUpdate>>& steps, const std::string& checkpoint) {
    const auto reserved = m_engine.reserve(thread);
    auto stored = m_engine.store().load(thread, checkpoint);
    if (!stored && !checkpoint.empty()) loaded(thread, checkpoint);
    if (stored && !stored->isHead) stored->tasks.clear();
    ThreadUpdate change(plan, thread, stored, m_clock.nowMs());
    std::string head = stored ? stored->chain.back().id : std::string();
    std::vector<CheckpointRecord> records;  // all of them before the first is stored: one may be refused
    for (const auto& updates : steps)
        records.push_back(change.step(updates));
    std::int64_t epoch = stored ? stored->epoch : 0;
    for (CheckpointRecord& record : records) {
        head = record.id;
        commit(thread, epoch++, std::move(record));
    }
    return head;
}

std::string Threads::fork(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                          const std::string& checkpoint, const std::string& newThread) {
    const auto made = m_engine.reserve(newThread);
    const StoredThread stored = loaded(thread, checkpoint);
    if (m_engine.store().load(newThread)) {
        throw Error(ErrorKind::Conflict, "engine.thread_exists", {{"thread", newThread}});
    }
    if (stored.isHead) copyChildren(thread, newThread);
    CheckpointRecord first = ThreadUpdate(plan, thread, stored, m_clock.nowMs()).forked(thread);
    std::string id = first.id;
    commit(newThread, 0, std::move(first));
    return id;
}

}  // namespace heddle::engine
