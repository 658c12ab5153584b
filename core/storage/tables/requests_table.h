#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::storage {

/// What other processes ask of the one that holds the workspace. It looks here while it has runs; a request that comes
/// when nobody holds the workspace is dropped at the next start.
class RequestsTable {
public:
    explicit RequestsTable(Connection& connection) : m_connection(connection) {}

    void askToCancel(const std::string& runId, std::int64_t nowMs);
    /// Runs that are to be cancelled, oldest request first.
    std::vector<std::string> toCancel();
    void remove(const std::string& runId);
    /// Those about runs that no process holds.
    void removeUnheld();

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
