#pragma once
#include "core/engine/checkpoint_store.h"

namespace heddle::storage {
class Database;
}

namespace heddle::runtime {

/// The engine's threads in the workspace's database. The database must outlive it.
class CheckpointAdapter final : public engine::CheckpointStore {
public:
    explicit CheckpointAdapter(storage::Database& database) : m_database(database) {}

    void commit(engine::Commit commit, engine::CommitDone done) override;
    std::optional<engine::StoredThread> load(const std::string& thread, const std::string& id) const override;
    std::vector<engine::CheckpointRecord> history(const std::string& thread,
                                                  const engine::HistoryQuery& query) const override;
    std::vector<engine::EffectRecord> effects(const std::string& thread, const std::string& owner,
                                              const std::string& task) const override;
    void copy(const std::string& from, const std::string& to) override;
    void prune(const std::string& thread, int keep) override;
    std::vector<std::string> threadsOf(const std::string& thread) const override;

private:
    storage::Database& m_database;
};

}  // namespace heddle::runtime
