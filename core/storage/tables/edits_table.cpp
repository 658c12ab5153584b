#include "core/storage/tables/edits_table.h"

namespace heddle::storage {

std::int64_t EditsTable::add(const std::string& agentId, const domain::GraphEdit& edit, const std::string& session,
                             std::int64_t nowMs) {
    m_connection.query("DELETE FROM edits WHERE agent_id = ?1 AND undone = 1").bind(agentId).run();
    auto query = m_connection.query(
        "INSERT INTO edits(agent_id, seq, edit, session, created_ms) "
        "SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4 FROM edits WHERE agent_id = ?1 RETURNING seq");
    std::int64_t seq = 0;
    if (query.bind(agentId, toJson(edit), session, nowMs).next()) query.read(seq);
    return seq;
}

bool EditsTable::replaceNewest(const std::string& agentId, const domain::GraphEdit& edit, std::int64_t nowMs) {
    m_connection
        .query(
            "UPDATE edits SET edit = ?2, created_ms = ?3 WHERE agent_id = ?1 AND seq = "
            "(SELECT max(seq) FROM edits WHERE agent_id = ?1 AND undone = 0)")
        .bind(agentId, toJson(edit), nowMs)
        .run();
    return m_connection.changes() > 0;
}

bool EditsTable::undo(const std::string& agentId) {
    m_connection
        .query(
            "UPDATE edits SET undone = 1 WHERE agent_id = ?1 AND seq = "
            "(SELECT max(seq) FROM edits WHERE agent_id = ?1 AND undone = 0)")
        .bind(agentId)
        .run();
    return m_connection.changes() > 0;
}

bool EditsTable::redo(const std::string& agentId) {
    m_connection
        .query(
            "UPDATE edits SET undone = 0 WHERE agent_id = ?1 AND seq = "
            "(SELECT min(seq) FROM edits WHERE agent_id = ?1 AND undone = 1)")
        .bind(agentId)
        .run();
    return m_connection.changes() > 0;
}

std::vector<EditRow> EditsTable::list(const std::string& agentId) {
    auto query =
        m_connection.query("SELECT seq, edit, session, undone, created_ms FROM edits WHERE agent_id = ?1 ORDER BY seq");
    query.bind(agentId);
    std::vector<EditRow> rows;
    while (query.next()) {
        Json edit;
        EditRow& row = rows.emplace_back();
        query.read(row.seq, edit, row.session, row.undone, row.createdMs);
        row.edit = domain::editFromJson(edit);
    }
    return rows;
}

void EditsTable::prune(const std::string& agentId, std::int64_t keep) {
    m_connection
        .query(
            "DELETE FROM edits WHERE agent_id = ?1 AND seq <= "
            "(SELECT max(seq) FROM edits WHERE agent_id = ?1) - ?2")
        .bind(agentId, keep)
        .run();
}

}  // namespace heddle::storage
