#pragma once
#include "core/services/jobs/job_workers.h"
#include "core/services/maintenance_service.h"

#include <boost/asio/thread_pool.hpp>

namespace heddle::services {

class JobService;

/// The check of a server's whole database while it serves, as a job of the kind "verify": payload {anchor}, result as
/// toJson(VerifyReport). It reads on a thread of its own, for that may take minutes. Safe from any thread.
class VerificationService {
public:
    /// All must outlive it.
    VerificationService(MaintenanceService& maintenance, AuditTrail& audit, JobService& jobs)
        : m_maintenance(maintenance), m_audit(audit), m_jobs(jobs) {}
    /// Waits for what is being read.
    ~VerificationService() { m_thread.join(); }

    /// Queues one. `kept`: an end of the audit log that was kept elsewhere. Throws Error(Denied, "auth.forbidden").
    boost::asio::awaitable<domain::Job> begin(Caller caller, security::AuditAnchor kept);
    JobHandler handler();

private:
    boost::asio::awaitable<Json> verify(const JobContext& context);

    MaintenanceService& m_maintenance;
    AuditTrail& m_audit;
    JobService& m_jobs;
    boost::asio::thread_pool m_thread{1};
};

}  // namespace heddle::services
