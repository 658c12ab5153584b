#pragma once
#include "core/domain/provider.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Providers and the configurations of their services. What is removed stays as a row that no call gives, so that what
/// mentions it can still be explained; its name is free again.
class ProvidersTable {
public:
    explicit ProvidersTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same id, whose revision counts up. Throws (Conflict, "storage.constraint")
    /// when another one has the name.
    void put(const domain::Provider& provider);
    std::optional<domain::Provider> find(const std::string& id);
    std::optional<domain::Provider> findByName(const std::string& name);
    /// By name; an empty type means all.
    std::vector<domain::Provider> list(const std::string& serviceType);
    void remove(const std::string& id);

    void putConfig(const domain::ServiceConfig& config);
    std::optional<domain::ServiceConfig> findConfig(const std::string& id);
    /// By name; an empty provider means all.
    std::vector<domain::ServiceConfig> configs(const std::string& providerId);
    void removeConfig(const std::string& id);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
