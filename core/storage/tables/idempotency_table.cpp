#include "core/storage/tables/idempotency_table.h"

namespace heddle::storage {

std::optional<IdempotencyRow> IdempotencyTable::find(const std::string& scope, const std::string& key) {
    auto query =
        m_connection.query("SELECT fingerprint, reply, expires_ms FROM idempotency_keys WHERE scope = ?1 AND key = ?2");
    if (!query.bind(scope, key).next()) return std::nullopt;
    IdempotencyRow row;
    query.read(row.fingerprint, row.reply, row.expiresMs);
    return row;
}

void IdempotencyTable::put(const std::string& scope, const std::string& key, const IdempotencyRow& row) {
    m_connection
        .query(
            "INSERT INTO idempotency_keys(scope, key, fingerprint, reply, expires_ms) VALUES(?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT(scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, reply = excluded.reply, "
            "expires_ms = excluded.expires_ms")
        .bind(scope, key, row.fingerprint, row.reply, row.expiresMs)
        .run();
}

void IdempotencyTable::remove(const std::string& scope, const std::string& key) {
    m_connection.query("DELETE FROM idempotency_keys WHERE scope = ?1 AND key = ?2").bind(scope, key).run();
}

void IdempotencyTable::prune(std::int64_t nowMs, bool unanswered) {
    m_connection.query("DELETE FROM idempotency_keys WHERE expires_ms <= ?1").bind(nowMs).run();
    if (unanswered) m_connection.query("DELETE FROM idempotency_keys WHERE reply IS NULL").run();
}

}  // namespace heddle::storage
