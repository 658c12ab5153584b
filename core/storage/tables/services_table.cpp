#include "core/storage/tables/services_table.h"

#define SERVICE_COLUMNS "id, name, provider, base_url, model, has_key, is_default, created_ms"

namespace heddle::storage {
namespace {

domain::ModelService serviceOf(const Query& row) {
    domain::ModelService service;
    row.read(service.id, service.name, service.provider, service.baseUrl, service.model, service.hasKey,
             service.isDefault, service.createdMs);
    return service;
}

}  // namespace

void ServicesTable::put(const domain::ModelService& service) {
    if (service.isDefault) {
        m_connection.query("UPDATE model_services SET is_default = 0 WHERE is_default = 1 AND id <> ?1")
            .bind(service.id)
            .run();
    }
    m_connection
        .query("INSERT INTO model_services(" SERVICE_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
               "ON CONFLICT(id) DO UPDATE SET name = excluded.name, provider = excluded.provider, "
               "base_url = excluded.base_url, model = excluded.model, has_key = excluded.has_key, "
               "is_default = excluded.is_default")
        .bind(service.id, service.name, service.provider, service.baseUrl, service.model, service.hasKey,
              service.isDefault, service.createdMs)
        .run();
}

std::optional<domain::ModelService> ServicesTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " SERVICE_COLUMNS " FROM model_services WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return serviceOf(query);
}

std::vector<domain::ModelService> ServicesTable::list() {
    auto query = m_connection.query("SELECT " SERVICE_COLUMNS " FROM model_services ORDER BY created_ms, id");
    std::vector<domain::ModelService> services;
    while (query.next())
        services.push_back(serviceOf(query));
    return services;
}

bool ServicesTable::remove(const std::string& id) {
    m_connection.query("DELETE FROM model_services WHERE id = ?1").bind(id).run();
    return m_connection.changes() > 0;
}

}  // namespace heddle::storage
