#pragma once
#include "core/engine/run.h"
#include "core/services/runs/run_service.h"

#include <map>
#include <vector>

namespace heddle::services {

/// Takes a run's events: passes them on to the listener, counts nodes, and stores them in batches, with the pieces that
/// a node writes one after the other joined to one. A run that goes on counts its events on from where it stood.
class RunRecorder final : public engine::EventSink {
public:
    /// `database` is null when nothing is to be stored; `execution`'s row must be there already. `firstSeq` is the
    /// number of the first event.
    RunRecorder(storage::Database* database, const domain::Execution& execution, std::int64_t firstSeq,
                EventListener listener);

    void onEvent(const domain::RunEvent& event) override;
    /// Hands what is left to the writer.
    void flush();

    int completedNodes() const { return m_completed; }
    int failedNodes() const { return m_failed; }
    const std::string& currentNode() const { return m_currentNode; }

private:
    void join(domain::RunEvent event);
    void endToken(const std::string& node);
    void keep(domain::RunEvent event);
    void storePending();

    storage::Database* m_database;
    std::string m_executionId;
    std::int64_t m_firstSeq;
    EventListener m_listener;
    std::vector<domain::RunEvent> m_pending;
    std::map<std::string, domain::RunEvent> m_tokens;  ///< by node: what it has written since its last other event
    int m_completed;
    int m_failed;
    std::string m_currentNode;
};

}  // namespace heddle::services
