#pragma once
#include "core/domain/agent.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Frozen versions of agents. At most one of an agent's is the current one.
class VersionsTable {
public:
    explicit VersionsTable(Connection& connection) : m_connection(connection) {}

    /// A current one takes the place of the agent's current one, and its number becomes the agent's latest version.
    /// Throws (Conflict, "storage.constraint") when the agent has that version already, or when not exactly one of
    /// workflow and template is there.
    void insert(const domain::AgentVersion& version);
    std::optional<domain::AgentVersion> find(const std::string& id);
    std::optional<domain::AgentVersion> current(const std::string& agentId);
    /// Makes it published, and the agent's current one.
    void publish(const domain::AgentVersion& version, std::int64_t nowMs);
    void setStatus(const std::string& id, const std::string& status);
    /// The agent has no current version any more.
    void withdraw(const std::string& agentId);
    /// Newest first.
    std::vector<domain::AgentVersion> list(const std::string& agentId);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
