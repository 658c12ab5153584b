#include "core/storage/tables/processes_table.h"

namespace heddle::storage {

void ProcessesTable::renew(const std::string& id, std::int64_t nowMs, std::int64_t untilMs) {
    m_connection
        .query(
            "INSERT INTO processes(id, started_ms, lease_until_ms) VALUES(?1, ?2, ?3) "
            "ON CONFLICT(id) DO UPDATE SET lease_until_ms = excluded.lease_until_ms")
        .bind(id, nowMs, untilMs)
        .run();
}

void ProcessesTable::remove(const std::string& id) {
    m_connection.query("DELETE FROM processes WHERE id = ?1").bind(id).run();
}

void ProcessesTable::removeDead(std::int64_t nowMs) {
    m_connection.query("DELETE FROM processes WHERE lease_until_ms < ?1").bind(nowMs).run();
}

void ProcessesTable::hold(const std::string& runId, const std::string& processId) {
    m_connection
        .query(
            "INSERT INTO run_holders(run_id, process_id) VALUES(?1, ?2) "
            "ON CONFLICT(run_id) DO UPDATE SET process_id = excluded.process_id")
        .bind(runId, processId)
        .run();
}

void ProcessesTable::release(const std::string& runId, const std::string& processId) {
    m_connection.query("DELETE FROM run_holders WHERE run_id = ?1 AND process_id = ?2").bind(runId, processId).run();
}

std::optional<std::string> ProcessesTable::holder(const std::string& runId) {
    auto query = m_connection.query("SELECT process_id FROM run_holders WHERE run_id = ?1");
    std::optional<std::string> id;
    if (query.bind(runId).next()) query.read(id);
    return id;
}

}  // namespace heddle::storage
