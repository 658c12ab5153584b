#include "editor/forms/pages/edge_edits.h"

#include <algorithm>
#include <set>

namespace heddle::editor {

using domain::Edge;
using domain::EdgeKind;

namespace {

bool isPlain(const Edge& edge) { return edge.kind == EdgeKind::Normal || edge.kind == EdgeKind::Barrier; }

}  // namespace

std::vector<const Edge*> edgesFrom(const domain::Graph& graph, const std::string& node) {
    std::vector<const Edge*> found;
    for (const auto& [id, edge] : graph.edges) {
        if (std::find(edge.from.begin(), edge.from.end(), node) != edge.from.end()) found.push_back(&edge);
    }
    return found;
}

std::vector<const Edge*> edgesTo(const domain::Graph& graph, const std::string& node) {
    std::vector<const Edge*> found;
    for (const auto& [id, edge] : graph.edges) {
        const std::vector<std::string> targets = edge.targets();
        if (std::find(targets.begin(), targets.end(), node) != targets.end()) found.push_back(&edge);
    }
    return found;
}

Edge withKind(Edge edge, EdgeKind kind) {
    if (edge.kind == kind) return edge;
    const std::vector<std::string> targets = edge.targets();
    const std::string first = targets.empty() ? std::string(domain::kEnd) : targets.front();
    edge.kind = kind;
    if (kind == EdgeKind::Conditional) {
        edge.mapping = {{"true", first}};
        edge.to.clear();
        edge.items.clear();
        return edge;
    }
    edge.to = first;
    edge.condition.clear();
    edge.mapping.clear();
    edge.otherwise.clear();
    if (kind != EdgeKind::FanOut) edge.items.clear();
    return edge;
}

Join joinOf(const domain::Graph& graph, const std::string& node) {
    std::set<std::string> sources;
    Join join;
    for (const Edge* edge : edgesTo(graph, node)) {
        if (!isPlain(*edge)) continue;
        sources.insert(edge->from.begin(), edge->from.end());
        join.waitsForAll = join.waitsForAll || edge->kind == EdgeKind::Barrier;
    }
    join.sources = sources.size();
    return join;
}

domain::GraphEdit setJoin(const domain::WorkflowDocument& document, const std::string& node, bool waitsForAll) {
    domain::GraphEdit edit{"edit.update_edge", {{"node", node}}, {}};
    std::set<std::string> sources;
    for (const Edge* edge : edgesTo(document.graph, node)) {
        if (!isPlain(*edge)) continue;
        edit.changes.push_back({domain::Part::Edge, edge->id, domain::toJson(*edge), Json()});
        sources.insert(edge->from.begin(), edge->from.end());
    }
    std::set<std::string> used;
    const auto add = [&](std::vector<std::string> from, EdgeKind kind) {
        Edge edge;
        edge.kind = kind;
        edge.to = node;
        edge.id = domain::freeId(from.front() + "-" + node, [&](const std::string& id) {
            return used.contains(id) || document.graph.edges.contains(id);
        });
        edge.from = std::move(from);
        used.insert(edge.id);
        edit.changes.push_back({domain::Part::Edge, edge.id, Json(), domain::toJson(edge)});
    };
    if (waitsForAll) {
        add({sources.begin(), sources.end()}, EdgeKind::Barrier);
    } else {
        for (const std::string& source : sources)
            add({source}, EdgeKind::Normal);
    }
    return edit;
}

}  // namespace heddle::editor
