#include "core/check/parts.h"
#include "core/schema/schema.h"

namespace heddle::check {
namespace {

using domain::Graph;

const Json& member(const Json& object, const char* key) {
    static const Json none = Json::object();
    if (!object.is_object()) return none;
    const auto it = object.find(key);
    return it == object.end() ? none : *it;
}

void checkAgainstSchema(const domain::Node& node, const domain::NodeType& type, Findings& findings) {
    const std::string base = "/nodes" + pointerStep(node.id) + "/config";
    for (const Problem& problem : schema::compile(type.configSchema).validate(node.config)) {
        findings.add(problem.severity, problem.code, node.id, base + problem.path, problem.facts);
    }
}

}  // namespace

void visitFormats(const Json& config, const Json& schema, const std::string& path, const FormatVisitor& visit) {
    if (config.is_string()) {
        const Json& format = member(schema, "format");
        if (format.is_string()) visit(config.get_ref<const std::string&>(), path, format.get<std::string>());
    } else if (config.is_array()) {
        for (std::size_t i = 0; i < config.size(); ++i) {
            visitFormats(config[i], member(schema, "items"), path + "/" + std::to_string(i), visit);
        }
    } else if (config.is_object()) {
        const Json& properties = member(schema, "properties");
        for (const auto& [key, value] : config.items()) {
            const Json& own = member(properties, key.c_str());
            visitFormats(value, own.empty() ? member(schema, "additionalProperties") : own, path + pointerStep(key),
                         visit);
        }
    }
}

void checkConfigs(const Graph& graph, const domain::NodeTypes& types, Findings& findings) {
    for (const auto& [id, node] : graph.nodes) {
        const std::string path = "/nodes" + pointerStep(id);
        const domain::NodeType* type = types.find(node.type);
        if (!type) {
            findings.error("check.unknown_node_type", id, path + "/type", {{"type", node.type}});
            continue;
        }
        checkAgainstSchema(node, *type, findings);
        const std::string& nodeId = id;
        visitFormats(
            node.config, type->configSchema, path + "/config",
            [&](const std::string& text, const std::string& at, const std::string& format) {
                if (format != "state-field" || text.empty() || isKnownField(graph, text)) return;
                findings.error("check.unknown_field", nodeId, at, {{"field", text}, {"known", fieldNames(graph)}});
            });
    }
    if (!graph.output.empty() && !isKnownField(graph, graph.output)) {
        findings.error("check.unknown_field", "", "/output", {{"field", graph.output}, {"known", fieldNames(graph)}});
    }
}

}  // namespace heddle::check
