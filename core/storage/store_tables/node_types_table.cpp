#include "core/storage/store_tables/node_types_table.h"

#define NODE_TYPE_COLUMNS                                                                       \
    "name, base_type, display_name, description, category, icon, input_schema, output_schema, " \
    "required_services, default_config, tags, is_active, created_by, created_ms, updated_ms, revision"

namespace heddle::storage {
namespace {

domain::StoredNodeType nodeTypeOf(const Query& row) {
    domain::StoredNodeType stored;
    domain::NodeType& type = stored.type;
    row.read(type.name, stored.baseType, type.title, type.description, type.category, type.icon, type.inputSchema,
             type.outputSchema, type.requiredServices, type.defaultConfig, type.tags, stored.isActive, stored.ownerId,
             stored.createdMs, stored.updatedMs, stored.revision);
    return stored;
}

}  // namespace

void NodeTypesTable::put(const domain::StoredNodeType& stored) {
    const domain::NodeType& type = stored.type;
    m_connection
        .query("INSERT INTO node_types(" NODE_TYPE_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
               "ON CONFLICT(name) DO UPDATE SET base_type = excluded.base_type, "
               "display_name = excluded.display_name, description = excluded.description, "
               "category = excluded.category, icon = excluded.icon, input_schema = excluded.input_schema, "
               "output_schema = excluded.output_schema, required_services = excluded.required_services, "
               "default_config = excluded.default_config, tags = excluded.tags, is_active = excluded.is_active, "
               "updated_ms = excluded.updated_ms, revision = node_types.revision + 1")
        .bind(type.name, stored.baseType, type.title, type.description, type.category, type.icon, type.inputSchema,
              type.outputSchema, type.requiredServices, type.defaultConfig, type.tags, stored.isActive, stored.ownerId,
              stored.createdMs, stored.updatedMs, stored.revision)
        .run();
}

std::optional<domain::StoredNodeType> NodeTypesTable::find(const std::string& name) {
    auto query = m_connection.query("SELECT " NODE_TYPE_COLUMNS " FROM node_types WHERE name = ?1");
    if (!query.bind(name).next()) return std::nullopt;
    return nodeTypeOf(query);
}

domain::StoredNodeTypes NodeTypesTable::all() {
    auto query = m_connection.query("SELECT " NODE_TYPE_COLUMNS " FROM node_types ORDER BY name");
    domain::StoredNodeTypes types;
    while (query.next()) {
        domain::StoredNodeType stored = nodeTypeOf(query);
        std::string name = stored.type.name;
        types.emplace(std::move(name), std::move(stored));
    }
    return types;
}

}  // namespace heddle::storage
