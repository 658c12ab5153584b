#pragma once
#include "core/engine/checkpoint_store.h"
#include "core/engine/plan.h"
#include "core/engine/run.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}

namespace heddle::engine {

class Engine;
struct ThreadState;

/// One task of the step after a checkpoint.
struct ThreadTask {
    std::string id;
    std::string node;
    bool isDone = false;
    Json result;  ///< done: object of the fields that it wrote, the values of a field written twice as a list; or null
    Json error;   ///< how its last attempt failed, or null
    std::int64_t wakeMs = 0;          ///< when it goes on by itself; 0: never
    std::vector<Question> questions;  ///< what it waits for an answer to, with its sub-graph
};

/// A thread at one of its checkpoints.
struct ThreadSnapshot {
    std::string thread;
    std::string checkpoint;
    std::string parent;  ///< id; empty: none, or pruned away
    std::string source;  ///< "input", "loop", "update", "fork"
    int step = -1;
    std::int64_t createdMs = 0;
    Json metadata = Json::object();
    Json values;                    ///< object of state fields; null in a history without values
    std::vector<std::string> next;  ///< nodes that have not finished; "$input": an input that was not applied yet
    std::vector<ThreadTask> tasks;  ///< with those that have finished
    bool isHead = false;
};

Json toJson(const ThreadSnapshot& snapshot);

/// A change of the state from outside, as if a node had made it.
struct StateUpdate {
    Json values;         ///< object of state fields, reduced as a node's; or null
    std::string asNode;  ///< whose edges are followed; empty: the node that wrote last
};

/// A new input: the graph begins anew with it.
inline constexpr std::string_view kAsInput = "$input";
/// Nothing is left to do; what had finished is kept.
inline constexpr std::string_view kAsEnd = "$end";
/// With null values: a sibling of the checkpoint with the same state, as a fork.
inline constexpr std::string_view kAsCopy = "$copy";

/// Which checkpoints are kept: the union of both, and always the head. 0: that rule keeps none; both 0: all.
struct Retention {
    int newest = 0;
    std::int64_t sinceMs = 0;
};

/// A plan to look at and change threads with, but not to run: its nodes are of any type and need no services.
std::shared_ptr<const Plan> planForState(const domain::Graph& graph);

/// Why a record's body cannot be read; nothing when it can.
std::optional<std::string> bodyProblem(const CheckpointRecord& record);

/// The threads of an engine, looked at and changed from outside of runs. Blocks for the store. What changes a thread
/// refuses one that runs in this process (Error(Conflict, "engine.thread_busy")), and meets another process by the
/// thread's epoch (Conflict, "engine.thread_conflict"). A history is never rewritten: a change adds a checkpoint. The
/// engine must outlive it. Safe from any thread.
class Threads {
public:
    Threads(Engine& engine, const Clock& clock) : m_engine(engine), m_clock(clock) {}

    /// The newest state, with what finished tasks of an unfinished step wrote; or, at `checkpoint`, without. Nothing
    /// when there is no such thread or checkpoint.
    std::optional<ThreadSnapshot> state(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                                        const std::string& checkpoint = {}) const;
    /// Newest first. Without a plan, without values.
    std::vector<ThreadSnapshot> history(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                                        HistoryQuery query = {}) const;
    /// What the head's tasks have come to, and what they ask.
    std::vector<ThreadTask> tasks(const std::string& thread) const;
    /// The id of the one checkpoint whose id begins with `prefix`; the head's when that is empty. Throws (NotFound,
    /// "engine.no_thread" | "engine.no_checkpoint"), (InvalidArgument, "engine.which_checkpoint").
    std::string find(const std::string& thread, const std::string& prefix) const;

    /// Adds a checkpoint after `checkpoint` (empty: the head) that holds the updates, and gives its id: the finished
    /// tasks' writes first, then the updates', then their edges; other tasks that were still to do are given up.
    /// Several updates of one step name their nodes. Throws (InvalidArgument, "engine.unknown_node" |
    /// "engine.ambiguous_node" | "engine.unknown_field" | "engine.bad_input"), what reducers and edges throw, and
    /// (NotFound, "engine.no_checkpoint").
    std::string update(const std::shared_ptr<const Plan>& plan, const std::string& thread, StateUpdate update,
                       const std::string& checkpoint = {});
    std::string update(const std::shared_ptr<const Plan>& plan, const std::string& thread,
                       const std::vector<std::vector<StateUpdate>>& steps, const std::string& checkpoint = {});
    /// Makes `checkpoint` the place from which the thread goes on, by a fork of it as the new head; Engine::resume()
    /// then replays: all that came after runs again. The head is left as it is. Gives the head's id.
    std::string rewind(const std::string& thread, const std::string& checkpoint);
    /// A new thread that begins with the state at `checkpoint` (empty: the head). Throws (Conflict,
    /// "engine.thread_exists"). Sub-graphs keep what they remember when it is the head, and begin anew otherwise. Gives
    /// its checkpoint's id.
    std::string fork(const std::shared_ptr<const Plan>& plan, const std::string& thread, const std::string& checkpoint,
                     const std::string& newThread);
    /// With all checkpoints, tasks and sub-graphs' threads. Nothing happens when `from` does not exist.
    void copy(const std::string& from, const std::string& to);
    void prune(const std::string& thread, const Retention& retention);
    /// With its sub-graphs' threads. Nothing happens when it does not exist.
    void remove(const std::string& thread);

private:
    void commit(const std::string& thread, std::int64_t epoch, CheckpointRecord record) const;
    void copyChildren(const std::string& from, const std::string& to);
    StoredThread loaded(const std::string& thread, const std::string& checkpoint) const;

    Engine& m_engine;
    const Clock& m_clock;
};

}  // namespace heddle::engine
