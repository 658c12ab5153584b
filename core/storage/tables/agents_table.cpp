#include "core/storage/tables/agents_table.h"

#include "core/storage/tables/agent_row.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/search_table.h"

#include <limits>

namespace heddle::storage {
void AgentsTable::put(const domain::Agent& agent) {
    m_connection
        .query(
            "INSERT INTO agents(" AGENT_COLUMNS
            ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) "
            "ON CONFLICT(id) DO UPDATE SET name = excluded.name, description = excluded.description, "
            "category_id = excluded.category_id, icon = excluded.icon, tags = excluded.tags, status = excluded.status, "
            "template_id = excluded.template_id, latest_version = excluded.latest_version, "
            "published_ms = excluded.published_ms, revision = agents.revision + 1, "
            "created_ms = excluded.created_ms, updated_ms = excluded.updated_ms")
        .bind(agent.id, agent.developerId, agent.name, agent.description, agent.category, agent.icon, agent.tags,
              agent.status, OrNull{agent.templateId}, OrNull{agent.latestVersion}, agent.downloadCount,
              agent.ratingCount, agent.ratingSum, agent.publishedMs, agent.revision, agent.createdMs, agent.updatedMs)
        .run();
    index(agent);
}

void AgentsTable::index(const domain::Agent& agent) {
    SearchTable search(m_connection);
    std::string body = agent.description;
    for (const std::string& tag : agent.tags)
        body += " " + tag;
    const auto keep = [&](std::string_view kind, bool isFound) {
        if (isFound)
            search.put(kind, agent.id, agent.developerId, agent.name, body);
        else
            search.remove(kind, agent.id);
    };
    keep("agent", agent.status != "archived");
    keep("store", agent.status == "published");
}

void AgentsTable::indexAll() {
    for (const bool isArchived : {false, true}) {
        for (const domain::Agent& agent : list(isArchived))
            index(agent);
    }
}

std::optional<domain::Agent> AgentsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " AGENT_COLUMNS " FROM agents WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return agentOf(query);
}

std::vector<domain::Agent> AgentsTable::list(bool archived) {
    auto query = m_connection.query("SELECT " AGENT_COLUMNS
                                    " FROM agents WHERE (status = 'archived') = ?1 "
                                    "ORDER BY updated_ms DESC, id DESC");
    query.bind(archived);
    std::vector<domain::Agent> agents;
    while (query.next())
        agents.push_back(agentOf(query));
    return agents;
}

std::vector<domain::Agent> AgentsTable::page(const std::string& developerId, std::int64_t afterMs,
                                             const std::string& afterId, int limit) {
    if (afterMs == 0) afterMs = std::numeric_limits<std::int64_t>::max();
    const auto read = [&](Query query) {
        std::vector<domain::Agent> agents;
        while (query.next())
            agents.push_back(agentOf(query));
        return agents;
    };
    if (developerId.empty()) {
        auto query = m_connection.query("SELECT " AGENT_COLUMNS
                                        " FROM agents WHERE status <> 'archived' AND (updated_ms, id) < (?1, ?2) "
                                        "ORDER BY updated_ms DESC, id DESC LIMIT ?3");
        query.bind(afterMs, afterId, limit);
        return read(std::move(query));
    }
    auto query = m_connection.query("SELECT " AGENT_COLUMNS
                                    " FROM agents WHERE developer_id = ?1 AND status <> 'archived' "
                                    "AND (updated_ms, id) < (?2, ?3) ORDER BY updated_ms DESC, id DESC LIMIT ?4");
    query.bind(developerId, afterMs, afterId, limit);
    return read(std::move(query));
}

bool AgentsTable::remove(const std::string& id) {
    CheckpointsTable(m_connection).removeOfAgent(id);
    SearchTable(m_connection).removeOfAgent(id);
    m_connection.query("DELETE FROM agents WHERE id = ?1").bind(id).run();
    return m_connection.changes() > 0;
}

void AgentsTable::putDocument(const std::string& agentId, const domain::WorkflowDocument& document,
                              std::int64_t nowMs) {
    m_connection
        .query(
            "INSERT INTO agent_documents(agent_id, workflow, layout, updated_ms) VALUES(?1, ?2, ?3, ?4) "
            "ON CONFLICT(agent_id) DO UPDATE SET workflow = excluded.workflow, layout = excluded.layout, "
            "updated_ms = excluded.updated_ms")
        .bind(agentId, toJson(document.graph), toJson(document.layout), nowMs)
        .run();
    m_connection.query("UPDATE agents SET updated_ms = ?2, revision = revision + 1 WHERE id = ?1")
        .bind(agentId, nowMs)
        .run();
}

std::optional<domain::WorkflowDocument> AgentsTable::findDocument(const std::string& agentId) {
    auto query = m_connection.query("SELECT workflow, layout FROM agent_documents WHERE agent_id = ?1");
    if (!query.bind(agentId).next()) return std::nullopt;
    Json workflow;
    Json layout;
    query.read(workflow, layout);
    return domain::WorkflowDocument{domain::graphFromJson(workflow), domain::layoutFromJson(layout)};
}

}  // namespace heddle::storage
