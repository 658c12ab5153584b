#include "core/domain/stored_node_type.h"

namespace heddle::domain {

Graph withBaseTypes(Graph graph, const StoredNodeTypes& types) {
    if (types.empty()) return graph;
    for (auto& [id, node] : graph.nodes) {
        const auto it = types.find(node.type);
        if (it == types.end() || it->second.isBuiltIn()) continue;
        node.type = it->second.baseType;
        Json config = it->second.type.defaultConfig;
        config.update(node.config);
        node.config = std::move(config);
    }
    for (auto& [name, inner] : graph.graphs)
        inner = withBaseTypes(std::move(inner), types);
    return graph;
}

Json toJson(const StoredNodeType& stored) {
    Json json = toJson(stored.type);
    json["base_type"] = stored.baseType;
    json["is_built_in"] = stored.isBuiltIn();
    json["is_active"] = stored.isActive;
    json["created_by"] = stored.ownerId;
    json["created_ms"] = stored.createdMs;
    json["updated_ms"] = stored.updatedMs;
    json["revision"] = stored.revision;
    return json;
}

}  // namespace heddle::domain
