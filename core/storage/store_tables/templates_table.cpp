#include "core/storage/store_tables/templates_table.h"

#include "core/storage/tables/search_table.h"

#define TEMPLATE_COLUMNS "definition, created_by, status, usage_count, created_ms, updated_ms, revision"

namespace heddle::storage {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

domain::StoredTemplate templateOf(const Query& row) {
    domain::StoredTemplate stored;
    Json value;
    row.read(value, stored.ownerId, stored.status, stored.usageCount, stored.createdMs, stored.updatedMs,
             stored.revision);
    stored.value = domain::templateFromJson(value);
    return stored;
}

/// The ends of an edge of a definition, which names one node or several.
std::vector<std::string> endsOf(const Json& edge, const char* member) {
    const Json ends = edge.value(member, Json());
    if (ends.is_string()) return {ends.get<std::string>()};
    return ends.is_array() ? ends.get<std::vector<std::string>>() : std::vector<std::string>();
}

std::vector<std::string> targetsOf(const Json& edge) {
    std::vector<std::string> targets = endsOf(edge, "to");
    const Json mapping = edge.value("mapping", Json::object());
    for (const auto& [name, target] : mapping.items())
        targets.push_back(target.get<std::string>());
    if (const std::string other = edge.value("otherwise", ""); !other.empty()) targets.push_back(other);
    return targets;
}

/// The design's words for the kinds of edges.
std::string edgeType(const Json& edge) {
    const std::string kind = edge.value("kind", "normal");
    return kind == "conditional" ? "conditional" : kind == "fan_out" ? "fanout" : "normal";
}

std::optional<Json> present(const Json& edge, const char* member) {
    const auto it = edge.find(member);
    return it == edge.end() ? std::nullopt : std::optional(*it);
}

}  // namespace

void TemplatesTable::put(const domain::StoredTemplate& stored) {
    const domain::WorkflowTemplate& value = stored.value;
    m_connection
        .query(
            "INSERT INTO workflow_templates(id, name, description, category, parameter_schema, node_count, "
            "version, " TEMPLATE_COLUMNS
            ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
            "ON CONFLICT(id) DO UPDATE SET name = excluded.name, description = excluded.description, "
            "category = excluded.category, parameter_schema = excluded.parameter_schema, "
            "node_count = excluded.node_count, version = excluded.version, definition = excluded.definition, "
            "status = excluded.status, updated_ms = excluded.updated_ms, "
            "revision = workflow_templates.revision + 1")
        .bind(value.id, value.title, value.description, value.category, value.parameterSchema, stored.nodeCount(),
              value.version, toJson(value), stored.ownerId, stored.status, stored.usageCount, stored.createdMs,
              stored.updatedMs, stored.revision)
        .run();
    putParts(value);
    std::string body = value.description + " " + value.category;
    for (const std::string& tag : value.tags)
        body += " " + tag;
    SearchTable(m_connection).put("template", value.id, stored.ownerId, value.title, body);
}

void TemplatesTable::putParts(const domain::WorkflowTemplate& value) {
    m_connection.query("DELETE FROM workflow_template_nodes WHERE template_id = ?1").bind(value.id).run();
    const Json nodes = value.definition.value("nodes", Json::object());
    const Json edges = value.definition.value("edges", Json::object());
    const Json positions = value.layout.value("nodes", Json::object());
    std::map<std::string, std::vector<std::string>> parents;
    std::map<std::string, std::vector<std::string>> children;
    for (const auto& [name, edge] : edges.items()) {
        for (const std::string& from : endsOf(edge, "from")) {
            for (const std::string& to : targetsOf(edge)) {
                children[from].push_back(to);
                parents[to].push_back(from);
            }
        }
    }
    for (const auto& [name, node] : nodes.items()) {
        m_connection
            .query(
                "INSERT INTO workflow_template_nodes(template_id, node_name, node_type, node_config, "
                "position_config, parent_nodes, child_nodes) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .bind(value.id, name, node.value("type", ""), node.value("config", Json::object()),
                  positions.value(name, Json()), parents[name], children[name])
            .run();
    }
    int order = 0;
    for (const auto& [name, edge] : edges.items()) {
        int part = 0;
        for (const std::string& from : endsOf(edge, "from")) {
            if (!nodes.contains(from)) continue;
            const std::string type = edgeType(edge);
            const auto targets = targetsOf(edge);
            m_connection
                .query(
                    "INSERT INTO workflow_template_edges(template_id, edge_name, from_node, to_node, edge_type, "
                    "condition_function, condition_mapping, fanout_targets, fanout_condition, execution_order) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
                .bind(value.id, name + (part > 0 ? "#" + std::to_string(part) : std::string()), from,
                      OrNull{targets.empty() ? std::string() : targets.front()}, type,
                      type == "conditional" ? std::optional(edge.value("condition", "")) : std::nullopt,
                      present(edge, "mapping"), type == "fanout" ? std::optional(Json(targets)) : std::nullopt,
                      type == "fanout" ? present(edge, "items") : std::nullopt, order)
                .run();
            ++order;
            ++part;
        }
    }
}

std::optional<domain::StoredTemplate> TemplatesTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " TEMPLATE_COLUMNS " FROM workflow_templates WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return templateOf(query);
}

std::vector<domain::StoredTemplate> TemplatesTable::list(const std::string& category, const std::string& nodeType) {
    auto query = m_connection.query("SELECT " TEMPLATE_COLUMNS
                                    " FROM workflow_templates WHERE (CAST(?1 AS TEXT) IS NULL OR category = ?1) "
                                    "AND (CAST(?2 AS TEXT) IS NULL OR id IN (SELECT template_id FROM "
                                    "workflow_template_nodes WHERE node_type = ?2)) "
                                    "ORDER BY updated_ms DESC, id DESC");
    query.bind(OrNull{category}, OrNull{nodeType});
    std::vector<domain::StoredTemplate> all;
    while (query.next())
        all.push_back(templateOf(query));
    return all;
}

bool TemplatesTable::remove(const std::string& id) {
    SearchTable(m_connection).remove("template", id);
    m_connection.query("DELETE FROM workflow_templates WHERE id = ?1").bind(id).run();
    return m_connection.changes() > 0;
}

void TemplatesTable::countUse(const std::string& id, const std::string& userId, const std::string& agentId,
                              std::int64_t nowMs) {
    m_connection
        .query("INSERT INTO template_instances(template_id, user_id, agent_id, created_ms) VALUES(?1, ?2, ?3, ?4)")
        .bind(id, userId, OrNull{agentId}, nowMs)
        .run();
    m_connection.query("UPDATE workflow_templates SET usage_count = usage_count + 1 WHERE id = ?1").bind(id).run();
}

domain::TemplateUsage TemplatesTable::usage(const std::string& id, std::int64_t nowMs) {
    auto query = m_connection.query(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN created_ms > ?2 THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN created_ms > ?3 THEN 1 ELSE 0 END), 0), COUNT(DISTINCT user_id), "
        "COALESCE(MAX(created_ms), 0) FROM template_instances WHERE template_id = ?1");
    domain::TemplateUsage usage;
    if (query.bind(id, nowMs - 7 * kDayMs, nowMs - 30 * kDayMs).next())
        query.read(usage.total, usage.last7Days, usage.last30Days, usage.users, usage.lastUsedMs);
    return usage;
}

}  // namespace heddle::storage
