#pragma once
#include "core/domain/agent.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Configured model services; their keys are in the secret file.
class ServicesTable {
public:
    explicit ServicesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id. A default one takes the place of the one before. Throws
    /// (Conflict, "storage.constraint") when another has its name.
    void put(const domain::ModelService& service);
    std::optional<domain::ModelService> find(const std::string& id);
    /// Oldest first.
    std::vector<domain::ModelService> list();
    bool remove(const std::string& id);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
