#pragma once
#include "core/domain/workflow_template.h"

namespace heddle::domain {

/// A template as a library holds it (design 3.4.2).
struct StoredTemplate {
    WorkflowTemplate value;
    std::string ownerId;            ///< empty: built in, and not to be changed
    std::string status = "active";  ///< active, deprecated, draft
    std::int64_t usageCount = 0;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t revision = 1;

    bool operator==(const StoredTemplate&) const = default;
    bool isBuiltIn() const { return ownerId.empty(); }
    std::size_t nodeCount() const { return value.definition.value("nodes", Json::object()).size(); }
    /// "simple" (up to 3 nodes), "moderate" (up to 8) or "complex".
    std::string_view complexity() const;
};

/// How often a template was instantiated.
struct TemplateUsage {
    std::int64_t total = 0;
    std::int64_t last7Days = 0;
    std::int64_t last30Days = 0;
    std::int64_t users = 0;
    std::int64_t lastUsedMs = 0;  ///< 0: never

    bool operator==(const TemplateUsage&) const = default;
};

/// With `withDefinition`, the definition and the layout too.
Json toJson(const StoredTemplate& stored, bool withDefinition);
Json toJson(const TemplateUsage& usage);

}  // namespace heddle::domain
