#pragma once
#include "core/domain/agent.h"
#include "core/domain/review.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Which published agents, in which order. The place after which a page begins is the order's value and the id of the
/// last agent before it.
struct StoreFilter {
    enum class Order { Newest, Downloads, Rating };

    std::string category;  ///< empty: all
    std::string tag;       ///< empty: all
    Order order = Order::Newest;
    std::optional<std::pair<double, std::string>> after;
    int limit = 50;
};

/// What users have to do with published agents: installed, used and rated ones.
class StoreTable {
public:
    explicit StoreTable(Connection& connection) : m_connection(connection) {}

    std::vector<domain::Agent> list(const StoreFilter& filter);
    /// The agents of these ids that are published and fit category and tag, in the order of the ids.
    std::vector<domain::Agent> pick(const std::vector<std::string>& ids, const StoreFilter& filter);
    /// The value by which `order` puts the agent in its place.
    static double placeOf(const domain::Agent& agent, StoreFilter::Order order);

    /// Whether the user had not installed the agent before; then its downloads count up.
    bool install(const std::string& userId, const std::string& agentId, const std::string& versionId,
                 std::int64_t nowMs);
    /// Those that the user has installed, newest first.
    std::vector<domain::Agent> installed(const std::string& userId);
    /// Counts a use.
    void use(const std::string& userId, const std::string& agentId, std::int64_t nowMs);
    /// In the place of what the user said before.
    void rate(const domain::Rating& rating);
    /// Newest first.
    std::vector<domain::Rating> ratings(const std::string& agentId, int limit);
    /// Published ones that the user has neither made nor installed: of the categories that they use first, then by
    /// downloads.
    std::vector<domain::Agent> recommended(const std::string& userId, int limit);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
