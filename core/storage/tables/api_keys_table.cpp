#include "core/storage/tables/api_keys_table.h"

#define KEY_COLUMNS "id, user_id, name, prefix, scopes, created_ms, expires_ms, last_used_ms, revoked"

namespace heddle::storage {
namespace {

template <class... More>
domain::ApiKey keyOf(const Query& row, More&... more) {
    domain::ApiKey key;
    row.read(key.id, key.userId, key.name, key.prefix, key.scopes, key.createdMs, key.expiresMs, key.lastUsedMs,
             key.revoked, more...);
    return key;
}

}  // namespace

void ApiKeysTable::add(const ApiKeyRow& row) {
    const domain::ApiKey& key = row.key;
    m_connection.query("INSERT INTO api_keys(" KEY_COLUMNS ", digest) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
        .bind(key.id, key.userId, key.name, key.prefix, key.scopes, key.createdMs, key.expiresMs, key.lastUsedMs,
              key.revoked, row.digest)
        .run();
}

std::optional<ApiKeyRow> ApiKeysTable::findByPrefix(const std::string& prefix) {
    auto query = m_connection.query("SELECT " KEY_COLUMNS ", digest FROM api_keys WHERE prefix = ?1");
    if (!query.bind(prefix).next()) return std::nullopt;
    ApiKeyRow row;
    row.key = keyOf(query, row.digest);
    return row;
}

std::optional<domain::ApiKey> ApiKeysTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " KEY_COLUMNS " FROM api_keys WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return keyOf(query);
}

std::vector<domain::ApiKey> ApiKeysTable::list(const std::string& userId) {
    auto query = m_connection.query(
        "SELECT " KEY_COLUMNS
        " FROM api_keys WHERE CAST(?1 AS TEXT) IS NULL OR user_id = ?1 ORDER BY created_ms DESC, id DESC");
    query.bind(OrNull{userId});
    std::vector<domain::ApiKey> keys;
    while (query.next())
        keys.push_back(keyOf(query));
    return keys;
}

void ApiKeysTable::revoke(const std::string& id) {
    m_connection.query("UPDATE api_keys SET revoked = 1 WHERE id = ?1").bind(id).run();
}

void ApiKeysTable::touch(const std::string& id, std::int64_t usedMs) {
    m_connection.query("UPDATE api_keys SET last_used_ms = ?2 WHERE id = ?1").bind(id, usedMs).run();
}

}  // namespace heddle::storage
