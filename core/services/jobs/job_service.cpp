#include "core/services/jobs/job_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/services/accounts/audit_trail.h"
#include "core/storage/database.h"
#include "core/storage/tables/jobs_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using domain::Job;
using security::Operation;
using storage::Connection;
using storage::JobsTable;

namespace {

bool hasEnded(const Job& job) { return job.state != "queued" && job.state != "running"; }

}  // namespace

JobService::JobService(storage::Database& database, const AuditTrail& audit, const Clock& clock)
    : m_database(database), m_audit(audit), m_clock(clock) {}

Job JobService::find(Connection& connection, const Caller& caller, Operation operation, const std::string& id) const {
    auto job = JobsTable(connection).find(id);
    const bool isSeen = job && security::may(caller.principal, Operation::JobsRead, job->ownerId);
    if (!isSeen) throw Error(ErrorKind::NotFound, "job.not_found", {{"job", id}});
    security::require(caller.principal, operation, job->ownerId);
    return *job;
}

awaitable<Job> JobService::enqueue(Caller caller, std::string kind, Json payload) {
    Job job;
    job.id = newId();
    job.kind = std::move(kind);
    job.ownerId = caller.principal.userId;
    job.payload = std::move(payload);
    job.createdMs = job.runAfterMs = m_clock.nowMs();
    const auto work = [&](Connection& connection) { JobsTable(connection).put(job); };
    co_await m_database.write(work);
    m_tell(job);
    co_return job;
}

awaitable<std::vector<Job>> JobService::list(Caller caller, std::string state, int limit) {
    security::require(caller.principal, Operation::JobsList, caller.principal.userId);
    const bool isAny = security::reachOf(caller.principal, Operation::JobsList) == security::Reach::Any;
    const std::string owner = isAny ? std::string() : caller.principal.userId;
    const auto work = [&](Connection& connection) { return JobsTable(connection).list(owner, state, limit); };
    co_return co_await m_database.read(work);
}

awaitable<Job> JobService::get(Caller caller, std::string id) {
    const auto work = [&](Connection& connection) { return find(connection, caller, Operation::JobsRead, id); };
    co_return co_await m_database.read(work);
}

awaitable<Job> JobService::cancel(Caller caller, std::string id) {
    const auto work = [&](Connection& connection) {
        Job job = find(connection, caller, Operation::JobsCancel, id);
        if (hasEnded(job)) throw Error(ErrorKind::Conflict, "job.ended", {{"job", id}, {"state", job.state}});
        job.isCancelRequested = true;
        if (job.state == "queued") {
            job.state = "cancelled";
            job.finishedMs = m_clock.nowMs();
        }
        JobsTable(connection).put(job);
        m_audit.add(connection, caller, operationName(Operation::JobsCancel), "jobs/" + id);
        return job;
    };
    const Job job = co_await m_database.write(work);
    m_tell(job);
    co_return job;
}

awaitable<Job> JobService::retry(Caller caller, std::string id) {
    const auto work = [&](Connection& connection) {
        Job job = find(connection, caller, Operation::JobsRetry, id);
        if (!hasEnded(job) || job.state == "done")
            throw Error(ErrorKind::Conflict, "job.not_ended", {{"job", id}, {"state", job.state}});
        job.state = "queued";
        job.isCancelRequested = false;
        job.attempts = 0;
        job.progress = 0;
        job.error = nullptr;
        job.finishedMs = 0;
        job.runAfterMs = m_clock.nowMs();
        JobsTable(connection).put(job);
        m_audit.add(connection, caller, operationName(Operation::JobsRetry), "jobs/" + id);
        return job;
    };
    const Job job = co_await m_database.write(work);
    m_tell(job);
    co_return job;
}

}  // namespace heddle::services
