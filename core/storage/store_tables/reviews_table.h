#pragma once
#include "core/domain/review.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Reviews of agents' versions.
class ReviewsTable {
public:
    explicit ReviewsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id.
    void put(const domain::Review& review);
    std::optional<domain::Review> find(const std::string& id);
    /// Newest first. Empty filters mean all.
    std::vector<domain::Review> list(const std::string& submitterId, const std::string& status, int limit);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
