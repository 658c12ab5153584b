#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <optional>
#include <string>

namespace heddle::storage {

/// Processes that share a database, each with a lease that it keeps up while it lives, and the runs that it drives. A
/// process that is removed holds nothing any more.
class ProcessesTable {
public:
    explicit ProcessesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or prolongs the lease of the process.
    void renew(const std::string& id, std::int64_t nowMs, std::int64_t untilMs);
    void remove(const std::string& id);
    /// Those whose lease was over before `nowMs`.
    void removeDead(std::int64_t nowMs);

    /// The process is in the table.
    void hold(const std::string& runId, const std::string& processId);
    void release(const std::string& runId, const std::string& processId);
    /// Who drives the run.
    std::optional<std::string> holder(const std::string& runId);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
