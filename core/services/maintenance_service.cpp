#include "core/services/maintenance_service.h"

#include "core/base/error.h"
#include "core/services/runs/run_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/checkpoints_table.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::services {
namespace {

using boost::asio::awaitable;
using storage::CheckpointsTable;
using storage::Connection;

void verifyCheckpoints(Connection& connection, VerifyReport& report) {
    CheckpointsTable table(connection);
    report.threads = static_cast<std::int64_t>(table.threads().size());
    for (const auto& problem : table.problems())
        report.problems.push_back({problem.code, {{"thread", problem.thread}, {"checkpoint", problem.checkpoint}}});
    table.each([&report](const std::string& thread, storage::CheckpointRow row) {
        ++report.checkpoints;
        const std::string id = row.id;
        const engine::CheckpointRecord record{
            std::move(row.id), {}, row.step, {}, row.snapshot, 0, std::move(row.metadata), std::move(row.body), {}};
        if (const auto reason = engine::bodyProblem(record)) {
            report.problems.push_back(
                {"engine.bad_checkpoint", {{"thread", thread}, {"checkpoint", id}, {"reason", *reason}}});
        }
    });
}

/// What the tables hold, checked without the runs' workflows.
VerifyReport verifyTables(Connection& connection) {
    VerifyReport report;
    for (const std::string& reason : connection.integrityProblems())
        report.problems.push_back({"storage.damage", {{"reason", reason}}});
    try {
        verifyCheckpoints(connection, report);
    } catch (const Error& e) {
        // Where pages are damaged, what they held cannot be read; the rest is still worth a look.
        report.problems.push_back({e.code(), e.facts()});
    }
    return report;
}

/// Keys that are elsewhere are no damage.
bool isWithoutKeys(const Error& obstacle) {
    return obstacle.code() == "root_key.missing" || obstacle.code() == "secret_store.refused" ||
           obstacle.code() == "root_key.file_open";
}

/// Of all work, as far as it can be known: the tables are one half, the runs the other.
constexpr double kTables = 0.5;

}  // namespace

void VerifyReport::add(AuditCheck check) {
    audit = std::move(check);
    if (audit.damage) {
        problems.push_back({"audit.damaged",
                            {{"sequence", audit.damage->sequence}, {"damage", auditDamageName(audit.damage->damage)}}});
    } else if (audit.obstacle && !isWithoutKeys(*audit.obstacle)) {
        problems.push_back({audit.obstacle->code(), audit.obstacle->facts()});
    }
}

const char* VerifyReport::auditState() const {
    if (audit.damage || (audit.obstacle && !isWithoutKeys(*audit.obstacle))) return "damaged";
    return audit.obstacle ? "not checked" : "whole";
}

Json toJson(const VerifyReport& report) {
    Json problems = Json::array();
    for (const StorageProblem& problem : report.problems)
        problems.push_back({{"code", problem.code}, {"facts", problem.facts}});
    Json obstacle;
    if (report.audit.obstacle)
        obstacle = {{"code", report.audit.obstacle->code()}, {"facts", report.audit.obstacle->facts()}};
    return {{"runs", report.runs},
            {"threads", report.threads},
            {"checkpoints", report.checkpoints},
            {"audit",
             {{"entries", report.audit.end.sequence},
              {"digest", report.audit.end.digest},
              {"state", report.auditState()},
              {"obstacle", std::move(obstacle)}}},
            {"problems", std::move(problems)}};
}

MaintenanceService::MaintenanceService(storage::Database& database, RunService& runs, engine::Engine& engine,
                                       const Clock& clock)
    : m_database(database), m_runs(runs), m_threads(engine, clock) {}

awaitable<VerifyReport> MaintenanceService::verify(Progress tell) {
    if (tell) tell(0, "the tables");
    VerifyReport report = co_await m_database.read(verifyTables);
    std::vector<domain::Execution> runs;
    try {
        runs = co_await m_runs.list("", "", 0);
    } catch (const Error& e) {
        report.problems.push_back({e.code(), e.facts()});
    }
    for (const domain::Execution& run : runs) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        const double part = static_cast<double>(report.runs++) / static_cast<double>(runs.size());
        if (tell) tell(kTables + (1 - kTables) * part, "the runs");
        try {
            m_threads.state(engine::planForState(domain::graphFromJson(run.workflow)), run.threadId);
        } catch (const Error& e) {
            report.problems.push_back({e.code(), e.with("thread", run.threadId).facts()});
        }
    }
    co_return report;
}

awaitable<std::int64_t> MaintenanceService::prune(engine::Retention retention) {
    std::int64_t count = 0;
    const auto runs = co_await m_runs.list("", "", 0);
    for (const domain::Execution& run : runs) {
        if (run.status == "running") continue;
        m_threads.prune(run.threadId, retention);
        ++count;
    }
    co_return count;
}

awaitable<CompactReport> MaintenanceService::compact(bool whole) {
    CompactReport report;
    const auto job = [whole, &report](Connection& connection) {
        report.bytesBefore = connection.size();
        connection.compact(whole);
        report.bytesAfter = connection.size();
    };
    co_await m_database.alone(job);
    co_return report;
}

}  // namespace heddle::services
