#pragma once
#include "core/domain/tool.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Tools, and the servers that several of them are on. A server's number of tools follows what is put and removed.
class ToolsTable {
public:
    explicit ToolsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same id, whose revision counts up. Throws (Conflict, "storage.constraint")
    /// when another tool of the server has the name, or there is no such server.
    void put(const domain::Tool& tool);
    std::optional<domain::Tool> find(const std::string& id);
    std::optional<domain::Tool> findByName(const std::string& name, const std::string& serverId);
    /// By name; an empty tag means all.
    std::vector<domain::Tool> list(const std::string& tag);
    void remove(const domain::Tool& tool);

    /// Throws (Conflict, "storage.constraint") when another one has the server id, or there is no such agent version.
    void putServer(const domain::ToolServer& server);
    /// By its server id.
    std::optional<domain::ToolServer> findServer(const std::string& serverId);
    /// By name; an empty status means all.
    std::vector<domain::ToolServer> servers(const std::string& status);
    /// With its tools.
    void removeServer(const std::string& serverId);

private:
    void countTools(const std::string& serverId);

    Connection& m_connection;
};

}  // namespace heddle::storage
