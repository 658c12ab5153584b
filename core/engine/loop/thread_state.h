#pragma once
#include "core/engine/loop/checkpoint.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace heddle::engine {

/// A thread in memory: the state at one of its checkpoints and how the store has it.
struct ThreadState {
    ThreadState(std::shared_ptr<const Plan> thePlan, std::string thread)
        : plan(std::move(thePlan)), id(std::move(thread)), channels(plan) {}

    std::shared_ptr<const Plan> plan;
    std::string id;
    Channels channels;
    Frontier frontier;
    std::string checkpoint;  ///< empty: nothing stored yet
    std::string parent;
    std::string source;
    int step = -2;  ///< of `checkpoint`
    std::int64_t epoch = 0;
    std::int64_t createdMs = 0;
    std::map<std::string, StoredTask> tasks;  ///< of the step after `checkpoint`

    // What a load of the thread would read: decides when the next snapshot is due.
    std::size_t snapshotBytes = 0;
    std::size_t tailBytes = 0;
    std::size_t tailRecords = 0;

    /// Whether loading would read so much after the last snapshot that another one pays: at least three times the bytes
    /// of a snapshot lie between two, so that snapshots cost a third of what they summarise.
    bool wantsSnapshot() const;
    /// Counts a record that becomes the head.
    void stored(const CheckpointRecord& record);
};

/// Throws Error(Storage, "engine.bad_checkpoint") with the facts `thread`, `checkpoint` when a record cannot be read,
/// and (Conflict, "engine.graph_changed") with `thread`, `node` when the thread waits for a node that the plan lacks.
/// `visit` is called after each record of the chain, with its own state.
ThreadState restoreThread(std::shared_ptr<const Plan> plan, const std::string& thread,
                          const std::optional<StoredThread>& stored,
                          const std::function<void(const ThreadState&)>& visit = {});

/// The id of a task of the step after `checkpoint`: of a node, or of the packet at that place.
std::string taskId(const std::string& checkpoint, const std::string& node, std::optional<std::size_t> packet);

/// A task's question: its number is the place among the task's questions.
std::string questionId(const std::string& task, std::size_t number);

}  // namespace heddle::engine
