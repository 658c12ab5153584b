#include "core/services/verification_service.h"

#include "core/security/audit_anchor.h"
#include "core/security/permissions.h"
#include "core/services/jobs/job_service.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::services {

namespace asio = boost::asio;
using security::Operation;

namespace {

asio::awaitable<Json> check(MaintenanceService& maintenance, AuditTrail& audit, const JobContext& context) {
    // At most once in a hundred: each is a row written.
    const auto tell = [&context, last = -1.0](double done, const std::string& what) mutable {
        if (done - last < 0.01) return;
        last = done;
        context.tell(done, what);
    };
    VerifyReport report = co_await maintenance.verify(tell);
    report.add(audit.checkNow(security::anchorFrom(context.job().payload.at("anchor").get<std::string>())));
    co_return toJson(report);
}

}  // namespace

asio::awaitable<domain::Job> VerificationService::begin(Caller caller, security::AuditAnchor kept) {
    security::require(caller.principal, Operation::ServerVerify, "");
    co_await m_audit.addAlone(caller, std::string(operationName(Operation::ServerVerify)), "database", "ok");
    const Json payload{{"anchor", security::anchorText(kept)}};
    co_return co_await m_jobs.enqueue(std::move(caller), "verify", payload);
}

asio::awaitable<Json> VerificationService::verify(const JobContext& context) {
    const auto work = [this, &context] { return check(m_maintenance, m_audit, context); };
    co_return co_await asio::co_spawn(m_thread, work, asio::use_awaitable);
}

JobHandler VerificationService::handler() {
    return [this](const JobContext& context) { return verify(context); };
}

}  // namespace heddle::services
