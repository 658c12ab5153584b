#include "core/storage/tables/requests_table.h"

namespace heddle::storage {

void RequestsTable::askToCancel(const std::string& runId, std::int64_t nowMs) {
    m_connection
        .query("INSERT INTO run_requests(run_id, request, created_ms) VALUES(?1, 'cancel', ?2) ON CONFLICT DO NOTHING")
        .bind(runId, nowMs)
        .run();
}

std::vector<std::string> RequestsTable::toCancel() {
    auto query = m_connection.query("SELECT run_id FROM run_requests WHERE request = 'cancel' ORDER BY created_ms");
    std::vector<std::string> runs;
    while (query.next())
        query.read(runs.emplace_back());
    return runs;
}

void RequestsTable::remove(const std::string& runId) {
    m_connection.query("DELETE FROM run_requests WHERE run_id = ?1").bind(runId).run();
}

void RequestsTable::removeUnheld() {
    m_connection
        .query(
            "DELETE FROM run_requests WHERE NOT EXISTS "
            "(SELECT 1 FROM run_holders h WHERE h.run_id = run_requests.run_id)")
        .run();
}

}  // namespace heddle::storage
