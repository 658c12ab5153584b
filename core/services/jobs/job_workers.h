#pragma once
#include "core/domain/job.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// What a handler has to do with its job. Safe from any thread.
class JobContext {
public:
    JobContext(domain::Job job, std::function<void(double, const std::string&)> tell)
        : m_job(std::move(job)), m_tell(std::move(tell)) {}

    const domain::Job& job() const { return m_job; }
    /// `progress` from 0 to 1, and what is being done.
    void tell(double progress, const std::string& message) const { m_tell(progress, message); }

private:
    domain::Job m_job;
    std::function<void(double, const std::string&)> m_tell;
};

/// Does a job of one kind and gives its result. Cancelled (terminal) when the job is; it may be done more than once,
/// for a process can be killed between its end and the note of it.
using JobHandler = std::function<boost::asio::awaitable<Json>(const JobContext&)>;

/// Works at jobs in this process: takes a lease, keeps it up while the handler works, and notes how it ended. A failure
/// that may pass (network, time, storage) is tried again later; a lease that is over, because its process was killed,
/// is taken by whoever comes next.
class JobWorkers {
public:
    struct Options {
        int workers = 2;
        std::int64_t leaseMs = 30'000;
        std::int64_t retryMs = 1'000;  ///< before the second attempt; twice as long before each after it
    };

    /// All must outlive it.
    JobWorkers(boost::asio::any_io_executor executor, storage::Database& database, const Clock& clock,
               std::map<std::string, JobHandler> handlers, Options options);
    /// As stop().
    ~JobWorkers();
    JobWorkers(const JobWorkers&) = delete;
    JobWorkers& operator=(const JobWorkers&) = delete;

    /// Looks for jobs now, rather than at the next second.
    void wake();
    /// Cancels the handler of this job, if it is at work here.
    void cancel(const std::string& jobId);
    /// Takes no more jobs; what is being done is cancelled and queued again, and does not count as an attempt. Returns
    /// when all handlers have ended.
    void stop();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace heddle::services
