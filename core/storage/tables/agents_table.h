#pragma once
#include "core/domain/agent.h"
#include "core/domain/graph_edit.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Agents and their working copies.
class AgentsTable {
public:
    explicit AgentsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same id, whose owner, downloads and ratings stay, and whose revision counts
    /// up.
    void put(const domain::Agent& agent);
    std::optional<domain::Agent> find(const std::string& id);
    /// Newest change first, those of status "archived" or all others.
    std::vector<domain::Agent> list(bool archived = false);
    /// The same of one developer, or of all, not archived, after the agent with `afterMs` and `afterId` (0: from the
    /// beginning).
    std::vector<domain::Agent> page(const std::string& developerId, std::int64_t afterMs, const std::string& afterId,
                                    int limit);
    /// With its document, journal, versions, chats and their runs. Whether there was one.
    bool remove(const std::string& id);

    /// Has all of them found by SearchTable.
    void indexAll();

    /// Also moves the agent's `updatedMs`.
    void putDocument(const std::string& agentId, const domain::WorkflowDocument& document, std::int64_t nowMs);
    std::optional<domain::WorkflowDocument> findDocument(const std::string& agentId);

private:
    void index(const domain::Agent& agent);

    Connection& m_connection;
};

}  // namespace heddle::storage
