#include "core/storage/tables/events_table.h"

#include "core/base/error.h"

namespace heddle::storage {
namespace {

domain::RunEventType typeNamed(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(domain::RunEventType::RunCancelled); ++i) {
        const auto type = static_cast<domain::RunEventType>(i);
        if (domain::runEventName(type) == name) return type;
    }
    return domain::RunEventType::NodeProgress;
}

}  // namespace

void EventsTable::append(const std::string& executionId, std::span<const domain::RunEvent> events) {
    auto find = m_connection.query("SELECT key FROM executions WHERE id = ?1");
    if (!find.bind(executionId).next()) {
        throw Error(ErrorKind::NotFound, "storage.no_execution", {{"execution", executionId}});
    }
    std::int64_t key = 0;
    find.read(key);
    for (const domain::RunEvent& event : events) {
        m_connection
            .query(
                "INSERT INTO run_events(execution_key, seq, type, step, node, text, time_ms, data) "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING")
            .bind(key, event.seq, domain::runEventName(event.type), event.step, OrNull{event.node}, OrNull{event.text},
                  event.timeMs, event.data)
            .run();
    }
}

std::int64_t EventsTable::nextSeq(const std::string& executionId) {
    auto query = m_connection.query(
        "SELECT coalesce(max(v.seq) + 1, 0) FROM executions e JOIN run_events v ON v.execution_key = e.key "
        "WHERE e.id = ?1");
    std::int64_t next = 0;
    if (query.bind(executionId).next()) query.read(next);
    return next;
}

std::vector<domain::RunEvent> EventsTable::list(const std::string& executionId, std::int64_t after, int limit) {
    auto query = m_connection.query(
        "SELECT e.id, e.thread_id, v.seq, v.type, v.step, v.node, v.text, v.time_ms, v.data "
        "FROM executions e JOIN run_events v ON v.execution_key = e.key "
        "WHERE e.id = ?1 AND v.seq > ?2 ORDER BY v.seq LIMIT ?3");
    query.bind(executionId, after, rowLimit(limit));
    std::vector<domain::RunEvent> events;
    while (query.next()) {
        std::string type;
        domain::RunEvent& event = events.emplace_back();
        query.read(event.runId, event.threadId, event.seq, type, event.step, event.node, event.text, event.timeMs,
                   event.data);
        event.type = typeNamed(type);
    }
    return events;
}

}  // namespace heddle::storage
