#include "core/storage/store_tables/store_table.h"

#include "core/storage/tables/agent_row.h"

#include <algorithm>

#define RATING "CASE WHEN rating_count > 0 THEN CAST(rating_sum AS DOUBLE PRECISION) / rating_count ELSE 0.0 END"
/// Published agents of the category ?1 with the tag ?2 (a JSON string inside of a JSON list, as it is stored), after
/// the place ?3, ?4, at most ?5.
#define PAGE_BY(place)                                                                            \
    "SELECT " AGENT_COLUMNS                                                                       \
    " FROM agents WHERE status = 'published' AND (CAST(?1 AS TEXT) IS NULL OR category_id = ?1) " \
    "AND (CAST(?2 AS TEXT) IS NULL OR replace(tags, ?2, '') <> tags) AND ((" place                \
    ") < CAST(?3 AS DOUBLE PRECISION) OR ((" place ") = ?3 AND id < ?4)) ORDER BY " place " DESC, id DESC LIMIT ?5"

namespace heddle::storage {
namespace {

std::vector<domain::Agent> agentsFrom(Query query) {
    std::vector<domain::Agent> all;
    while (query.next())
        all.push_back(agentOf(query));
    return all;
}

/// More than any count, rating or time.
constexpr double kBeforeAll = 1e15;

}  // namespace

std::vector<domain::Agent> StoreTable::list(const StoreFilter& filter) {
    const auto start = [&] {
        switch (filter.order) {
            case StoreFilter::Order::Downloads:
                return m_connection.query(PAGE_BY("download_count"));
            case StoreFilter::Order::Rating:
                return m_connection.query(PAGE_BY(RATING));
            case StoreFilter::Order::Newest:
                break;
        }
        return m_connection.query(PAGE_BY("published_ms"));
    };
    const auto [place, id] = filter.after.value_or(std::pair(kBeforeAll, std::string()));
    const std::string tag = filter.tag.empty() ? std::string() : compactJson(filter.tag);
    Query query = start();
    query.bind(OrNull{filter.category}, OrNull{tag}, place, id, filter.limit);
    return agentsFrom(std::move(query));
}

std::vector<domain::Agent> StoreTable::pick(const std::vector<std::string>& ids, const StoreFilter& filter) {
    std::vector<domain::Agent> picked;
    for (const std::string& id : ids) {
        auto query = m_connection.query("SELECT " AGENT_COLUMNS " FROM agents WHERE id = ?1 AND status = 'published'");
        if (!query.bind(id).next()) continue;
        domain::Agent agent = agentOf(query);
        const bool fitsCategory = filter.category.empty() || agent.category == filter.category;
        const bool fitsTag =
            filter.tag.empty() || std::find(agent.tags.begin(), agent.tags.end(), filter.tag) != agent.tags.end();
        if (fitsCategory && fitsTag) picked.push_back(std::move(agent));
        if (static_cast<int>(picked.size()) == filter.limit) break;
    }
    return picked;
}

double StoreTable::placeOf(const domain::Agent& agent, StoreFilter::Order order) {
    switch (order) {
        case StoreFilter::Order::Downloads:
            return static_cast<double>(agent.downloadCount);
        case StoreFilter::Order::Rating:
            return domain::averageRating(agent);
        case StoreFilter::Order::Newest:
            break;
    }
    return static_cast<double>(agent.publishedMs);
}

bool StoreTable::install(const std::string& userId, const std::string& agentId, const std::string& versionId,
                         std::int64_t nowMs) {
    auto known = m_connection.query("SELECT 1 FROM agent_installs WHERE user_id = ?1 AND agent_id = ?2");
    const bool isNew = !known.bind(userId, agentId).next();
    m_connection
        .query(
            "INSERT INTO agent_installs(user_id, agent_id, version_id, installed_ms) VALUES(?1, ?2, ?3, ?4) "
            "ON CONFLICT(user_id, agent_id) DO UPDATE SET version_id = excluded.version_id")
        .bind(userId, agentId, versionId, nowMs)
        .run();
    if (isNew) {
        m_connection.query("UPDATE agents SET download_count = download_count + 1 WHERE id = ?1").bind(agentId).run();
    }
    return isNew;
}

std::vector<domain::Agent> StoreTable::installed(const std::string& userId) {
    auto query = m_connection.query("SELECT " AGENT_COLUMNS
                                    " FROM agents JOIN (SELECT agent_id, installed_ms FROM agent_installs WHERE "
                                    "user_id = ?1) i ON i.agent_id = id ORDER BY i.installed_ms DESC, id");
    query.bind(userId);
    return agentsFrom(std::move(query));
}

void StoreTable::use(const std::string& userId, const std::string& agentId, std::int64_t nowMs) {
    m_connection
        .query(
            "INSERT INTO agent_usage(user_id, agent_id, first_used_ms, last_used_ms, usage_count) "
            "VALUES(?1, ?2, ?3, ?3, 1) ON CONFLICT(user_id, agent_id) DO UPDATE SET "
            "last_used_ms = excluded.last_used_ms, usage_count = agent_usage.usage_count + 1")
        .bind(userId, agentId, nowMs)
        .run();
}

void StoreTable::rate(const domain::Rating& rating) {
    auto before = m_connection.query("SELECT stars FROM ratings WHERE agent_id = ?1 AND user_id = ?2");
    int stars = 0;
    if (before.bind(rating.agentId, rating.userId).next()) before.read(stars);
    m_connection
        .query(
            "INSERT INTO ratings(agent_id, user_id, stars, comment, created_ms, updated_ms) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(agent_id, user_id) DO UPDATE SET stars = excluded.stars, "
            "comment = excluded.comment, updated_ms = excluded.updated_ms")
        .bind(rating.agentId, rating.userId, rating.stars, rating.comment, rating.createdMs, rating.updatedMs)
        .run();
    m_connection.query("UPDATE agents SET rating_count = rating_count + ?2, rating_sum = rating_sum + ?3 WHERE id = ?1")
        .bind(rating.agentId, stars == 0 ? 1 : 0, rating.stars - stars)
        .run();
}

std::vector<domain::Rating> StoreTable::ratings(const std::string& agentId, int limit) {
    auto query = m_connection.query(
        "SELECT agent_id, user_id, stars, comment, created_ms, updated_ms FROM ratings WHERE agent_id = ?1 "
        "ORDER BY updated_ms DESC, user_id LIMIT ?2");
    query.bind(agentId, limit);
    std::vector<domain::Rating> all;
    while (query.next()) {
        auto& rating = all.emplace_back();
        query.read(rating.agentId, rating.userId, rating.stars, rating.comment, rating.createdMs, rating.updatedMs);
    }
    return all;
}

std::vector<domain::Agent> StoreTable::recommended(const std::string& userId, int limit) {
    auto query = m_connection.query(
        "SELECT " AGENT_COLUMNS
        " FROM agents WHERE status = 'published' AND developer_id <> ?1 "
        "AND id NOT IN (SELECT agent_id FROM agent_installs WHERE user_id = ?1) "
        "ORDER BY CASE WHEN category_id <> '' AND category_id IN (SELECT a.category_id FROM agent_usage u "
        "JOIN agents a ON a.id = u.agent_id WHERE u.user_id = ?1) THEN 0 ELSE 1 END, download_count DESC, id LIMIT ?2");
    query.bind(userId, limit);
    return agentsFrom(std::move(query));
}

}  // namespace heddle::storage
