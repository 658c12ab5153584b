#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

/// Which runs are this process' own, where several share a database (servers on one PostgreSQL). A process has a lease
/// there, which it keeps up while it lives, and holds the runs that it drives; what nobody who lives holds can be
/// adopted. The clocks of all must agree within half a lease. Where the database is this process' alone, nobody else
/// drives anything, and nothing is written. Safe from any thread.
class RunLease {
public:
    /// `database` may be null. Both must outlive it.
    RunLease(storage::Database* database, const Clock& clock);
    /// Gives the lease back, so that others adopt at once what is left.
    ~RunLease();
    RunLease(const RunLease&) = delete;
    RunLease& operator=(const RunLease&) = delete;

    /// Whether others may have runs of their own in the database.
    bool isShared() const { return m_isShared; }
    /// Prolongs the lease, and forgets processes whose own is over. Comes before any run.
    void renew(storage::Connection& connection);
    /// Throws Error(Conflict, "run.active") with the fact `run` when another process that lives drives it.
    void hold(storage::Connection& connection, const std::string& runId) const;
    void release(storage::Connection& connection, const std::string& runId) const;

private:
    storage::Database* m_database;
    const Clock& m_clock;
    const std::string m_process;
    const bool m_isShared;
    std::atomic<bool> m_isTaken = false;
};

/// Does something several times within a lease, for as long as it lives.
class LeaseBeat {
public:
    /// `beat` runs on the executor; what it throws is logged. It must outlive the executor's threads.
    LeaseBeat(boost::asio::any_io_executor executor, std::function<boost::asio::awaitable<void>()> beat);
    /// As stop().
    ~LeaseBeat();
    LeaseBeat(const LeaseBeat&) = delete;
    LeaseBeat& operator=(const LeaseBeat&) = delete;

    /// Returns at once; no beat begins any more.
    void stop();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace heddle::services
