#include "editor/graph/snippet.h"

#include "core/base/error.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace heddle::editor {
namespace {

using domain::Edge;
using domain::Position;
using domain::WorkflowDocument;

/// `edge` with only the ends that `keep` holds, or nullopt when it does not connect two of them any more.
std::optional<Edge> among(Edge edge, const std::set<std::string>& keep) {
    const auto leaves = [&keep](const std::string& id) { return id != domain::kEnd && !keep.contains(id); };
    std::erase_if(edge.from, [&](const std::string& id) { return !keep.contains(id); });
    std::erase_if(edge.mapping, [&](const auto& entry) { return leaves(entry.second); });
    if (!edge.otherwise.empty() && leaves(edge.otherwise)) edge.otherwise.clear();
    if (edge.from.empty()) return std::nullopt;
    if (edge.kind == domain::EdgeKind::Conditional) {
        if (edge.mapping.empty() && edge.otherwise.empty()) return std::nullopt;
        return edge;
    }
    if (leaves(edge.to)) return std::nullopt;
    if (edge.kind == domain::EdgeKind::Barrier && edge.from.size() == 1) edge.kind = domain::EdgeKind::Normal;
    return edge;
}

Edge renamed(Edge edge, const std::map<std::string, std::string>& ids) {
    const auto follow = [&ids](std::string& id) {
        if (const auto it = ids.find(id); it != ids.end()) id = it->second;
    };
    std::for_each(edge.from.begin(), edge.from.end(), follow);
    follow(edge.to);
    follow(edge.otherwise);
    for (auto& [name, target] : edge.mapping)
        follow(target);
    return edge;
}

WorkflowDocument readSnippet(std::string_view text) {
    const Json json = parseJson(text, "clipboard");
    if (!json.is_object() || !json.contains("nodes")) {
        throw Error(ErrorKind::InvalidArgument, "workflow.foreign", {{"source", "clipboard"}});
    }
    WorkflowDocument part;
    Json graph = json;
    graph.erase("layout");
    part.graph = domain::graphFromJson(graph);
    part.layout = domain::layoutFromJson(json.value("layout", Json::object()));
    return part;
}

Position cornerOf(const WorkflowDocument& part) {
    std::optional<Position> corner;
    for (const auto& [id, position] : part.layout.nodes) {
        if (!corner) corner = position;
        corner->x = std::min(corner->x, position.x);
        corner->y = std::min(corner->y, position.y);
    }
    return corner.value_or(Position{});
}

}  // namespace

std::string copySnippet(const WorkflowDocument& document, const std::vector<std::string>& nodes) {
    const std::set<std::string> keep(nodes.begin(), nodes.end());
    WorkflowDocument part;
    for (const auto& id : keep) {
        const auto node = document.graph.nodes.find(id);
        if (node == document.graph.nodes.end()) continue;
        part.graph.nodes.insert(*node);
        if (const auto at = document.layout.nodes.find(id); at != document.layout.nodes.end())
            part.layout.nodes.insert(*at);
    }
    if (part.graph.nodes.empty()) return {};
    for (const auto& [id, edge] : document.graph.edges) {
        if (const auto kept = among(edge, keep)) part.graph.edges[id] = *kept;
    }
    Json json = toJson(part.graph);
    json.erase("entry");
    json["layout"] = toJson(part.layout);
    return canonicalJson(json);
}

bool isSnippet(std::string_view text) {
    if (text.find("\"nodes\"") == std::string_view::npos) return false;
    try {
        readSnippet(text);
        return true;
    } catch (const Error&) {
        return false;
    }
}

Pasted pasteSnippet(const WorkflowDocument& document, std::string_view text, Position corner) {
    const WorkflowDocument part = readSnippet(text);
    const Position from = cornerOf(part);
    Pasted pasted{{"edit.paste", {{"nodes", part.graph.nodes.size()}}, {}}, {}};
    std::map<std::string, std::string> ids;
    std::set<std::string> fresh;
    for (const auto& [id, node] : part.graph.nodes) {
        const std::string newId = domain::freeId(
            id, [&](const std::string& wish) { return document.graph.nodes.contains(wish) || fresh.contains(wish); });
        fresh.insert(newId);
        ids[id] = newId;
        pasted.nodes.push_back(newId);
        pasted.edit.changes.push_back({domain::Part::Node, newId, Json(), toJson(node)});
        const auto at = part.layout.nodes.find(id);
        const Position old = at == part.layout.nodes.end() ? from : at->second;
        const Position now{corner.x + old.x - from.x, corner.y + old.y - from.y};
        pasted.edit.changes.push_back({domain::Part::Position, newId, Json(), toJson(now)});
    }
    fresh.clear();
    for (const auto& [id, edge] : part.graph.edges) {
        const std::string newId = domain::freeId(
            id, [&](const std::string& wish) { return document.graph.edges.contains(wish) || fresh.contains(wish); });
        fresh.insert(newId);
        pasted.edit.changes.push_back({domain::Part::Edge, newId, Json(), toJson(renamed(edge, ids))});
    }
    return pasted;
}

}  // namespace heddle::editor
