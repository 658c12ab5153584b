#pragma once
#include "core/domain/graph_edit.h"
#include "core/storage/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::storage {

/// One entry of an agent's journal.
struct EditRow {
    std::int64_t seq = 0;  ///< counts up within the agent
    domain::GraphEdit edit;
    std::string session;  ///< who made it: a start of the program
    bool undone = false;
    std::int64_t createdMs = 0;
};

/// The journal of an agent's working copy: the undo history that survives a restart. The undone edits are always its
/// newest ones.
class EditsTable {
public:
    explicit EditsTable(Connection& connection) : m_connection(connection) {}

    /// Adds an edit; whatever was undone before it is forgotten. Gives its number.
    std::int64_t add(const std::string& agentId, const domain::GraphEdit& edit, const std::string& session,
                     std::int64_t nowMs);
    /// Replaces the newest edit that is not undone. False when there is none.
    bool replaceNewest(const std::string& agentId, const domain::GraphEdit& edit, std::int64_t nowMs);
    /// Marks the newest edit that is not undone. False when there is none.
    bool undo(const std::string& agentId);
    /// Takes the mark of the oldest undone edit away. False when there is none.
    bool redo(const std::string& agentId);
    /// Oldest first.
    std::vector<EditRow> list(const std::string& agentId);
    /// Forgets all but the newest `keep`.
    void prune(const std::string& agentId, std::int64_t keep);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
