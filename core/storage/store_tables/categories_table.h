#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// What agents are sorted by. An id is a word that can stand in an address.
struct CategoryRow {
    std::string id;
    std::string name;
    std::string parentId;  ///< empty: at the top
    std::string description;
    std::int64_t createdMs = 0;

    bool operator==(const CategoryRow&) const = default;
};

class CategoriesTable {
public:
    explicit CategoriesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id.
    void put(const CategoryRow& category);
    /// Makes it, under its id as a name, when it is not there. Nothing for an empty one.
    void ensure(const std::string& id, std::int64_t nowMs);
    std::optional<CategoryRow> find(const std::string& id);
    /// By name.
    std::vector<CategoryRow> list();

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
