#include "core/storage/store_tables/tool_use_table.h"

#define TOOL_RULE_COLUMNS "id, user_id, agent_id, tool, arguments, decision, created_by, created_ms"
#define TOOL_CALL_COLUMNS \
    "id, created_ms, user_id, agent_id, run_id, call_id, tool, source, digest, outcome, decided_by, ms, bytes"

namespace heddle::storage {

void ToolUseTable::putRule(const ToolRuleRow& r) {
    m_connection
        .query("INSERT INTO tool_rules(" TOOL_RULE_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(id) DO UPDATE SET user_id = excluded.user_id, "
               "agent_id = excluded.agent_id, tool = excluded.tool, arguments = excluded.arguments, "
               "decision = excluded.decision")
        .bind(r.id, r.userId, r.agentId, r.tool, r.arguments, r.decision, r.createdBy, r.createdMs)
        .run();
}

std::vector<ToolRuleRow> ToolUseTable::rules() {
    auto query = m_connection.query("SELECT " TOOL_RULE_COLUMNS " FROM tool_rules ORDER BY id");
    std::vector<ToolRuleRow> all;
    while (query.next()) {
        ToolRuleRow r;
        query.read(r.id, r.userId, r.agentId, r.tool, r.arguments, r.decision, r.createdBy, r.createdMs);
        all.push_back(std::move(r));
    }
    return all;
}

bool ToolUseTable::removeRule(const std::string& id) {
    auto query = m_connection.query("DELETE FROM tool_rules WHERE id = ?1 RETURNING id");
    return query.bind(id).next();
}

void ToolUseTable::addCall(const ToolCallRow& c) {
    m_connection
        .query("INSERT INTO tool_calls(" TOOL_CALL_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
        .bind(c.id, c.createdMs, c.userId, c.agentId, c.runId, c.callId, c.tool, c.source, c.digest, c.outcome,
              c.decidedBy, c.ms, c.bytes)
        .run();
}

std::vector<ToolCallRow> ToolUseTable::calls(const std::string& runId, const std::string& tool, int limit) {
    auto query = m_connection.query("SELECT " TOOL_CALL_COLUMNS
                                    " FROM tool_calls WHERE (?1 = '' OR run_id = ?1) AND (?2 = '' OR tool = ?2) "
                                    "ORDER BY created_ms DESC, id DESC LIMIT ?3");
    query.bind(runId, tool, limit);
    std::vector<ToolCallRow> all;
    while (query.next()) {
        ToolCallRow c;
        query.read(c.id, c.createdMs, c.userId, c.agentId, c.runId, c.callId, c.tool, c.source, c.digest, c.outcome,
                   c.decidedBy, c.ms, c.bytes);
        all.push_back(std::move(c));
    }
    return all;
}

std::vector<ToolUseRow> ToolUseTable::usage() {
    auto query = m_connection.query(
        "SELECT tool, CAST(count(*) AS BIGINT), CAST(sum(CASE WHEN outcome = 'ok' THEN 1 ELSE 0 END) AS BIGINT), "
        "CAST(sum(ms) AS BIGINT), max(created_ms) FROM tool_calls GROUP BY tool ORDER BY tool");
    std::vector<ToolUseRow> all;
    while (query.next()) {
        ToolUseRow u;
        query.read(u.tool, u.calls, u.successes, u.msSum, u.lastMs);
        all.push_back(std::move(u));
    }
    return all;
}

}  // namespace heddle::storage
