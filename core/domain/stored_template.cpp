#include "core/domain/stored_template.h"

namespace heddle::domain {
namespace {

constexpr std::size_t kSimple = 3;
constexpr std::size_t kModerate = 8;

}  // namespace

std::string_view StoredTemplate::complexity() const {
    const std::size_t count = nodeCount();
    return count <= kSimple ? "simple" : count <= kModerate ? "moderate" : "complex";
}

Json toJson(const StoredTemplate& stored, bool withDefinition) {
    const WorkflowTemplate& value = stored.value;
    Json json{{"id", value.id},
              {"name", value.title},
              {"description", value.description},
              {"category", value.category},
              {"icon", value.icon},
              {"version", value.version},
              {"tags", value.tags},
              {"status", stored.status},
              {"is_built_in", stored.isBuiltIn()},
              {"created_by", stored.ownerId},
              {"node_count", stored.nodeCount()},
              {"complexity", stored.complexity()},
              {"usage_count", stored.usageCount},
              {"parameter_schema", value.parameterSchema},
              {"created_ms", stored.createdMs},
              {"updated_ms", stored.updatedMs},
              {"revision", stored.revision}};
    if (withDefinition) {
        json["definition"] = value.definition;
        json["layout"] = value.layout;
        json["example_input"] = value.exampleInput;
    }
    return json;
}

Json toJson(const TemplateUsage& usage) {
    return {{"total", usage.total},
            {"last_7_days", usage.last7Days},
            {"last_30_days", usage.last30Days},
            {"users", usage.users},
            {"last_used_ms", usage.lastUsedMs}};
}

}  // namespace heddle::domain
