#include "core/storage/store_tables/tools_table.h"

#include <algorithm>

#define TOOL_COLUMNS                                                                                             \
    "id, name, version, description, tool_type, manifest, server_endpoint, topic_server_id, status, tags, "      \
    "is_streaming_supported, max_execution_seconds, resource_requirements, created_by, created_ms, updated_ms, " \
    "revision, pinned_hash"
#define TOOL_SERVER_COLUMNS                                                                               \
    "id, server_id, name, description, agent_version_id, endpoint_url, status, tool_count, total_calls, " \
    "success_calls, response_ms_sum, created_by, created_ms, updated_ms, last_health_check_ms, connection"

namespace heddle::storage {
namespace {

domain::Tool toolOf(const Query& row) {
    domain::Tool t;
    row.read(t.id, t.name, t.version, t.description, t.type, t.manifest, t.endpoint, t.serverId, t.status, t.tags,
             t.isStreaming, t.maxSeconds, t.resources, t.createdBy, t.createdMs, t.updatedMs, t.revision, t.pinnedHash);
    return t;
}

domain::ToolServer toolServerOf(const Query& row) {
    domain::ToolServer s;
    row.read(s.id, s.serverId, s.name, s.description, s.agentVersionId, s.endpoint, s.status, s.toolCount, s.totalCalls,
             s.successCalls, s.responseMsSum, s.createdBy, s.createdMs, s.updatedMs, s.lastHealthCheckMs, s.connection);
    s.revision = s.updatedMs;
    return s;
}

}  // namespace

void ToolsTable::put(const domain::Tool& t) {
    m_connection
        .query("INSERT INTO mcp_tools(" TOOL_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) "
               "ON CONFLICT(id) DO UPDATE SET name = excluded.name, version = excluded.version, "
               "description = excluded.description, tool_type = excluded.tool_type, manifest = excluded.manifest, "
               "server_endpoint = excluded.server_endpoint, topic_server_id = excluded.topic_server_id, "
               "status = excluded.status, tags = excluded.tags, "
               "is_streaming_supported = excluded.is_streaming_supported, "
               "max_execution_seconds = excluded.max_execution_seconds, "
               "resource_requirements = excluded.resource_requirements, updated_ms = excluded.updated_ms, "
               "pinned_hash = excluded.pinned_hash, revision = mcp_tools.revision + 1")
        .bind(t.id, t.name, t.version, t.description, t.type, t.manifest, t.endpoint, OrNull{t.serverId}, t.status,
              t.tags, t.isStreaming, t.maxSeconds, t.resources, t.createdBy, t.createdMs, t.updatedMs, t.revision,
              t.pinnedHash)
        .run();
    countTools(t.serverId);
}

std::optional<domain::Tool> ToolsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " TOOL_COLUMNS " FROM mcp_tools WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return toolOf(query);
}

std::optional<domain::Tool> ToolsTable::findByName(const std::string& name, const std::string& serverId) {
    auto query = m_connection.query("SELECT " TOOL_COLUMNS
                                    " FROM mcp_tools WHERE name = ?1 AND coalesce(topic_server_id, '') = ?2");
    if (!query.bind(name, serverId).next()) return std::nullopt;
    return toolOf(query);
}

std::vector<domain::Tool> ToolsTable::list(const std::string& tag) {
    auto query = m_connection.query("SELECT " TOOL_COLUMNS " FROM mcp_tools ORDER BY name, id");
    std::vector<domain::Tool> all;
    while (query.next()) {
        domain::Tool tool = toolOf(query);
        if (tag.empty() || std::count(tool.tags.begin(), tool.tags.end(), tag) > 0) all.push_back(std::move(tool));
    }
    return all;
}

void ToolsTable::remove(const domain::Tool& tool) {
    m_connection.query("DELETE FROM mcp_tools WHERE id = ?1").bind(tool.id).run();
    countTools(tool.serverId);
}

void ToolsTable::countTools(const std::string& serverId) {
    m_connection
        .query(
            "UPDATE mcp_topic_servers SET tool_count = (SELECT count(*) FROM mcp_tools "
            "WHERE mcp_tools.topic_server_id = mcp_topic_servers.server_id) WHERE server_id = ?1")
        .bind(serverId)
        .run();
}

void ToolsTable::putServer(const domain::ToolServer& s) {
    m_connection
        .query("INSERT INTO mcp_topic_servers(" TOOL_SERVER_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
               "ON CONFLICT(id) DO UPDATE SET name = excluded.name, description = excluded.description, "
               "agent_version_id = excluded.agent_version_id, endpoint_url = excluded.endpoint_url, "
               "status = excluded.status, updated_ms = excluded.updated_ms, connection = excluded.connection")
        .bind(s.id, s.serverId, s.name, s.description, OrNull{s.agentVersionId}, s.endpoint, s.status, s.toolCount,
              s.totalCalls, s.successCalls, s.responseMsSum, s.createdBy, s.createdMs, s.updatedMs, s.lastHealthCheckMs,
              s.connection)
        .run();
}

std::optional<domain::ToolServer> ToolsTable::findServer(const std::string& serverId) {
    auto query = m_connection.query("SELECT " TOOL_SERVER_COLUMNS " FROM mcp_topic_servers WHERE server_id = ?1");
    if (!query.bind(serverId).next()) return std::nullopt;
    return toolServerOf(query);
}

std::vector<domain::ToolServer> ToolsTable::servers(const std::string& status) {
    auto query = m_connection.query("SELECT " TOOL_SERVER_COLUMNS
                                    " FROM mcp_topic_servers WHERE CAST(?1 AS TEXT) IS NULL OR status = ?1 "
                                    "ORDER BY name, id");
    query.bind(OrNull{status});
    std::vector<domain::ToolServer> all;
    while (query.next())
        all.push_back(toolServerOf(query));
    return all;
}

void ToolsTable::removeServer(const std::string& serverId) {
    m_connection.query("DELETE FROM mcp_topic_servers WHERE server_id = ?1").bind(serverId).run();
}

}  // namespace heddle::storage
