#include "core/domain/agent.h"

namespace heddle::domain {

double averageRating(const Agent& agent) {
    if (agent.ratingCount == 0) return 0;
    return static_cast<double>(agent.ratingSum) / static_cast<double>(agent.ratingCount);
}

Json toJson(const Agent& agent) {
    return {{"id", agent.id},
            {"developer_id", agent.developerId},
            {"name", agent.name},
            {"description", agent.description},
            {"category", agent.category},
            {"icon", agent.icon},
            {"tags", agent.tags},
            {"status", agent.status},
            {"template_id", agent.templateId},
            {"latest_version", agent.latestVersion},
            {"download_count", agent.downloadCount},
            {"rating_count", agent.ratingCount},
            {"average_rating", agent.ratingCount > 0 ? Json(averageRating(agent)) : Json()},
            {"published_ms", agent.publishedMs},
            {"revision", agent.revision},
            {"created_ms", agent.createdMs},
            {"updated_ms", agent.updatedMs}};
}

Agent agentFromJson(const Json& json) {
    const JsonReader in(json);
    return {.id = in.string("id", ""),
            .developerId = in.string("developer_id", "local"),
            .name = in.string("name"),
            .description = in.string("description", ""),
            .category = in.string("category", ""),
            .icon = in.string("icon", ""),
            .tags = in.strings("tags"),
            .status = in.string("status", "draft"),
            .templateId = in.string("template_id", ""),
            .latestVersion = in.string("latest_version", ""),
            .publishedMs = in.integer("published_ms", 0),
            .createdMs = in.integer("created_ms", 0),
            .updatedMs = in.integer("updated_ms", 0)};
}

Json toJson(const AgentVersion& version) {
    return {{"id", version.id},
            {"agent_id", version.agentId},
            {"version", version.version},
            {"is_current", version.current},
            {"workflow_definition", version.workflow ? *version.workflow : Json()},
            {"workflow_template_id", version.templateId},
            {"template_parameters", version.templateParameters},
            {"service_dependencies", version.serviceDependencies},
            {"model_params_override", version.modelParameters},
            {"tool_dependencies", version.toolDependencies},
            {"changelog", version.changelog},
            {"system_prompt", version.systemPrompt},
            {"rag_enabled", version.ragEnabled},
            {"status", version.status},
            {"created_ms", version.createdMs}};
}

AgentVersion agentVersionFromJson(const Json& json) {
    const JsonReader in(json);
    AgentVersion version;
    version.id = in.string("id", "");
    version.agentId = in.string("agent_id", "");
    version.version = in.string("version");
    version.current = in.boolean("is_current", false);
    if (Json workflow = in.value("workflow_definition"); !workflow.is_null()) version.workflow = std::move(workflow);
    version.templateId = in.string("workflow_template_id", "");
    version.templateParameters = in.value("template_parameters");
    version.serviceDependencies = in.object("service_dependencies");
    version.modelParameters = in.value("model_params_override");
    version.toolDependencies = in.strings("tool_dependencies");
    version.changelog = in.string("changelog", "");
    version.systemPrompt = in.string("system_prompt", "");
    version.ragEnabled = in.boolean("rag_enabled", false);
    version.status = in.string("status", "published");
    version.createdMs = in.integer("created_ms", 0);
    return version;
}

Json toJson(const ModelService& service) {
    return {{"id", service.id},
            {"name", service.name},
            {"provider", service.provider},
            {"base_url", service.baseUrl},
            {"model", service.model},
            {"has_key", service.hasKey},
            {"is_default", service.isDefault},
            {"created_ms", service.createdMs}};
}

ModelService modelServiceFromJson(const Json& json) {
    const JsonReader in(json);
    return {.id = in.string("id", ""),
            .name = in.string("name"),
            .provider = in.string("provider", "openai-compatible"),
            .baseUrl = in.string("base_url"),
            .model = in.string("model", ""),
            .hasKey = in.boolean("has_key", false),
            .isDefault = in.boolean("is_default", false),
            .createdMs = in.integer("created_ms", 0)};
}

}  // namespace heddle::domain
