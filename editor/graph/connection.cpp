#include "editor/graph/connection.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace heddle::editor {
namespace {

using domain::Edge;
using domain::EdgeKind;
using domain::Graph;
using domain::GraphEdit;
using domain::WorkflowDocument;

bool holds(const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

/// Where runs can go.
class Ways {
public:
    explicit Ways(const Graph& graph, const std::string& without = {}) {
        for (const auto& [id, edge] : graph.edges) {
            if (id == without) continue;
            for (const auto& from : edge.from) {
                for (auto& target : edge.targets())
                    m_next[from].push_back(std::move(target));
            }
        }
    }

    /// All nodes that a run can come to from `start`, which is one of them.
    std::set<std::string> reach(const std::string& start) const { return reach(std::vector<std::string>{start}); }
    std::set<std::string> reach(const std::vector<std::string>& starts) const {
        std::set<std::string> seen(starts.begin(), starts.end());
        std::vector<std::string> open = starts;
        while (!open.empty()) {
            const auto next = m_next.find(open.back());
            open.pop_back();
            if (next == m_next.end()) continue;
            for (const auto& target : next->second) {
                if (seen.insert(target).second) open.push_back(target);
            }
        }
        return seen;
    }

private:
    std::unordered_map<std::string, std::vector<std::string>> m_next;
};

/// Whether a conditional edge decides between `a` and `b`, so that a run comes to one of them only.
bool exclusive(const Graph& graph, const Ways& ways, const std::string& a, const std::string& b) {
    for (const auto& [id, edge] : graph.edges) {
        if (edge.kind != EdgeKind::Conditional) continue;
        bool onlyA = false;
        bool onlyB = false;
        bool both = false;
        for (const auto& target : edge.targets()) {
            const auto reach = ways.reach(target);
            const bool hasA = reach.contains(a);
            const bool hasB = reach.contains(b);
            both |= hasA && hasB;
            onlyA |= hasA && !hasB;
            onlyB |= hasB && !hasA;
        }
        if (both || !(onlyA || onlyB)) continue;
        const auto anyway = Ways(graph, id).reach(graph.entry);
        if (!anyway.contains(a) || !anyway.contains(b)) return true;
    }
    return false;
}

std::string freeEdgeId(const WorkflowDocument& document, const std::string& from, const std::string& to) {
    const std::string wish = from + "-" + (to == domain::kEnd ? "end" : to);
    return domain::freeId(wish, [&](const std::string& id) { return document.graph.edges.contains(id); });
}

const Edge* edgeFrom(const Graph& graph, const std::string& node, EdgeKind kind) {
    for (const auto& [id, edge] : graph.edges) {
        if (edge.kind == kind && holds(edge.from, node)) return &edge;
    }
    return nullptr;
}

/// The edge into `to` that an edge from `from` should join, or nullptr.
const Edge* partner(const Graph& graph, const std::string& from, const std::string& to) {
    if (to == domain::kEnd) return nullptr;
    const Edge* plain = nullptr;
    const Edge* barrier = nullptr;
    int plains = 0;
    for (const auto& [id, edge] : graph.edges) {
        if (edge.to != to) continue;
        if (edge.kind == EdgeKind::Barrier) barrier = &edge;
        if (edge.kind == EdgeKind::Normal) plain = &edge;
        ++plains;
    }
    if (!barrier && (!plain || plains != 1)) return nullptr;
    const Edge* with = barrier ? barrier : plain;
    const Ways ways(graph);
    const auto after = ways.reach(to);
    if (after.contains(from)) return nullptr;
    for (const auto& other : with->from) {
        if (after.contains(other) || exclusive(graph, ways, from, other)) return nullptr;
    }
    return with;
}

/// The expression whose value picks a case at this node.
std::string deciding(const domain::Node& node) {
    for (const char* key : {"output", "field", "target", "into"}) {
        const auto it = node.config.find(key);
        if (it != node.config.end() && it->is_string() && !it->get_ref<const std::string&>().empty()) {
            return "state." + it->get<std::string>();
        }
    }
    return "state." + node.id;
}

GraphEdit connectCase(const WorkflowDocument& document, const ConnectionStart& start, const std::string& to) {
    Edge edge;
    if (const Edge* known = edgeFrom(document.graph, start.node, EdgeKind::Conditional)) {
        edge = *known;
    } else {
        edge.id = domain::freeId(start.node + "-cases",
                                 [&](const std::string& id) { return document.graph.edges.contains(id); });
        edge.kind = EdgeKind::Conditional;
        edge.from = {start.node};
        edge.condition = deciding(document.graph.nodes.at(start.node));
    }
    if (start.kind == PortKind::Otherwise) {
        edge.otherwise = to;
    } else if (start.kind == PortKind::NewCase) {
        int n = 1;
        while (edge.mapping.contains("case " + std::to_string(n)))
            ++n;
        edge.mapping["case " + std::to_string(n)] = to;
    } else {
        edge.mapping[start.caseName] = to;
    }
    GraphEdit edit = domain::updateEdge(document, edge);
    edit.label = "edit.add_edge";
    return edit;
}

GraphEdit connectError(const WorkflowDocument& document, const std::string& from, const std::string& to) {
    Edge edge;
    if (const Edge* known = edgeFrom(document.graph, from, EdgeKind::Error)) {
        edge = *known;
    } else {
        edge.id = freeEdgeId(document, from + "-error", to);
        edge.kind = EdgeKind::Error;
        edge.from = {from};
    }
    edge.to = to;
    std::vector<GraphEdit> edits{domain::updateEdge(document, edge)};
    domain::Node node = document.graph.nodes.at(from);
    if (node.onError != domain::ErrorPolicy::TakeEdge) {
        node.onError = domain::ErrorPolicy::TakeEdge;
        edits.push_back(domain::updateNode(document, node));
    }
    return domain::joined("edit.add_edge", edits);
}

}  // namespace

std::vector<const Edge*> edgesAt(const Graph& graph, const std::string& node) {
    std::vector<const Edge*> found;
    for (const auto& [id, edge] : graph.edges) {
        if (holds(edge.from, node) || holds(edge.targets(), node)) found.push_back(&edge);
    }
    return found;
}

QString refusal(const Graph& graph, const std::vector<const Edge*>& near, const ConnectionStart& start,
                const std::string& to) {
    if (!graph.nodes.contains(start.node)) return QCoreApplication::translate("Canvas", "This node is gone.");
    const auto target = graph.nodes.find(to);
    if (to != domain::kEnd && target == graph.nodes.end())
        return QCoreApplication::translate("Canvas", "Drop it on a node.");
    if (to != domain::kEnd && target->second.type == "input")
        return QCoreApplication::translate("Canvas", "This node begins a run: nothing can lead to it.");
    const bool plain = start.kind == PortKind::Out;
    if (to == start.node && (plain || start.kind == PortKind::Error)) {
        return QCoreApplication::translate(
            "Canvas", "A node cannot lead straight back to itself: it would never stop. Use a case.");
    }
    for (const Edge* known : near) {
        const Edge& edge = *known;
        if (!holds(edge.from, start.node)) continue;
        bool same = false;
        if (edge.kind == EdgeKind::Conditional) {
            const auto found = edge.mapping.find(start.caseName);
            same = start.kind == PortKind::Case && found != edge.mapping.end() && found->second == to;
            same |= start.kind == PortKind::Otherwise && edge.otherwise == to;
        } else if (edge.kind == EdgeKind::Error) {
            same = start.kind == PortKind::Error && edge.to == to;
        } else {
            same = plain && edge.to == to;
        }
        if (same) return QCoreApplication::translate("Canvas", "These two are connected already.");
    }
    return {};
}

GraphEdit connection(const WorkflowDocument& document, const ConnectionStart& start, const std::string& to) {
    if (start.kind == PortKind::Error) return connectError(document, start.node, to);
    if (start.kind != PortKind::Out) return connectCase(document, start, to);
    if (const Edge* known = partner(document.graph, start.node, to)) {
        Edge edge = *known;
        edge.kind = EdgeKind::Barrier;
        edge.from.push_back(start.node);
        GraphEdit edit = domain::updateEdge(document, edge);
        edit.label = "edit.add_edge";
        return edit;
    }
    Edge edge;
    edge.id = freeEdgeId(document, start.node, to);
    edge.from = {start.node};
    edge.to = to;
    return domain::addEdge(document, edge);
}

GraphEdit changeKind(const WorkflowDocument& document, const std::string& id, EdgeKind kind) {
    Edge edge = document.graph.edges.at(id);
    const auto targets = edge.targets();
    if (edge.kind == kind || targets.size() != 1 || edge.from.size() != 1) return {"edit.update_edge", {}, {}};
    edge.to = targets.front();
    edge.kind = kind;
    edge.condition.clear();
    edge.mapping.clear();
    edge.otherwise.clear();
    edge.items.clear();
    std::vector<GraphEdit> edits;
    if (kind == EdgeKind::Conditional) {
        edge.condition = deciding(document.graph.nodes.at(edge.from.front()));
        edge.mapping["true"] = edge.to;
        edge.to.clear();
    } else if (kind == EdgeKind::FanOut) {
        edge.items = "state.items";
        for (const auto& [name, field] : document.graph.state) {
            if (field.schema.is_object() && field.schema.value("type", Json()) == "array") {
                edge.items = "state." + name;
                break;
            }
        }
    } else if (kind == EdgeKind::Error) {
        domain::Node node = document.graph.nodes.at(edge.from.front());
        node.onError = domain::ErrorPolicy::TakeEdge;
        edits.push_back(domain::updateNode(document, node));
    }
    edits.push_back(domain::updateEdge(document, edge));
    return domain::joined("edit.update_edge", edits);
}

GraphEdit toggleJoin(const WorkflowDocument& document, const std::string& node) {
    GraphEdit edit{"edit.update_edge", Json::object(), {}};
    const auto change = [&](const std::string& id, Json after) {
        edit.changes.push_back(
            {domain::Part::Edge, id, domain::partOf(document, domain::Part::Edge, id), std::move(after)});
    };
    Edge joined;
    std::vector<std::string> plain;
    std::set<std::string> fresh;
    for (const auto& [id, edge] : document.graph.edges) {
        if (edge.to != node) continue;
        if (edge.kind == EdgeKind::Normal) plain.push_back(id);
        if (edge.kind != EdgeKind::Barrier) continue;
        Edge single = edge;
        single.kind = EdgeKind::Normal;
        for (std::size_t i = 0; i < edge.from.size(); ++i) {
            single.from = {edge.from[i]};
            single.id = i == 0 ? id : domain::freeId(edge.from[i] + "-" + node, [&](const std::string& wish) {
                return document.graph.edges.contains(wish) || fresh.contains(wish);
            });
            fresh.insert(single.id);
            change(single.id, toJson(single));
        }
    }
    if (!edit.changes.empty() || plain.size() < 2) return edit;
    joined = document.graph.edges.at(plain.front());
    joined.kind = EdgeKind::Barrier;
    for (std::size_t i = 1; i < plain.size(); ++i) {
        const auto& from = document.graph.edges.at(plain[i]).from;
        joined.from.insert(joined.from.end(), from.begin(), from.end());
        change(plain[i], Json());
    }
    change(joined.id, toJson(joined));
    return edit;
}

GraphEdit toggleEntry(const WorkflowDocument& document, const std::string& node) {
    std::vector<std::string> entry = document.graph.entry;
    if (std::erase(entry, node) == 0) entry.push_back(node);
    GraphEdit edit = domain::setProperty(document, "entry", entry);
    edit.label = "edit.start";
    return edit;
}

GraphEdit toggleErrorPort(const WorkflowDocument& document, const std::string& id) {
    domain::Node node = document.graph.nodes.at(id);
    std::vector<GraphEdit> edits;
    if (node.onError == domain::ErrorPolicy::TakeEdge) {
        node.onError = domain::ErrorPolicy::Fail;
        if (const Edge* edge = edgeFrom(document.graph, id, EdgeKind::Error))
            edits.push_back(domain::removeItems(document, {}, {edge->id}));
    } else {
        node.onError = domain::ErrorPolicy::TakeEdge;
    }
    edits.push_back(domain::updateNode(document, node));
    return domain::joined("edit.update_node", edits);
}

}  // namespace heddle::editor
