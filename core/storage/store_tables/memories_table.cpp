#include "core/storage/store_tables/memories_table.h"

#include "core/storage/tables/search_table.h"

#define MEMORY_COLUMNS "id, namespace, key, value, created_ms, updated_ms, expires_ms"

namespace heddle::storage {
namespace {

MemoryRow memoryOf(const Query& row) {
    MemoryRow m;
    row.read(m.id, m.space, m.key, m.value, m.createdMs, m.updatedMs, m.expiresMs);
    return m;
}

}  // namespace

void MemoriesTable::put(const MemoryRow& m) {
    auto query = m_connection.query("INSERT INTO memories(" MEMORY_COLUMNS
                                    ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(namespace, key) DO UPDATE SET "
                                    "value = excluded.value, updated_ms = excluded.updated_ms, "
                                    "expires_ms = excluded.expires_ms RETURNING id");
    std::string id;
    if (query.bind(m.id, m.space, m.key, m.value, m.createdMs, m.updatedMs, m.expiresMs).next()) query.read(id);
    SearchTable(m_connection)
        .put("memory", id, m.space, m.key, m.value.is_string() ? m.value.get<std::string>() : compactJson(m.value));
}

std::optional<MemoryRow> MemoriesTable::find(const std::string& space, const std::string& key) {
    auto query = m_connection.query("SELECT " MEMORY_COLUMNS " FROM memories WHERE namespace = ?1 AND key = ?2");
    if (!query.bind(space, key).next()) return std::nullopt;
    return memoryOf(query);
}

std::optional<MemoryRow> MemoriesTable::findById(const std::string& id) {
    auto query = m_connection.query("SELECT " MEMORY_COLUMNS " FROM memories WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return memoryOf(query);
}

std::vector<MemoryRow> MemoriesTable::list(const std::string& space, std::int64_t nowMs, int limit) {
    auto query = m_connection.query("SELECT " MEMORY_COLUMNS
                                    " FROM memories WHERE namespace = ?1 AND (expires_ms = 0 OR expires_ms > ?2) "
                                    "ORDER BY updated_ms DESC, id DESC LIMIT ?3");
    query.bind(space, nowMs, limit);
    std::vector<MemoryRow> all;
    while (query.next())
        all.push_back(memoryOf(query));
    return all;
}

std::vector<MemoryRow> MemoriesTable::search(const std::string& space, const std::vector<SearchTerm>& terms,
                                             std::int64_t nowMs, int limit) {
    if (terms.empty()) return list(space, nowMs, limit);
    std::vector<MemoryRow> all;
    for (const std::string& id : SearchTable(m_connection).find({"memory", terms, space, limit})) {
        auto memory = findById(id);
        if (memory && (memory->expiresMs == 0 || memory->expiresMs > nowMs)) all.push_back(std::move(*memory));
    }
    return all;
}

bool MemoriesTable::remove(const std::string& space, const std::string& key) {
    const auto memory = find(space, key);
    if (!memory) return false;
    SearchTable(m_connection).remove("memory", memory->id);
    m_connection.query("DELETE FROM memories WHERE id = ?1").bind(memory->id).run();
    return true;
}

}  // namespace heddle::storage
