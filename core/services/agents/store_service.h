#pragma once
#include "core/domain/review.h"
#include "core/services/agents/agent_service.h"
#include "core/storage/store_tables/store_table.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::services {

/// A published agent as the store shows it.
struct StoreDetails {
    domain::Agent agent;
    domain::AgentVersion version;         ///< the current one
    std::vector<domain::Rating> ratings;  ///< the newest ones
};

/// Published agents, as users find, install and rate them. Safe from any thread. Throws Error(NotFound,
/// "agent.not_found") with the fact `agent` for what is not published, (Denied, "auth.forbidden").
class StoreService {
public:
    StoreService(storage::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {}

    boost::asio::awaitable<std::vector<domain::Agent>> list(Caller caller, storage::StoreFilter filter);
    /// Those in which all words of `text` are found, the best first, at most `filter.limit`; its order does not count.
    boost::asio::awaitable<std::vector<domain::Agent>> search(Caller caller, std::string text,
                                                              storage::StoreFilter filter);
    boost::asio::awaitable<StoreDetails> details(Caller caller, std::string agentId);
    /// The current version, for the caller. Installing again takes the newest version.
    boost::asio::awaitable<domain::AgentVersion> install(Caller caller, std::string agentId);
    boost::asio::awaitable<std::vector<domain::Agent>> installed(Caller caller);
    /// Throws Error(InvalidArgument, "rating.stars") unless there are 1 to 5; (Denied, "auth.forbidden") for one's own.
    boost::asio::awaitable<domain::Rating> rate(Caller caller, std::string agentId, int stars, std::string comment);
    boost::asio::awaitable<std::vector<domain::Agent>> recommendations(Caller caller, int limit);

private:
    storage::Database& m_database;
    const Clock& m_clock;
};

}  // namespace heddle::services
