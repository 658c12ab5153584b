#pragma once
#include "core/domain/job.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Jobs and who works at them.
class JobsTable {
public:
    explicit JobsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id.
    void put(const domain::Job& job);
    std::optional<domain::Job> find(const std::string& id);
    /// Newest first; an empty owner or state means all.
    std::vector<domain::Job> list(const std::string& ownerId, const std::string& state, int limit);
    /// The oldest job that may be worked at: queued and due, or running under a lease that is over. It is `worker`'s
    /// until `leaseUntilMs`, and has one attempt more.
    std::optional<domain::Job> take(const std::string& worker, std::int64_t nowMs, std::int64_t leaseUntilMs);
    /// Prolongs the lease and tells how far it is; false when the job is not the worker's any more.
    bool tell(const std::string& id, const std::string& worker, std::int64_t leaseUntilMs, double progress,
              const std::string& message);
    /// Forgets what has ended before `beforeMs`.
    void prune(std::int64_t beforeMs);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
