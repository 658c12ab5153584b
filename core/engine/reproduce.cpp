#include "core/engine/reproduce.h"

#include "core/engine/loop/run.h"
#include "core/engine/memory_store.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace heddle::engine {
namespace {

using Records = std::vector<CheckpointRecord>;

bool isFromOutside(const CheckpointRecord& record) { return record.source == "update" || record.source == "fork"; }

/// What a step did, as its checkpoint tells: without the state, which follows from it, and without the input, which is
/// not in every one.
Json deedsOf(const CheckpointRecord& record) {
    Json body = Json::parse(record.body);
    body.erase("state");
    body.erase("input");
    Json tasks = body.value("tasks", Json::array());
    for (Json& task : tasks) {
        if (task.value("n", "") == kInputTask) task.erase("w");
    }
    body["tasks"] = std::move(tasks);
    return body;
}

bool hasUpdate(const CheckpointRecord& record) {
    const Json tasks = Json::parse(record.body).value("tasks", Json::array());
    return std::any_of(tasks.begin(), tasks.end(), [](const Json& task) { return task.value("n", "") == kUpdateTask; });
}

/// The first node of two steps that wrote something else; empty when they differ in what is to be done next.
std::string nodeToBlame(const Json& before, const Json& after) {
    const Json& old = before["tasks"];
    const Json& now = after["tasks"];
    for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i) {
        if (old[i] != now[i]) return old[i].value("n", "");
    }
    return {};
}

Records childrenOf(const CheckpointStore& store, const std::string& thread, const std::string& parent) {
    Records all = store.history(thread, {});
    std::erase_if(all, [&parent](const CheckpointRecord& record) { return record.parent != parent; });
    return all;
}

bool hasLoop(const CheckpointStore& store, const std::string& thread, const std::string& parent) {
    const Records children = childrenOf(store, thread, parent);
    return std::any_of(children.begin(), children.end(),
                       [](const CheckpointRecord& record) { return record.source == "loop"; });
}

/// Compares the threads of a replay with the recorded ones.
class Comparison {
public:
    Comparison(const CheckpointStore& recorded, const CheckpointStore& replayed, Reproduction& result)
        : m_recorded(recorded), m_replayed(replayed), m_result(result) {}

    void compare(const std::string& thread) {
        const Records recorded = m_recorded.history(thread, {});
        Records replayed = m_replayed.history(thread, {});
        std::reverse(replayed.begin(), replayed.end());
        std::map<std::string, const CheckpointRecord*> known;
        for (const CheckpointRecord& record : recorded)
            known[record.id] = &record;
        for (const CheckpointRecord& record : replayed) {
            const auto old = known.find(record.id);
            if (old == known.end()) return endsAt(recorded, record.parent);
            if (hasUpdate(*old->second)) return void(m_result.changedAt = record.parent);
            const Json before = deedsOf(*old->second);
            const Json after = deedsOf(record);
            if (before != after) {
                return blame(Error(ErrorKind::Conflict, "engine.replay_wrote", {{"node", nodeToBlame(before, after)}}),
                             thread, record);
            }
            ++m_result.checkpoints;
            m_last[thread] = record;
        }
    }

    /// The recorded thread has steps that the replay does not have, although it ended well.
    void findMissing(const std::string& thread) {
        for (const CheckpointRecord& record : childrenOf(m_recorded, thread, m_last[thread].id)) {
            if (isFromOutside(record)) m_result.changedAt = record.parent;
        }
        if (m_result.changedAt.empty() && hasLoop(m_recorded, thread, m_last[thread].id)) {
            blame(Error(ErrorKind::Conflict, "engine.replay_stopped"), thread, m_last[thread]);
        }
    }

    void blame(const Error& error, const std::string& thread, const CheckpointRecord& at) {
        if (m_result.divergence) return;
        m_result.divergence = error.with("thread", thread).with("checkpoint", at.id).with("step", at.step);
    }

    const CheckpointRecord& lastOf(const std::string& thread) { return m_last[thread]; }

private:
    /// The recording has nothing after the checkpoint, or something that came from outside.
    void endsAt(const Records& recorded, const std::string& parent) {
        for (const CheckpointRecord& record : recorded) {
            if (record.parent == parent && isFromOutside(record)) m_result.changedAt = parent;
        }
    }

    const CheckpointStore& m_recorded;
    const CheckpointStore& m_replayed;
    Reproduction& m_result;
    std::map<std::string, CheckpointRecord> m_last;  ///< that came out as recorded, by thread
};

/// The thread's first checkpoint, with the input in it.
CheckpointRecord rootOf(const CheckpointStore& store, const std::string& thread) {
    const Records inputs = store.history(thread, {.source = "input"});
    if (inputs.empty() || !inputs.back().parent.empty() || !isRecorded(inputs.back())) {
        throw Error(ErrorKind::InvalidArgument, "engine.not_recorded", {{"thread", thread}});
    }
    return inputs.back();
}

/// The recorded input that came after `checkpoint`.
std::optional<CheckpointRecord> inputAfter(const CheckpointStore& store, const std::string& thread,
                                           const std::string& checkpoint) {
    for (CheckpointRecord& record : childrenOf(store, thread, checkpoint)) {
        if (record.source == "input") return std::move(record);
    }
    return std::nullopt;
}

/// Runs the recorded thread again, from input to input.
class Replay {
public:
    Replay(Engine& engine, std::shared_ptr<const Plan> plan, std::string thread, EventSink* sink)
        : m_engine(engine), m_plan(std::move(plan)), m_thread(std::move(thread)) {
        m_options.store = &m_store;
        m_options.replay = &engine.store();
        m_options.sink = sink;
    }

    boost::asio::awaitable<RunResult> run() {
        std::optional<CheckpointRecord> input = rootOf(m_engine.store(), m_thread);
        RunResult result;
        while (input) {
            m_options.runId = Json::parse(input->metadata).value("run", "");
            m_options.inputId = input->id;
            Json fields = Json::parse(input->body).value("input", Json::object());
            result = co_await m_engine.start(m_plan, m_thread, std::move(fields), m_options);
            co_await goOn(result);
            input = inputAfter(m_engine.store(), m_thread, result.checkpointId);
        }
        co_return result;
    }

    const MemoryStore& store() const { return m_store; }

private:
    /// Where somebody let the recorded run go on after it had failed, as at its limit of steps.
    boost::asio::awaitable<void> goOn(RunResult& result) {
        const Answers none;
        std::string last;
        while (result.error && !isReplayError(*result.error) && result.checkpointId != last &&
               hasLoop(m_engine.store(), m_thread, result.checkpointId)) {
            last = result.checkpointId;
            result = co_await m_engine.resume(m_plan, m_thread, none, m_options);
        }
    }

    Engine& m_engine;
    std::shared_ptr<const Plan> m_plan;
    std::string m_thread;
    MemoryStore m_store;
    RunOptions m_options;
};

}  // namespace

boost::asio::awaitable<Reproduction> reproduce(Engine& engine, std::shared_ptr<const Plan> plan, std::string thread,
                                               EventSink* sink) {
    Replay replay(engine, std::move(plan), thread, sink);
    const RunResult result = co_await replay.run();
    Reproduction reproduction;
    reproduction.status = result.status;
    Comparison comparison(engine.store(), replay.store(), reproduction);
    for (const std::string& one : replay.store().threadsOf(thread))
        comparison.compare(one);
    const bool goesOn = hasLoop(engine.store(), thread, result.checkpointId);
    if (result.error && isReplayError(*result.error) && (goesOn || result.error->code() != "engine.replay_ended")) {
        comparison.blame(*result.error, thread, comparison.lastOf(thread));
    }
    comparison.findMissing(thread);
    // It only tells that the replay did not know of the change.
    if (reproduction.divergence && reproduction.changedAt == reproduction.divergence->facts().value("checkpoint", ""))
        reproduction.divergence.reset();
    co_return reproduction;
}

}  // namespace heddle::engine
