#include "core/storage/store_tables/reviews_table.h"

#define REVIEW_COLUMNS \
    "id, agent_id, agent_version_id, submitter_id, status, findings, reviewer_id, comment, created_ms, decided_ms"

namespace heddle::storage {
namespace {

domain::Review reviewOf(const Query& row) {
    domain::Review review;
    row.read(review.id, review.agentId, review.versionId, review.submitterId, review.status, review.findings,
             review.reviewerId, review.comment, review.createdMs, review.decidedMs);
    return review;
}

}  // namespace

void ReviewsTable::put(const domain::Review& review) {
    m_connection
        .query("INSERT INTO reviews(" REVIEW_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
               "ON CONFLICT(id) DO UPDATE SET status = excluded.status, findings = excluded.findings, "
               "reviewer_id = excluded.reviewer_id, comment = excluded.comment, decided_ms = excluded.decided_ms")
        .bind(review.id, review.agentId, review.versionId, review.submitterId, review.status, review.findings,
              OrNull{review.reviewerId}, review.comment, review.createdMs, review.decidedMs)
        .run();
}

std::optional<domain::Review> ReviewsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " REVIEW_COLUMNS " FROM reviews WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return reviewOf(query);
}

std::vector<domain::Review> ReviewsTable::list(const std::string& submitterId, const std::string& status, int limit) {
    auto query = m_connection.query("SELECT " REVIEW_COLUMNS
                                    " FROM reviews WHERE (CAST(?1 AS TEXT) IS NULL OR submitter_id = ?1) "
                                    "AND (CAST(?2 AS TEXT) IS NULL OR status = ?2) "
                                    "ORDER BY created_ms DESC, id DESC LIMIT ?3");
    query.bind(OrNull{submitterId}, OrNull{status}, limit);
    std::vector<domain::Review> all;
    while (query.next())
        all.push_back(reviewOf(query));
    return all;
}

}  // namespace heddle::storage
