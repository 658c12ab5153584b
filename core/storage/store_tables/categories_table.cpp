#include "core/storage/store_tables/categories_table.h"

#define CATEGORY_COLUMNS "id, name, parent_id, description, created_ms"

namespace heddle::storage {
namespace {

CategoryRow categoryOf(const Query& row) {
    CategoryRow category;
    row.read(category.id, category.name, category.parentId, category.description, category.createdMs);
    return category;
}

}  // namespace

void CategoriesTable::put(const CategoryRow& category) {
    m_connection
        .query("INSERT INTO agent_categories(" CATEGORY_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) DO UPDATE SET name = excluded.name, "
               "parent_id = excluded.parent_id, description = excluded.description")
        .bind(category.id, category.name, OrNull{category.parentId}, category.description, category.createdMs)
        .run();
}

void CategoriesTable::ensure(const std::string& id, std::int64_t nowMs) {
    if (id.empty()) return;
    m_connection
        .query("INSERT INTO agent_categories(" CATEGORY_COLUMNS
               ") VALUES(?1, ?1, NULL, '', ?2) ON CONFLICT(id) DO NOTHING")
        .bind(id, nowMs)
        .run();
}

std::optional<CategoryRow> CategoriesTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " CATEGORY_COLUMNS " FROM agent_categories WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return categoryOf(query);
}

std::vector<CategoryRow> CategoriesTable::list() {
    auto query = m_connection.query("SELECT " CATEGORY_COLUMNS " FROM agent_categories ORDER BY name, id");
    std::vector<CategoryRow> all;
    while (query.next())
        all.push_back(categoryOf(query));
    return all;
}

}  // namespace heddle::storage
