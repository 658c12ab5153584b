#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::storage {

struct TemplateUse {
    std::string templateId;
    std::int64_t uses = 0;
    std::int64_t lastUsedMs = 0;
    bool operator==(const TemplateUse&) const = default;
};

/// How often templates were made into agents.
class TemplateUsageTable {
public:
    explicit TemplateUsageTable(Connection& connection) : m_connection(connection) {}

    void count(const std::string& templateId, std::int64_t nowMs);
    /// Most used first.
    std::vector<TemplateUse> list();

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
