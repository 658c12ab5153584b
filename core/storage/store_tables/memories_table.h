#pragma once
#include "core/base/words.h"
#include "core/storage/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Something that an agent remembers from one run to the next.
struct MemoryRow {
    std::string id;
    std::string space;  ///< "users/ann/agents/a1"; what begins alike belongs together
    std::string key;
    Json value;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t expiresMs = 0;  ///< 0: never
};

/// Long-term memories, by namespace and key, and by their words.
class MemoriesTable {
public:
    explicit MemoriesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the value of the one with the same namespace and key.
    void put(const MemoryRow& memory);
    std::optional<MemoryRow> find(const std::string& space, const std::string& key);
    /// Of one namespace, the newest first, without those that have expired.
    std::vector<MemoryRow> list(const std::string& space, std::int64_t nowMs, int limit);
    /// The best first; the same as list() without terms.
    std::vector<MemoryRow> search(const std::string& space, const std::vector<SearchTerm>& terms, std::int64_t nowMs,
                                  int limit);
    bool remove(const std::string& space, const std::string& key);

private:
    std::optional<MemoryRow> findById(const std::string& id);

    Connection& m_connection;
};

}  // namespace heddle::storage
