#pragma once
#include "core/domain/stored_node_type.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>

namespace heddle::storage {

/// Node types that users have made. Their config schema is their base type's, and is not stored.
class NodeTypesTable {
public:
    explicit NodeTypesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same name, whose owner stays and whose revision counts up.
    void put(const domain::StoredNodeType& stored);
    std::optional<domain::StoredNodeType> find(const std::string& name);
    domain::StoredNodeTypes all();

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
