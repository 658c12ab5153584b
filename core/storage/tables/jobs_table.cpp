#include "core/storage/tables/jobs_table.h"

#define JOB_COLUMNS                                                                                  \
    "id, kind, owner_id, payload, state, progress, message, result, error, attempts, max_attempts, " \
    "run_after_ms, lease_owner, lease_until_ms, cancel_requested, created_ms, started_ms, finished_ms"

namespace heddle::storage {
namespace {

domain::Job jobOf(const Query& row) {
    domain::Job j;
    row.read(j.id, j.kind, j.ownerId, j.payload, j.state, j.progress, j.message, j.result, j.error, j.attempts,
             j.maxAttempts, j.runAfterMs, j.leaseOwner, j.leaseUntilMs, j.isCancelRequested, j.createdMs, j.startedMs,
             j.finishedMs);
    return j;
}

}  // namespace

void JobsTable::put(const domain::Job& j) {
    m_connection
        .query("INSERT INTO jobs(" JOB_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) "
               "ON CONFLICT(id) DO UPDATE SET state = excluded.state, progress = excluded.progress, "
               "message = excluded.message, result = excluded.result, error = excluded.error, "
               "attempts = excluded.attempts, run_after_ms = excluded.run_after_ms, "
               "lease_owner = excluded.lease_owner, lease_until_ms = excluded.lease_until_ms, "
               "cancel_requested = excluded.cancel_requested, started_ms = excluded.started_ms, "
               "finished_ms = excluded.finished_ms")
        .bind(j.id, j.kind, j.ownerId, j.payload, j.state, j.progress, j.message, j.result, j.error, j.attempts,
              j.maxAttempts, j.runAfterMs, j.leaseOwner, j.leaseUntilMs, j.isCancelRequested, j.createdMs, j.startedMs,
              j.finishedMs)
        .run();
}

std::optional<domain::Job> JobsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " JOB_COLUMNS " FROM jobs WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return jobOf(query);
}

std::vector<domain::Job> JobsTable::list(const std::string& ownerId, const std::string& state, int limit) {
    auto query = m_connection.query("SELECT " JOB_COLUMNS
                                    " FROM jobs WHERE (CAST(?1 AS TEXT) IS NULL OR owner_id = ?1) "
                                    "AND (CAST(?2 AS TEXT) IS NULL OR state = ?2) "
                                    "ORDER BY created_ms DESC, id DESC LIMIT ?3");
    query.bind(OrNull{ownerId}, OrNull{state}, limit);
    std::vector<domain::Job> all;
    while (query.next())
        all.push_back(jobOf(query));
    return all;
}

std::optional<domain::Job> JobsTable::take(const std::string& worker, std::int64_t nowMs, std::int64_t leaseUntilMs) {
    std::optional<domain::Job> found;
    {
        auto query = m_connection.query("SELECT " JOB_COLUMNS
                                        " FROM jobs WHERE (state = 'queued' AND run_after_ms <= ?1) "
                                        "OR (state = 'running' AND lease_until_ms < ?1) "
                                        "ORDER BY run_after_ms, created_ms, id LIMIT 1");
        if (query.bind(nowMs).next()) found = jobOf(query);
    }
    if (!found) return found;
    found->state = "running";
    found->leaseOwner = worker;
    found->leaseUntilMs = leaseUntilMs;
    found->startedMs = nowMs;
    ++found->attempts;
    put(*found);
    return found;
}

bool JobsTable::tell(const std::string& id, const std::string& worker, std::int64_t leaseUntilMs, double progress,
                     const std::string& message) {
    m_connection
        .query(
            "UPDATE jobs SET lease_until_ms = ?3, progress = ?4, message = ?5 "
            "WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'")
        .bind(id, worker, leaseUntilMs, progress, message)
        .run();
    return m_connection.changes() > 0;
}

void JobsTable::prune(std::int64_t beforeMs) {
    m_connection.query("DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled') AND finished_ms < ?1")
        .bind(beforeMs)
        .run();
}

}  // namespace heddle::storage
