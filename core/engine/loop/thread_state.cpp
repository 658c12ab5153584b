#include "core/engine/loop/thread_state.h"

#include "core/base/error.h"
#include "core/engine/loop/digest.h"

namespace heddle::engine {
namespace {

constexpr std::size_t kLeastTail = 64;

NodeIndex knownNode(const Plan& plan, const std::string& thread, const Json& name) {
    const NodeIndex node = plan.find(name.get_ref<const std::string&>());
    if (node == kNoNode) {
        throw Error(ErrorKind::Conflict, "engine.graph_changed", {{"thread", thread}, {"node", name}});
    }
    return node;
}

SharedJson optionalMember(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found == json.end() ? nullptr : std::make_shared<const Json>(*found);
}

std::vector<NodeIndex> nodeList(const Plan& plan, const std::string& thread, const Json& json) {
    std::vector<NodeIndex> nodes;
    for (const Json& name : json)
        nodes.push_back(knownNode(plan, thread, name));
    return nodes;
}

Frontier decodeFrontier(const Plan& plan, const std::string& thread, const Json& body) {
    Frontier frontier;
    frontier.nodes = nodeList(plan, thread, body.value("next", Json::array()));
    frontier.deferred = nodeList(plan, thread, body.value("deferred", Json::array()));
    for (const Json& packet : body.value("packets", Json::array())) {
        Packet one;
        one.node = knownNode(plan, thread, packet.at("n"));
        one.item = optionalMember(packet, "i");
        one.index = optionalMember(packet, "k");
        one.error = optionalMember(packet, "e");
        one.timeoutMs = packet.value("ms", std::int64_t{0});
        one.id = packet.value("id", std::string());
        frontier.packets.push_back(std::move(one));
    }
    const Json barriers = body.value("barriers", Json::object());
    for (std::uint32_t i = 0; i < plan.barriers().size(); ++i) {
        const auto found = barriers.find(plan.barriers()[i].edge);
        if (found != barriers.end()) frontier.barriers[i] = nodeList(plan, thread, *found);
    }
    frontier.input = optionalMember(body, "input");
    return frontier;
}

/// Reduces a record's writes; `input` is the one that the record before it held.
void applyRecord(ThreadState& state, const CheckpointRecord& record, const Json& body, const Json& input) {
    std::vector<Write> writes;
    std::uint32_t place = 0;
    for (const Json& task : body.value("tasks", Json::array())) {
        const std::string& name = task.at("n").get_ref<const std::string&>();
        Updates updates;
        if (name == kInputTask && !task.contains("w")) {
            for (const auto& [field, value] : input.items())
                updates.emplace_back(field, value);
        } else {
            updates = updatesFromJson(task.value("w", Json::array()));
        }
        addWrites(*state.plan, writes, place++, state.plan->find(name), updates);
    }
    state.channels.apply(writes, record.id);
    if (body.contains("tasks")) state.channels.endStep();
}

void readChain(ThreadState& state, const std::vector<CheckpointRecord>& chain,
               const std::function<void(const ThreadState&)>& visit) {
    Json input;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        const Json body = Json::parse(chain[i].body);
        if (i == 0) {
            state.channels.restore(body.at("state"));
        } else {
            applyRecord(state, chain[i], body, input);
        }
        input = body.value("input", Json());
        if (i + 1 == chain.size()) state.frontier = decodeFrontier(*state.plan, state.id, body);
        state.stored(chain[i]);
        if (visit) visit(state);
    }
}

}  // namespace

bool ThreadState::wantsSnapshot() const {
    if (checkpoint.empty()) return true;
    return tailRecords >= kLeastTail && tailBytes >= 3 * snapshotBytes;
}

void ThreadState::stored(const CheckpointRecord& record) {
    checkpoint = record.id;
    parent = record.parent;
    source = record.source;
    step = record.step;
    createdMs = record.createdMs;
    if (record.snapshot) {
        snapshotBytes = record.body.size();
        tailBytes = 0;
        tailRecords = 0;
    } else {
        tailBytes += record.body.size();
        ++tailRecords;
    }
}

ThreadState restoreThread(std::shared_ptr<const Plan> plan, const std::string& thread,
                          const std::optional<StoredThread>& stored,
                          const std::function<void(const ThreadState&)>& visit) {
    ThreadState state(std::move(plan), thread);
    if (!stored) return state;
    state.epoch = stored->epoch;
    const std::string& head = stored->chain.back().id;
    try {
        readChain(state, stored->chain, visit);
        for (const TaskRecord& task : stored->tasks)
            state.tasks[task.task] = decodeTask(task.body);
    } catch (const Json::exception& e) {
        throw Error(ErrorKind::Storage, "engine.bad_checkpoint",
                    {{"thread", thread}, {"checkpoint", head}, {"reason", e.what()}});
    }
    return state;
}

std::string taskId(const std::string& checkpoint, const std::string& node, std::optional<std::size_t> packet) {
    Digest digest(checkpoint);
    digest.add(node);
    if (packet) digest.add(*packet);
    return digest.text();
}

std::string questionId(const std::string& task, std::size_t number) { return task + "-" + std::to_string(number); }

}  // namespace heddle::engine
