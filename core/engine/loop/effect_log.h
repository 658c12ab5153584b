#pragma once
#include "core/engine/checkpoint_store.h"

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

/// Kinds of entries besides those of EffectKind.
inline constexpr std::string_view kAnswerEntry = "answer";    ///< of a person, or the end of a sleep
inline constexpr std::string_view kAttemptEntry = "attempt";  ///< the attempt failed here, with `error`
inline constexpr std::string_view kCachedEntry = "cached";    ///< the cache knew what the whole task comes to
/// Owner of what a flow applied together after each checkpoint (the "task"): a list of tasks.
inline constexpr std::string_view kOrderOwner = "order";

/// One thing that a task was answered. Bodies of EffectRecord are compact JSON:
/// {"k": kind, "d": digest of the request, "q": request, "a": answer, "e": error instead, "p": [piece, …]}.
struct EffectEntry {
    std::string kind;
    std::string digest;
    Json request;  ///< only in recordings
    Json answer;
    Json error;  ///< not null: it was thrown
    Json pieces = Json::array();
};

std::string encodeEntry(const EffectEntry& entry);
EffectEntry decodeEntry(const std::string& body);

enum class EffectMode {
    Journal,  ///< kept until the task is done
    Record,   ///< kept for good
    Replay,   ///< answered by a recording, nothing is kept
};

/// The effects of one stored thread's tasks, of which the store may not have all yet. Any thread.
class EffectLog {
public:
    /// `source`: where those of an earlier part of the run, or the recording, are; or null.
    EffectLog(std::string thread, const CheckpointStore* source, EffectMode mode)
        : m_thread(std::move(thread)), m_source(source), m_mode(mode) {}

    EffectMode mode() const { return m_mode; }
    /// Called after each add(), on its thread. Set before any task begins.
    std::function<void()> onAdded;

    /// What the task has been answered so far. To be asked before the task's first add().
    std::vector<EffectEntry> known(const std::string& owner, const std::string& task);
    void add(EffectRecord record, EffectEntry entry);
    /// The owner is done: what it was answered is of no use any more, unless it is recorded.
    void forget(const std::string& owner);
    /// Adds to `commit` what the store does not have yet. False when there is nothing.
    bool fill(Commit& commit);

private:
    std::string m_thread;
    const CheckpointStore* m_source;
    EffectMode m_mode;
    std::mutex m_mutex;
    std::map<std::string, std::map<std::string, std::vector<EffectEntry>>> m_live;  ///< by owner and task
    std::vector<EffectRecord> m_unsaved;
    std::set<std::string> m_stored;  ///< owners of whom the store has something
    std::vector<std::string> m_forgotten;
};

}  // namespace heddle::engine
