#pragma once
#include "core/engine/checkpoint_store.h"
#include "core/engine/node.h"
#include "tests/crash/worker/journal.h"

namespace heddle::tests {

/// Another store that notes what was stored, as soon as the store says so.
class WitnessStore final : public engine::CheckpointStore {
public:
    WitnessStore(engine::CheckpointStore& store, Journal& journal) : m_store(store), m_journal(journal) {}

    void commit(engine::Commit commit, engine::CommitDone done) override;
    std::optional<engine::StoredThread> load(const std::string& thread, const std::string& id) const override {
        return m_store.load(thread, id);
    }
    std::vector<engine::CheckpointRecord> history(const std::string& thread,
                                                  const engine::HistoryQuery& query) const override {
        return m_store.history(thread, query);
    }
    std::vector<engine::EffectRecord> effects(const std::string& thread, const std::string& owner,
                                              const std::string& task) const override {
        return m_store.effects(thread, owner, task);
    }
    void copy(const std::string& from, const std::string& to) override { m_store.copy(from, to); }
    void prune(const std::string& thread, int keep) override { m_store.prune(thread, keep); }
    std::vector<std::string> threadsOf(const std::string& thread) const override { return m_store.threadsOf(thread); }

private:
    engine::CheckpointStore& m_store;
    Journal& m_journal;
};

/// Other nodes that note when they begin and when they are done.
class WitnessedNodes final : public engine::NodeFactory {
public:
    WitnessedNodes(const engine::NodeFactory& nodes, Journal& journal) : m_nodes(nodes), m_journal(journal) {}
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override;

private:
    const engine::NodeFactory& m_nodes;
    Journal& m_journal;
};

}  // namespace heddle::tests
