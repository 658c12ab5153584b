#pragma once
#include "core/base/error.h"

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::engine {

/// One row of a thread's history. `body` is compact JSON that only the engine reads (checkpoint.h): the writes of the
/// step, or, in a snapshot, the whole state. A state is its nearest snapshot along `parent`, and what came after it.
struct CheckpointRecord {
    std::string id;      ///< unique in the world
    std::string parent;  ///< id, or empty for the thread's first
    int step = -1;       ///< -1 is the first input; counts on along a thread
    std::string source;  ///< "input", "loop", "update", "fork"
    bool snapshot = false;
    std::int64_t createdMs = 0;
    std::string metadata;  ///< compact JSON object: the run's id and the caller's own members
    std::string body;
    std::string followed;  ///< in a history that asks for it: the body of the first step made from here
};

/// What one task of the step after checkpoint `checkpoint` has come to so far. Same task: replaces.
struct TaskRecord {
    std::string task;
    std::string node;
    std::string body;  ///< compact JSON that only the engine reads
};

/// What one task was answered when it asked the world (effect.h), or a person.
struct EffectRecord {
    std::string owner;  ///< task of this thread that it is about: `task`, or the one in whose unstored sub-graph it is
    std::string task;
    int number = 0;     ///< place in the task's life, over all its attempts
    std::string after;  ///< id of the checkpoint that the owner follows
    std::string body;   ///< compact JSON that only the engine reads (effect_log.h)
};

/// One write to a thread: takes place whole or not at all, in one transaction, in this order: the tasks stored for the
/// thread are deleted when there is a checkpoint (its body holds what they wrote) or `dropTasks`; the checkpoint is
/// stored; `tasks` are stored; the effects of the owners in `forget` are deleted; each of `effects` is stored, in the
/// place of those of its task with this or a higher number.
struct Commit {
    std::string thread;
    /// The number of commits that this writer knows the thread to have. Another number in the store means that somebody
    /// else writes to the thread: Error(Conflict, "engine.thread_conflict") with the fact `thread`, nothing stored.
    /// Otherwise the thread has one more afterwards.
    std::int64_t epoch = 0;
    std::optional<CheckpointRecord> checkpoint;  ///< becomes the thread's head
    bool dropTasks = false;
    std::string tasksOf;  ///< checkpoint that `tasks` follow: the head after this commit
    std::vector<TaskRecord> tasks;
    std::vector<std::string> forget;
    std::vector<EffectRecord> effects;
    bool isAwaited = false;  ///< the run does nothing else until it is done: it may be done when commit() returns
};

/// A thread as the engine needs it to go on.
struct StoredThread {
    std::int64_t epoch = 0;
    std::vector<CheckpointRecord> chain;  ///< nearest snapshot first, the checkpoint asked for last; never empty
    std::vector<TaskRecord> tasks;        ///< stored for that checkpoint, if it is the head
    bool isHead = true;
};

struct HistoryQuery {
    std::string before;       ///< id of a checkpoint: only older ones
    std::string source;       ///< only this one
    int limit = 0;            ///< 0: all
    std::optional<int> step;  ///< only this one
    Json metadata;            ///< object: only those whose metadata has all these members; or null
    bool withFollowed = false;
};

/// Called exactly once, on any thread, with null or the Error that happened.
using CommitDone = std::function<void(std::exception_ptr)>;

/// Where threads are kept, as a port. Safe from any thread. Reads are short and block; they see every commit whose
/// `done` has been called. Failures are Error(Storage, …).
class CheckpointStore {
public:
    virtual ~CheckpointStore() = default;

    /// Returns at once. Commits are applied in the order of the calls; several may share one transaction. After a
    /// failed commit the later ones of the same thread fail too, by their epoch.
    virtual void commit(Commit commit, CommitDone done) = 0;

    /// The thread at its head, or at the checkpoint `id`; nothing when there is no such thread or checkpoint.
    virtual std::optional<StoredThread> load(const std::string& thread, const std::string& id = {}) const = 0;
    /// Newest first, in the order in which they were committed.
    virtual std::vector<CheckpointRecord> history(const std::string& thread, const HistoryQuery& query) const = 0;
    /// What is stored of a task's effects, in order.
    virtual std::vector<EffectRecord> effects(const std::string& thread, const std::string& owner,
                                              const std::string& task) const = 0;
    /// Copies all checkpoints, tasks and effects to a thread that does not exist yet; Error(Conflict,
    /// "engine.thread_exists"). Checkpoints keep their ids.
    virtual void copy(const std::string& from, const std::string& to) = 0;
    /// Keeps the newest `keep` checkpoints and what they need back to their snapshots, and the effects that follow
    /// those; 0 deletes the thread.
    virtual void prune(const std::string& thread, int keep) = 0;
    /// The names of the thread and of its sub-graphs' threads (`thread|…`), as far as they exist, in order.
    virtual std::vector<std::string> threadsOf(const std::string& thread) const;
};

inline std::vector<std::string> CheckpointStore::threadsOf(const std::string& thread) const {
    return load(thread) ? std::vector<std::string>{thread} : std::vector<std::string>();
}

}  // namespace heddle::engine
