#include "core/domain/node_type.h"

#include "core/base/error.h"

namespace heddle::domain {

Json toJson(const NodeType& type) {
    return {{"type_name", type.name},
            {"display_name", type.title},
            {"description", type.description},
            {"category", type.category},
            {"icon", type.icon},
            {"config_schema", type.configSchema},
            {"input_schema", type.inputSchema},
            {"output_schema", type.outputSchema},
            {"required_services", type.requiredServices},
            {"default_config", type.defaultConfig},
            {"tags", type.tags},
            {"runs_offline", type.runsOffline}};
}

NodeType nodeTypeFromJson(const Json& json) {
    const JsonReader in(json);
    NodeType type;
    type.name = in.string("type_name");
    type.title = in.string("display_name", type.name);
    type.description = in.string("description", "");
    type.category = in.string("category", "data");
    type.icon = in.string("icon", "box");
    type.configSchema = in.object("config_schema");
    type.inputSchema = in.object("input_schema");
    type.outputSchema = in.object("output_schema");
    type.requiredServices = in.strings("required_services");
    type.defaultConfig = in.object("default_config");
    type.tags = in.strings("tags");
    type.runsOffline = in.boolean("runs_offline", true);
    return type;
}

void NodeTypes::add(NodeType type) {
    const std::string name = type.name;
    if (!m_all.emplace(name, std::move(type)).second) {
        throw Error(ErrorKind::Conflict, "node_type.duplicate", {{"type", name}});
    }
}

const NodeType* NodeTypes::find(const std::string& name) const {
    const auto it = m_all.find(name);
    return it == m_all.end() ? nullptr : &it->second;
}

}  // namespace heddle::domain
