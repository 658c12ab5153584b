#include "core/base/error.h"
#include "core/base/log.h"
#include "core/storage/postgres/postgres_connection.h"

#include <chrono>

namespace heddle::storage {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::int64_t clockMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Keys that went astray between the partitioned tables and their key tables (migrations/postgres_5_runs.h).
constexpr Sql kLostKeys{
    "SELECT 'message ' || m.id || ' has no key of its own' FROM messages m "
    "LEFT JOIN message_keys k ON k.key = m.key AND k.id = m.id WHERE k.key IS NULL "
    "UNION ALL SELECT 'message ' || k.id || ' is missing' FROM message_keys k "
    "LEFT JOIN messages m ON m.key = k.key WHERE m.key IS NULL "
    "UNION ALL SELECT 'execution ' || e.id || ' has no key of its own' FROM executions e "
    "LEFT JOIN execution_keys k ON k.key = e.key AND k.id = e.id WHERE k.key IS NULL "
    "UNION ALL SELECT 'execution ' || k.id || ' is missing' FROM execution_keys k "
    "LEFT JOIN executions e ON e.key = k.key WHERE e.key IS NULL LIMIT 100"};

}  // namespace

// amcheck reads every index; it is an extension that somebody with the right to must have made.
std::vector<std::string> PostgresConnection::integrityProblems() {
    std::vector<std::string> problems;
    auto lost = query(kLostKeys);
    while (lost.next())
        lost.read(problems.emplace_back());
    auto found = query("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'");
    std::int64_t hasCheck = 0;
    if (found.next()) found.read(hasCheck);
    if (hasCheck == 0) return problems;
    try {
        query(
            "SELECT bt_index_check(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "JOIN pg_am a ON a.oid = c.relam WHERE c.relnamespace = to_regnamespace(current_schema()) "
            "AND a.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid")
            .run();
    } catch (const Error& error) {
        problems.push_back(error.facts().value("reason", error.code()));
    }
    return problems;
}

void PostgresConnection::compact(bool whole) {
    run("SET statement_timeout = 0");
    try {
        run(whole ? "VACUUM (FULL, ANALYZE)" : "VACUUM (ANALYZE)");
    } catch (const Error&) {
        run("SET statement_timeout = '10s'");
        throw;
    }
    run("SET statement_timeout = '10s'");
}

void PostgresConnection::makePartitions() {
    beginTurn();
    try {
        number(
            "SELECT make_partitions(ms, ms + 5184000000) "  // 60 days
            "FROM (SELECT CAST(extract(epoch FROM now()) * 1000 AS BIGINT) AS ms) AS today");
        commit();
    } catch (const Error&) {
        rollback();
        throw;
    }
    m_partitionsDueMs = clockMs() + kDayMs;
}

// A failure costs nothing now: what has no partition goes to the default one. It is tried again within the hour.
void PostgresConnection::keepPartitions() noexcept {
    if (clockMs() < m_partitionsDueMs) return;
    try {
        makePartitions();
    } catch (const Error& error) {
        m_partitionsDueMs = clockMs() + kDayMs / 24;
        roomLogger("storage")->warn("no partitions were made: {}", error.what());
    }
}

}  // namespace heddle::storage
