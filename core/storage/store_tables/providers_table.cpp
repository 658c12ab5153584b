#include "core/storage/store_tables/providers_table.h"

#define PROVIDER_COLUMNS                                                                                   \
    "id, name, display_name, service_type, description, config_schema, auth_type, is_active, created_by, " \
    "created_ms, updated_by, updated_ms, revision"
#define CONFIG_COLUMNS                                                                         \
    "id, provider_id, name, display_name, config_data, validation_status, validation_errors, " \
    "last_validated_ms, pricing, limits, is_active, created_by, created_ms, updated_by, updated_ms, revision"

namespace heddle::storage {
namespace {

domain::Provider providerOf(const Query& row) {
    domain::Provider p;
    row.read(p.id, p.name, p.displayName, p.serviceType, p.description, p.configSchema, p.authType, p.isActive,
             p.createdBy, p.createdMs, p.updatedBy, p.updatedMs, p.revision);
    return p;
}

domain::ServiceConfig configOf(const Query& row) {
    domain::ServiceConfig c;
    row.read(c.id, c.providerId, c.name, c.displayName, c.data, c.validationStatus, c.validationErrors,
             c.lastValidatedMs, c.pricing, c.limits, c.isActive, c.createdBy, c.createdMs, c.updatedBy, c.updatedMs,
             c.revision);
    return c;
}

}  // namespace

void ProvidersTable::put(const domain::Provider& p) {
    m_connection
        .query("INSERT INTO providers(" PROVIDER_COLUMNS
               ", is_deleted) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0) "
               "ON CONFLICT(id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name, "
               "service_type = excluded.service_type, description = excluded.description, "
               "config_schema = excluded.config_schema, auth_type = excluded.auth_type, "
               "is_active = excluded.is_active, updated_by = excluded.updated_by, updated_ms = excluded.updated_ms, "
               "revision = providers.revision + 1")
        .bind(p.id, p.name, p.displayName, p.serviceType, p.description, p.configSchema, p.authType, p.isActive,
              p.createdBy, p.createdMs, p.updatedBy, p.updatedMs, p.revision)
        .run();
}

std::optional<domain::Provider> ProvidersTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " PROVIDER_COLUMNS " FROM providers WHERE id = ?1 AND is_deleted = 0");
    if (!query.bind(id).next()) return std::nullopt;
    return providerOf(query);
}

std::optional<domain::Provider> ProvidersTable::findByName(const std::string& name) {
    auto query = m_connection.query("SELECT " PROVIDER_COLUMNS " FROM providers WHERE name = ?1 AND is_deleted = 0");
    if (!query.bind(name).next()) return std::nullopt;
    return providerOf(query);
}

std::vector<domain::Provider> ProvidersTable::list(const std::string& serviceType) {
    auto query = m_connection.query("SELECT " PROVIDER_COLUMNS
                                    " FROM providers WHERE is_deleted = 0 "
                                    "AND (CAST(?1 AS TEXT) IS NULL OR service_type = ?1) ORDER BY name");
    query.bind(OrNull{serviceType});
    std::vector<domain::Provider> all;
    while (query.next())
        all.push_back(providerOf(query));
    return all;
}

void ProvidersTable::remove(const std::string& id) {
    m_connection.query("UPDATE providers SET is_deleted = 1 WHERE id = ?1").bind(id).run();
}

void ProvidersTable::putConfig(const domain::ServiceConfig& c) {
    m_connection
        .query("INSERT INTO service_configs(" CONFIG_COLUMNS
               ", is_deleted) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0) "
               "ON CONFLICT(id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name, "
               "config_data = excluded.config_data, validation_status = excluded.validation_status, "
               "validation_errors = excluded.validation_errors, last_validated_ms = excluded.last_validated_ms, "
               "pricing = excluded.pricing, limits = excluded.limits, is_active = excluded.is_active, "
               "updated_by = excluded.updated_by, updated_ms = excluded.updated_ms, "
               "revision = service_configs.revision + 1")
        .bind(c.id, c.providerId, c.name, c.displayName, c.data, c.validationStatus, c.validationErrors,
              c.lastValidatedMs, c.pricing, c.limits, c.isActive, c.createdBy, c.createdMs, c.updatedBy, c.updatedMs,
              c.revision)
        .run();
}

std::optional<domain::ServiceConfig> ProvidersTable::findConfig(const std::string& id) {
    auto query = m_connection.query("SELECT " CONFIG_COLUMNS " FROM service_configs WHERE id = ?1 AND is_deleted = 0");
    if (!query.bind(id).next()) return std::nullopt;
    return configOf(query);
}

std::vector<domain::ServiceConfig> ProvidersTable::configs(const std::string& providerId) {
    auto query = m_connection.query("SELECT " CONFIG_COLUMNS
                                    " FROM service_configs WHERE is_deleted = 0 "
                                    "AND (CAST(?1 AS TEXT) IS NULL OR provider_id = ?1) ORDER BY name, id");
    query.bind(OrNull{providerId});
    std::vector<domain::ServiceConfig> all;
    while (query.next())
        all.push_back(configOf(query));
    return all;
}

void ProvidersTable::removeConfig(const std::string& id) {
    // Its secrets go with it.
    m_connection.query("UPDATE service_configs SET is_deleted = 1, config_data = '{}' WHERE id = ?1").bind(id).run();
}

}  // namespace heddle::storage
