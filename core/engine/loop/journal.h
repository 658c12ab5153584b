#pragma once
#include "core/base/error.h"
#include "core/engine/effect.h"
#include "core/engine/loop/effect_log.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

/// Where one task stands among what it was answered: each of its attempts that goes on after a restart or a question
/// walks over the answers of the one before, and one that follows a failure begins after them. Used by the task's
/// coroutine only; nothing is read before the task asks for something.
class Journal {
public:
    /// `owner` and `after`: see EffectRecord. All references must outlive it: most tasks ask for nothing, so there are
    /// no copies.
    Journal(EffectLog& log, const std::string& owner, const std::string& task, const std::string& after)
        : m_log(log), m_owner(owner), m_task(task), m_after(after) {}

    const std::string& after() const { return m_after; }
    bool isReplay() const { return m_log.mode() == EffectMode::Replay; }
    bool isRecorded() const { return m_log.mode() == EffectMode::Record; }

    /// The next entry, which is an answer to this. Nothing: nobody knows it yet, and what comes is to be added. In a
    /// replay it throws Error(Conflict, "engine.replay_diverged" | "engine.replay_ended") instead, or what the recorded
    /// attempt failed with here.
    std::optional<EffectEntry> take(std::string_view kind, const Json& request);
    /// The next entry, when it answers one of `batch` that is still open, with its place there; otherwise as take().
    std::optional<std::pair<std::size_t, EffectEntry>> takeOneOf(const std::vector<Effect>& batch,
                                                                 const std::vector<bool>& isOpen);
    /// In a replay: the next entry when it is of this kind.
    std::optional<EffectEntry> takeReplayed(std::string_view kind);
    /// In a replay: whether the recorded task got no further.
    bool isAtEnd();
    void add(std::string_view kind, const Json& request, EffectEntry entry);
    /// The attempt has failed with `error`; `isRetried`: another follows. Gives whether one does; in a replay that is
    /// as it was recorded, and `error` becomes "engine.replay_diverged" when the recorded attempt did not fail here.
    bool endAttempt(Error& error, bool isRetried);

private:
    void load();
    const EffectEntry* next();
    void append(EffectEntry entry);
    bool endReplayed(Error& error);
    Error diverged(std::string_view kind, const Json& request, const EffectEntry& recorded) const;

    EffectLog& m_log;
    const std::string& m_owner;
    const std::string& m_task;
    const std::string& m_after;
    bool m_isLoaded = false;
    std::vector<EffectEntry> m_known;  ///< from number m_first on
    int m_first = 0;
    int m_number = 0;  ///< of the next entry
};

/// Whether an error says that a replay cannot go on: no policy of a node handles it.
bool isReplayError(const Error& error);

}  // namespace heddle::engine
