#pragma once
#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// Looks out for what other processes ask of the runs of this one. Only the process that holds the workspace runs it,
/// so another one leaves a row in its database (storage/tables/requests_table.h), and this one looks there ten times a
/// second while it has runs: a read of an empty table.
class CancelRequests {
public:
    /// `cancel` takes the id of a run, on a pool thread, and returns at once. The database must outlive the executor's
    /// threads.
    CancelRequests(storage::Database& database, std::function<void(const std::string&)> cancel);
    ~CancelRequests();

    /// Looks out for requests about `runId` as long as the result lives.
    std::shared_ptr<void> watch(const boost::asio::any_io_executor& executor, const std::string& runId);

private:
    struct Lookout;
    std::shared_ptr<Lookout> m_lookout;
};

}  // namespace heddle::services
