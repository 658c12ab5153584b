#include "core/storage/tables/refresh_tokens_table.h"

namespace heddle::storage {

std::optional<security::RefreshRecord> RefreshTokensTable::find(const std::string& digest) {
    auto query = m_connection.query(
        "SELECT digest, family_id, user_id, device, family_start_ms, issued_ms, used_ms, successor, revoked "
        "FROM refresh_tokens WHERE digest = ?1");
    if (!query.bind(digest).next()) return std::nullopt;
    security::RefreshRecord r;
    query.read(r.digest, r.familyId, r.userId, r.device, r.familyStartMs, r.issuedMs, r.usedMs, r.successor, r.revoked);
    return r;
}

void RefreshTokensTable::save(const security::RefreshRecord& r) {
    m_connection
        .query(
            "INSERT INTO refresh_tokens(digest, family_id, user_id, device, family_start_ms, issued_ms, used_ms, "
            "successor, revoked) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
            "ON CONFLICT(digest) DO UPDATE SET used_ms = excluded.used_ms, successor = excluded.successor, "
            "revoked = excluded.revoked")
        .bind(r.digest, r.familyId, r.userId, r.device, r.familyStartMs, r.issuedMs, r.usedMs, OrNull{r.successor},
              r.revoked)
        .run();
}

void RefreshTokensTable::revokeFamily(const std::string& familyId) {
    m_connection.query("UPDATE refresh_tokens SET revoked = 1 WHERE family_id = ?1").bind(familyId).run();
}

void RefreshTokensTable::revokeOfUser(const std::string& userId) {
    m_connection.query("UPDATE refresh_tokens SET revoked = 1 WHERE user_id = ?1").bind(userId).run();
}

bool RefreshTokensTable::isOpen(const std::string& familyId) {
    auto query = m_connection.query("SELECT 1 FROM refresh_tokens WHERE family_id = ?1 AND revoked = 0 LIMIT 1");
    return query.bind(familyId).next();
}

void RefreshTokensTable::removeOlder(std::int64_t startMs) {
    m_connection.query("DELETE FROM refresh_tokens WHERE family_start_ms < ?1").bind(startMs).run();
}

}  // namespace heddle::storage
