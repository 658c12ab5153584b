#include "core/storage/tables/keys_table.h"

namespace heddle::storage {

void KeysTable::put(const security::WrappedKey& key) {
    m_connection
        .query(
            "INSERT INTO data_keys(id, root_id, envelope, created_ms) VALUES(?1, ?2, ?3, ?4) "
            "ON CONFLICT(id) DO UPDATE SET root_id = excluded.root_id, envelope = excluded.envelope")
        .bind(key.id, key.rootId, key.envelope, key.createdMs)
        .run();
}

std::vector<security::WrappedKey> KeysTable::all() {
    auto query =
        m_connection.query("SELECT id, root_id, envelope, created_ms FROM data_keys ORDER BY created_ms DESC, id DESC");
    std::vector<security::WrappedKey> keys;
    while (query.next()) {
        security::WrappedKey& key = keys.emplace_back();
        query.read(key.id, key.rootId, key.envelope, key.createdMs);
    }
    return keys;
}

void KeysTable::putSecret(const std::string& name, const std::string& envelope, std::int64_t nowMs) {
    m_connection
        .query(
            "INSERT INTO server_secrets(name, envelope, created_ms) VALUES(?1, ?2, ?3) "
            "ON CONFLICT(name) DO UPDATE SET envelope = excluded.envelope")
        .bind(name, envelope, nowMs)
        .run();
}

std::optional<std::string> KeysTable::secret(const std::string& name) {
    auto query = m_connection.query("SELECT envelope FROM server_secrets WHERE name = ?1");
    std::optional<std::string> envelope;
    if (query.bind(name).next()) query.read(envelope);
    return envelope;
}

}  // namespace heddle::storage
