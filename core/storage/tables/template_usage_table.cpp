#include "core/storage/tables/template_usage_table.h"

namespace heddle::storage {

void TemplateUsageTable::count(const std::string& templateId, std::int64_t nowMs) {
    m_connection
        .query(
            "INSERT INTO template_usage(template_id, uses, last_used_ms) VALUES(?1, 1, ?2) "
            "ON CONFLICT(template_id) DO UPDATE SET uses = template_usage.uses + 1, last_used_ms = excluded.last_used_ms")
        .bind(templateId, nowMs)
        .run();
}

std::vector<TemplateUse> TemplateUsageTable::list() {
    auto query = m_connection.query(
        "SELECT template_id, uses, last_used_ms FROM template_usage ORDER BY uses DESC, template_id");
    std::vector<TemplateUse> rows;
    while (query.next()) {
        TemplateUse& row = rows.emplace_back();
        query.read(row.templateId, row.uses, row.lastUsedMs);
    }
    return rows;
}

}  // namespace heddle::storage
