#include "core/storage/tables/versions_table.h"

#define VERSION_COLUMNS                                                                                \
    "id, agent_id, version, is_current, workflow_definition, workflow_template_id, "                   \
    "template_parameters, service_dependencies, model_params_override, tool_dependencies, changelog, " \
    "system_prompt, rag_enabled, status, created_ms"

namespace heddle::storage {
namespace {

domain::AgentVersion versionOf(const Query& row) {
    domain::AgentVersion version;
    row.read(version.id, version.agentId, version.version, version.current, version.workflow, version.templateId,
             version.templateParameters, version.serviceDependencies, version.modelParameters, version.toolDependencies,
             version.changelog, version.systemPrompt, version.ragEnabled, version.status, version.createdMs);
    return version;
}

}  // namespace

void VersionsTable::insert(const domain::AgentVersion& version) {
    if (version.current) {
        m_connection.query("UPDATE agent_versions SET is_current = 0 WHERE agent_id = ?1 AND is_current = 1")
            .bind(version.agentId)
            .run();
        m_connection.query("UPDATE agents SET latest_version = ?2, updated_ms = ?3 WHERE id = ?1")
            .bind(version.agentId, version.version, version.createdMs)
            .run();
    }
    m_connection
        .query("INSERT INTO agent_versions(" VERSION_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")
        .bind(version.id, version.agentId, version.version, version.current, version.workflow,
              OrNull{version.templateId}, version.templateParameters, version.serviceDependencies,
              version.modelParameters, version.toolDependencies, version.changelog, version.systemPrompt,
              version.ragEnabled, version.status, version.createdMs)
        .run();
}

std::optional<domain::AgentVersion> VersionsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " VERSION_COLUMNS " FROM agent_versions WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return versionOf(query);
}

std::optional<domain::AgentVersion> VersionsTable::current(const std::string& agentId) {
    auto query =
        m_connection.query("SELECT " VERSION_COLUMNS " FROM agent_versions WHERE agent_id = ?1 AND is_current = 1");
    if (!query.bind(agentId).next()) return std::nullopt;
    return versionOf(query);
}

void VersionsTable::publish(const domain::AgentVersion& version, std::int64_t nowMs) {
    m_connection.query("UPDATE agent_versions SET is_current = 0 WHERE agent_id = ?1 AND is_current = 1")
        .bind(version.agentId)
        .run();
    m_connection.query("UPDATE agent_versions SET is_current = 1, status = 'published' WHERE id = ?1")
        .bind(version.id)
        .run();
    m_connection
        .query(
            "UPDATE agents SET status = 'published', latest_version = ?2, published_ms = ?3, updated_ms = ?3, "
            "revision = revision + 1 WHERE id = ?1")
        .bind(version.agentId, version.version, nowMs)
        .run();
}

void VersionsTable::setStatus(const std::string& id, const std::string& status) {
    m_connection.query("UPDATE agent_versions SET status = ?2 WHERE id = ?1").bind(id, status).run();
}

void VersionsTable::withdraw(const std::string& agentId) {
    m_connection
        .query(
            "UPDATE agent_versions SET is_current = 0, status = 'withdrawn' WHERE agent_id = ?1 AND status = "
            "'published'")
        .bind(agentId)
        .run();
}

std::vector<domain::AgentVersion> VersionsTable::list(const std::string& agentId) {
    auto query = m_connection.query("SELECT " VERSION_COLUMNS
                                    " FROM agent_versions WHERE agent_id = ?1 ORDER BY created_ms DESC, id DESC");
    query.bind(agentId);
    std::vector<domain::AgentVersion> versions;
    while (query.next())
        versions.push_back(versionOf(query));
    return versions;
}

}  // namespace heddle::storage
