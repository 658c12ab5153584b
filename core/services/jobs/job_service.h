#pragma once
#include "core/domain/job.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;

/// Jobs, for those whom they belong to. Safe from any thread. Throws Error(NotFound, "job.not_found") with the fact
/// `job`, also for other people's, (Denied, "auth.forbidden"), (Conflict, "job.ended" | "job.not_ended").
class JobService {
public:
    JobService(storage::Database& database, const AuditTrail& audit, const Clock& clock);

    /// Who works at jobs is told here of each new one and of each that is to be cancelled. Before anything is called.
    void onChange(std::function<void(const domain::Job&)> tell) { m_tell = std::move(tell); }

    /// Durable when it returns. Whether the caller may is asked by the service whose work it is.
    boost::asio::awaitable<domain::Job> enqueue(Caller caller, std::string kind, Json payload);
    /// Newest first; an administrator's list holds everybody's.
    boost::asio::awaitable<std::vector<domain::Job>> list(Caller caller, std::string state, int limit);
    boost::asio::awaitable<domain::Job> get(Caller caller, std::string id);
    /// A queued one ends at once, a running one soon.
    boost::asio::awaitable<domain::Job> cancel(Caller caller, std::string id);
    /// Queues one anew that failed or was cancelled.
    boost::asio::awaitable<domain::Job> retry(Caller caller, std::string id);

private:
    domain::Job find(storage::Connection& connection, const Caller& caller, security::Operation operation,
                     const std::string& id) const;

    storage::Database& m_database;
    const AuditTrail& m_audit;
    const Clock& m_clock;
    std::function<void(const domain::Job&)> m_tell = [](const domain::Job&) {};
};

}  // namespace heddle::services
