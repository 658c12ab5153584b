#include "core/storage/tables/executions_table.h"

#include <limits>

#define EXECUTION_COLUMNS                                                                                             \
    "id, chat_id, message_id, agent_id, agent_version_id, thread_id, checkpoint_id, status, current_node, workflow, " \
    "input, result, error, total_nodes, completed_nodes, failed_nodes, started_ms, completed_ms, paused_ms, user_id"

namespace heddle::storage {
namespace {

domain::Execution executionOf(const Query& row) {
    domain::Execution e;
    row.read(e.id, e.chatId, e.messageId, e.agentId, e.agentVersionId, e.threadId, e.checkpointId, e.status,
             e.currentNode, e.workflow, e.input, e.result, e.error, e.totalNodes, e.completedNodes, e.failedNodes,
             e.startedMs, e.completedMs, e.pausedMs, e.userId);
    return e;
}

std::vector<domain::Execution> executionsOf(Query query) {
    std::vector<domain::Execution> executions;
    while (query.next())
        executions.push_back(executionOf(query));
    return executions;
}

}  // namespace

// Not by ON CONFLICT(id): PostgreSQL has no such constraint on a partitioned table.
void ExecutionsTable::put(const domain::Execution& e) {
    m_connection
        .query(
            "UPDATE executions SET message_id = ?2, checkpoint_id = ?3, status = ?4, current_node = ?5, "
            "workflow = ?6, input = ?7, result = ?8, error = ?9, total_nodes = ?10, completed_nodes = ?11, "
            "failed_nodes = ?12, started_ms = ?13, completed_ms = ?14, paused_ms = ?15 WHERE id = ?1")
        .bind(e.id, OrNull{e.messageId}, OrNull{e.checkpointId}, e.status, OrNull{e.currentNode}, e.workflow, e.input,
              e.result, e.error, e.totalNodes, e.completedNodes, e.failedNodes, e.startedMs, e.completedMs, e.pausedMs)
        .run();
    if (m_connection.changes() > 0) return;
    m_connection
        .query("INSERT INTO executions(" EXECUTION_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)")
        .bind(e.id, OrNull{e.chatId}, OrNull{e.messageId}, OrNull{e.agentId}, OrNull{e.agentVersionId}, e.threadId,
              OrNull{e.checkpointId}, e.status, OrNull{e.currentNode}, e.workflow, e.input, e.result, e.error,
              e.totalNodes, e.completedNodes, e.failedNodes, e.startedMs, e.completedMs, e.pausedMs, e.userId)
        .run();
}

std::optional<domain::Execution> ExecutionsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " EXECUTION_COLUMNS " FROM executions WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return executionOf(query);
}

void ExecutionsTable::remove(const std::string& id) {
    m_connection.query("DELETE FROM executions WHERE id = ?1").bind(id).run();
}

std::vector<domain::Execution> ExecutionsTable::findByPrefix(const std::string& prefix, int limit) {
    auto query = m_connection.query("SELECT " EXECUTION_COLUMNS
                                    " FROM executions WHERE id >= ?1 AND id < ?1 || '~' ORDER BY key LIMIT ?2");
    query.bind(prefix, limit);
    return executionsOf(std::move(query));
}

std::vector<domain::Execution> ExecutionsTable::list(const std::string& status, const std::string& agentId, int limit) {
    auto query = m_connection.query("SELECT " EXECUTION_COLUMNS
                                    " FROM executions WHERE (CAST(?1 AS TEXT) IS NULL OR status = ?1) "
                                    "AND (CAST(?2 AS TEXT) IS NULL OR agent_id = ?2) ORDER BY key DESC LIMIT ?3");
    query.bind(OrNull{status}, OrNull{agentId}, rowLimit(limit));
    return executionsOf(std::move(query));
}

std::vector<std::pair<std::int64_t, domain::Execution>> ExecutionsTable::page(const std::string& userId,
                                                                              const std::string& status,
                                                                              const std::string& agentId,
                                                                              std::int64_t before, int limit) {
    auto query = m_connection.query(
        "SELECT " EXECUTION_COLUMNS
        ", key FROM executions WHERE (CAST(?1 AS TEXT) IS NULL OR user_id = ?1) "
        "AND (CAST(?2 AS TEXT) IS NULL OR status = ?2) AND (CAST(?3 AS TEXT) IS NULL OR agent_id = ?3) "
        "AND key < ?4 ORDER BY key DESC LIMIT ?5");
    if (before == 0) before = std::numeric_limits<std::int64_t>::max();
    query.bind(OrNull{userId}, OrNull{status}, OrNull{agentId}, before, limit);
    std::vector<std::pair<std::int64_t, domain::Execution>> all;
    while (query.next()) {
        auto& [key, e] = all.emplace_back();
        query.read(e.id, e.chatId, e.messageId, e.agentId, e.agentVersionId, e.threadId, e.checkpointId, e.status,
                   e.currentNode, e.workflow, e.input, e.result, e.error, e.totalNodes, e.completedNodes, e.failedNodes,
                   e.startedMs, e.completedMs, e.pausedMs, e.userId, key);
    }
    return all;
}

std::vector<std::pair<std::string, std::string>> ExecutionsTable::pausedThreads() {
    auto query = m_connection.query("SELECT id, thread_id FROM executions WHERE status = 'paused' ORDER BY key");
    std::vector<std::pair<std::string, std::string>> all;
    while (query.next()) {
        auto& [id, thread] = all.emplace_back();
        query.read(id, thread);
    }
    return all;
}

std::vector<std::string> ExecutionsTable::failRunning(const Json& error, std::int64_t nowMs) {
    auto query = m_connection.query(
        "UPDATE executions SET status = 'failed', error = ?1, completed_ms = ?2 WHERE status = 'running' "
        "AND NOT EXISTS (SELECT 1 FROM run_holders h WHERE h.run_id = executions.id) RETURNING id");
    query.bind(error, nowMs);
    std::vector<std::string> ids;
    while (query.next())
        query.read(ids.emplace_back());
    return ids;
}

}  // namespace heddle::storage
