#pragma once
#include "core/domain/chat.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Runs of workflows.
class ExecutionsTable {
public:
    explicit ExecutionsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id.
    void put(const domain::Execution& execution);
    std::optional<domain::Execution> find(const std::string& id);
    /// With its events; its checkpoints are the caller's.
    void remove(const std::string& id);
    /// Those whose id begins with `prefix`, oldest first, at most `limit`.
    std::vector<domain::Execution> findByPrefix(const std::string& prefix, int limit = 2);
    /// Newest first. Empty filters mean all; a `limit` of 0 too.
    std::vector<domain::Execution> list(const std::string& status, const std::string& agentId, int limit);
    /// Those of a user, or of all, newest first, before a place in the list (0: from the beginning), each with its own.
    std::vector<std::pair<std::int64_t, domain::Execution>> page(const std::string& userId, const std::string& status,
                                                                 const std::string& agentId, std::int64_t before,
                                                                 int limit);
    /// Id and thread of those in state "paused", oldest first.
    std::vector<std::pair<std::string, std::string>> pausedThreads();
    /// Runs in state "running" that no process holds become "failed" with `error`. Gives their ids.
    std::vector<std::string> failRunning(const Json& error, std::int64_t nowMs);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
