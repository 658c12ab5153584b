#include "core/domain/graph_edit.h"

#include <functional>

namespace heddle::domain {
namespace {

Change changeTo(const WorkflowDocument& document, Part part, const std::string& key, Json after) {
    return {part, key, partOf(document, part, key), std::move(after)};
}

bool names(const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

/// `edge` without its ends at removed nodes; nullopt when nothing useful is left of it.
std::optional<Edge> pruned(Edge edge, const std::vector<std::string>& removed) {
    std::erase_if(edge.from, [&](const std::string& id) { return names(removed, id); });
    std::erase_if(edge.mapping, [&](const auto& entry) { return names(removed, entry.second); });
    if (names(removed, edge.otherwise)) edge.otherwise.clear();
    if (edge.from.empty() || names(removed, edge.to)) return std::nullopt;
    if (edge.kind == EdgeKind::Conditional && edge.mapping.empty() && edge.otherwise.empty()) return std::nullopt;
    if (edge.kind == EdgeKind::Barrier && edge.from.size() == 1) edge.kind = EdgeKind::Normal;
    return edge;
}

void renameIn(std::vector<std::string>& list, const std::string& id, const std::string& newId) {
    std::replace(list.begin(), list.end(), id, newId);
}

Edge renamed(Edge edge, const std::string& id, const std::string& newId) {
    renameIn(edge.from, id, newId);
    if (edge.to == id) edge.to = newId;
    if (edge.otherwise == id) edge.otherwise = newId;
    for (auto& [name, target] : edge.mapping) {
        if (target == id) target = newId;
    }
    return edge;
}

}  // namespace

GraphEdit addNode(const WorkflowDocument& document, const Node& node, Position position) {
    GraphEdit edit{"edit.add_node", {{"node", node.id}}, {}};
    edit.changes.push_back(changeTo(document, Part::Node, node.id, toJson(node)));
    edit.changes.push_back(changeTo(document, Part::Position, node.id, toJson(position)));
    if (document.graph.nodes.empty() && document.graph.entry.empty()) {
        edit.changes.push_back(changeTo(document, Part::Property, "entry", Json::array({node.id})));
    }
    return edit;
}

GraphEdit removeItems(const WorkflowDocument& document, const std::vector<std::string>& nodes,
                      const std::vector<std::string>& edges) {
    GraphEdit edit{"edit.remove", {{"nodes", nodes.size()}, {"edges", edges.size()}}, {}};
    for (const auto& [id, edge] : document.graph.edges) {
        const std::optional<Edge> left = names(edges, id) ? std::nullopt : pruned(edge, nodes);
        if (left && *left == edge) continue;
        edit.changes.push_back(changeTo(document, Part::Edge, id, left ? toJson(*left) : Json()));
    }
    for (const auto& id : nodes) {
        edit.changes.push_back(changeTo(document, Part::Node, id, Json()));
        if (document.layout.nodes.contains(id)) edit.changes.push_back(changeTo(document, Part::Position, id, Json()));
    }
    std::vector<std::string> entry = document.graph.entry;
    std::erase_if(entry, [&](const std::string& id) { return names(nodes, id); });
    if (entry != document.graph.entry) edit.changes.push_back(changeTo(document, Part::Property, "entry", entry));
    return edit;
}

GraphEdit moveNodes(const WorkflowDocument& document, const std::map<std::string, Position>& positions) {
    GraphEdit edit{"edit.move", {{"nodes", positions.size()}}, {}};
    for (const auto& [id, position] : positions) {
        Change change = changeTo(document, Part::Position, id, toJson(position));
        if (change.before != change.after) edit.changes.push_back(std::move(change));
    }
    return edit;
}

GraphEdit updateNode(const WorkflowDocument& document, const Node& node) {
    return {"edit.update_node", {{"node", node.id}}, {changeTo(document, Part::Node, node.id, toJson(node))}};
}

GraphEdit addEdge(const WorkflowDocument& document, const Edge& edge) {
    return {"edit.add_edge", {{"edge", edge.id}}, {changeTo(document, Part::Edge, edge.id, toJson(edge))}};
}

GraphEdit updateEdge(const WorkflowDocument& document, const Edge& edge) {
    return {"edit.update_edge", {{"edge", edge.id}}, {changeTo(document, Part::Edge, edge.id, toJson(edge))}};
}

GraphEdit renameNode(const WorkflowDocument& document, const std::string& id, const std::string& newId) {
    GraphEdit edit{"edit.rename_node", {{"node", id}, {"new_id", newId}}, {}};
    const Json node = partOf(document, Part::Node, id);
    edit.changes.push_back({Part::Node, id, node, Json()});
    edit.changes.push_back(changeTo(document, Part::Node, newId, node));
    if (const Json position = partOf(document, Part::Position, id); !position.is_null()) {
        edit.changes.push_back({Part::Position, id, position, Json()});
        edit.changes.push_back(changeTo(document, Part::Position, newId, position));
    }
    for (const auto& [edgeId, edge] : document.graph.edges) {
        const Edge after = renamed(edge, id, newId);
        if (!(after == edge)) edit.changes.push_back(changeTo(document, Part::Edge, edgeId, toJson(after)));
    }
    std::vector<std::string> entry = document.graph.entry;
    renameIn(entry, id, newId);
    if (entry != document.graph.entry) edit.changes.push_back(changeTo(document, Part::Property, "entry", entry));
    return edit;
}

GraphEdit setProperty(const WorkflowDocument& document, const std::string& key, Json value) {
    return {"edit.set_property", {{"key", key}}, {changeTo(document, Part::Property, key, std::move(value))}};
}

GraphEdit setField(const WorkflowDocument& document, const std::string& name, const StateField& field) {
    return {"edit.set_field", {{"field", name}}, {changeTo(document, Part::Field, name, toJson(field))}};
}

GraphEdit joined(std::string label, const std::vector<GraphEdit>& edits) {
    GraphEdit all{std::move(label), Json::object(), {}};
    for (const auto& edit : edits) {
        all.facts.update(edit.facts);
        all.changes.insert(all.changes.end(), edit.changes.begin(), edit.changes.end());
    }
    return all;
}

}  // namespace heddle::domain
