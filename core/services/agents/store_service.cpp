#include "core/services/agents/store_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/search_table.h"
#include "core/storage/tables/versions_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::Connection;
using storage::StoreTable;

namespace {

constexpr int kShownRatings = 20;
constexpr int kMostFound = 500;

domain::Agent findPublished(Connection& connection, const std::string& id) {
    auto agent = storage::AgentsTable(connection).find(id);
    if (!agent || agent->status != "published") throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", id}});
    return *agent;
}

domain::AgentVersion currentVersion(Connection& connection, const std::string& agentId) {
    auto version = storage::VersionsTable(connection).current(agentId);
    if (!version) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", agentId}});
    return *version;
}

}  // namespace

awaitable<std::vector<domain::Agent>> StoreService::list(Caller caller, storage::StoreFilter filter) {
    security::require(caller.principal, Operation::StoreSearch, "");
    const auto job = [&](Connection& connection) { return StoreTable(connection).list(filter); };
    co_return co_await m_database.read(job);
}

awaitable<std::vector<domain::Agent>> StoreService::search(Caller caller, std::string text,
                                                           storage::StoreFilter filter) {
    security::require(caller.principal, Operation::StoreSearch, "");
    const storage::SearchQuery query{"store", searchTerms(text), {}, kMostFound};
    const auto job = [&](Connection& connection) {
        const auto found = storage::SearchTable(connection).find(query);
        return StoreTable(connection).pick(found, filter);
    };
    co_return co_await m_database.read(job);
}

awaitable<StoreDetails> StoreService::details(Caller caller, std::string agentId) {
    security::require(caller.principal, Operation::StoreRead, "");
    const auto job = [&](Connection& connection) {
        return StoreDetails{findPublished(connection, agentId), currentVersion(connection, agentId),
                            StoreTable(connection).ratings(agentId, kShownRatings)};
    };
    co_return co_await m_database.read(job);
}

awaitable<domain::AgentVersion> StoreService::install(Caller caller, std::string agentId) {
    security::require(caller.principal, Operation::StoreInstall, "");
    const auto job = [&](Connection& connection) {
        findPublished(connection, agentId);
        domain::AgentVersion version = currentVersion(connection, agentId);
        StoreTable(connection).install(caller.principal.userId, agentId, version.id, m_clock.nowMs());
        return version;
    };
    co_return co_await m_database.write(job);
}

awaitable<std::vector<domain::Agent>> StoreService::installed(Caller caller) {
    security::require(caller.principal, Operation::StoreSearch, "");
    const auto job = [&](Connection& connection) { return StoreTable(connection).installed(caller.principal.userId); };
    co_return co_await m_database.read(job);
}

awaitable<domain::Rating> StoreService::rate(Caller caller, std::string agentId, int stars, std::string comment) {
    if (stars < 1 || stars > 5) throw Error(ErrorKind::InvalidArgument, "rating.stars", {{"path", "/stars"}});
    const std::int64_t now = m_clock.nowMs();
    const domain::Rating rating{agentId, caller.principal.userId, stars, std::move(comment), now, now};
    const auto job = [&](Connection& connection) {
        security::require(caller.principal, Operation::StoreRate, findPublished(connection, agentId).developerId);
        StoreTable(connection).rate(rating);
    };
    co_await m_database.write(job);
    co_return rating;
}

awaitable<std::vector<domain::Agent>> StoreService::recommendations(Caller caller, int limit) {
    security::require(caller.principal, Operation::StoreSearch, "");
    const auto job = [&](Connection& connection) {
        return StoreTable(connection).recommended(caller.principal.userId, limit);
    };
    co_return co_await m_database.read(job);
}

}  // namespace heddle::services
