#pragma once
#include "core/domain/run_event.h"
#include "core/storage/connection.h"

#include <span>
#include <string>
#include <vector>

namespace heddle::storage {

/// What runs told, in order.
class EventsTable {
public:
    explicit EventsTable(Connection& connection) : m_connection(connection) {}

    /// Events of one run whose execution is stored; an event with a number that is there already is left as it is.
    /// Throws (NotFound, "storage.no_execution") with the fact `execution`.
    void append(const std::string& executionId, std::span<const domain::RunEvent> events);
    /// One more than the highest number of the run's events.
    std::int64_t nextSeq(const std::string& executionId);
    /// In order, those after number `after`, at most `limit` (0: all).
    std::vector<domain::RunEvent> list(const std::string& executionId, std::int64_t after = -1, int limit = 0);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
