#pragma once
#include "core/domain/stored_template.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Templates of users, with their nodes and edges as rows to look through.
class TemplatesTable {
public:
    explicit TemplatesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same id, whose owner and use stay, and whose revision counts up.
    void put(const domain::StoredTemplate& stored);
    std::optional<domain::StoredTemplate> find(const std::string& id);
    /// Newest change first. Empty filters mean all.
    std::vector<domain::StoredTemplate> list(const std::string& category, const std::string& nodeType);
    bool remove(const std::string& id);

    /// One more instance, of a built-in template too.
    void countUse(const std::string& id, const std::string& userId, const std::string& agentId, std::int64_t nowMs);
    domain::TemplateUsage usage(const std::string& id, std::int64_t nowMs);

private:
    void putParts(const domain::WorkflowTemplate& value);

    Connection& m_connection;
};

}  // namespace heddle::storage
