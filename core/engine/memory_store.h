#pragma once
#include "core/engine/checkpoint_store.h"

#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

namespace heddle::engine {

/// Keeps threads in memory, for runs that need not survive the process. Commits are done when commit() returns.
class MemoryStore final : public CheckpointStore {
public:
    void commit(Commit commit, CommitDone done) override;
    std::optional<StoredThread> load(const std::string& thread, const std::string& id) const override;
    std::vector<CheckpointRecord> history(const std::string& thread, const HistoryQuery& query) const override;
    std::vector<EffectRecord> effects(const std::string& thread, const std::string& owner,
                                      const std::string& task) const override;
    void copy(const std::string& from, const std::string& to) override;
    void prune(const std::string& thread, int keep) override;
    std::vector<std::string> threadsOf(const std::string& thread) const override;

private:
    struct Thread {
        std::int64_t epoch = 0;
        std::vector<CheckpointRecord> records;  ///< in the order of their commits; the last is the head
        std::unordered_map<std::string, std::size_t> places;
        std::map<std::string, TaskRecord> tasks;
        std::map<std::string, std::map<std::string, std::vector<EffectRecord>>> effects;  ///< by owner and task
    };

    void apply(Commit& commit);
    static std::string followerOf(const Thread& thread, std::size_t place);
    static std::vector<std::size_t> chainOf(const Thread& thread, std::size_t place);

    mutable std::mutex m_mutex;
    std::unordered_map<std::string, Thread> m_threads;
};

}  // namespace heddle::engine
