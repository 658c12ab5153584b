#include "core/check/parts.h"

#include <array>
#include <set>
#include <unordered_set>

namespace heddle::check {
namespace {

using domain::Edge;
using domain::EdgeKind;
using domain::ErrorPolicy;
using domain::Graph;

constexpr std::array<std::string_view, 10> kReducers{"replace", "append", "add", "merge",     "messages",
                                                     "min",     "max",    "any", "ephemeral", "untracked"};

using Arrows = std::unordered_map<std::string, std::vector<std::string>>;

std::string edgePath(const std::string& id) { return "/edges" + pointerStep(id); }

std::string firstSource(const Edge& edge) { return edge.from.empty() ? std::string() : edge.from.front(); }

void checkEnds(const Graph& graph, const Edge& edge, Findings& findings) {
    const std::string path = edgePath(edge.id);
    const std::string source = firstSource(edge);
    if (edge.from.empty()) findings.error("check.edge_without_source", "", path + "/from", {{"edge", edge.id}});
    for (const auto& id : edge.from) {
        if (!graph.nodes.contains(id)) {
            findings.error("check.unknown_source", "", path + "/from", {{"edge", edge.id}, {"target", id}});
        }
    }
    for (const auto& id : edge.targets()) {
        if (id == domain::kEnd || graph.nodes.contains(id)) continue;
        if (id.empty()) {
            findings.error("check.edge_without_target", source, path + "/to", {{"edge", edge.id}});
        } else {
            findings.error("check.unknown_target", source, path, {{"edge", edge.id}, {"target", id}});
        }
    }
}

void checkKind(const Graph& graph, const Edge& edge, Findings& findings) {
    const std::string path = edgePath(edge.id);
    const std::string source = firstSource(edge);
    if (edge.kind != EdgeKind::Barrier && edge.from.size() > 1) {
        findings.error("check.several_sources", source, path + "/from", {{"edge", edge.id}});
    }
    switch (edge.kind) {
        case EdgeKind::Conditional:
            if (edge.condition.empty()) findings.error("check.no_condition", source, path + "/condition");
            if (edge.mapping.empty()) {
                findings.error("check.no_cases", source, path + "/mapping");
            } else if (edge.otherwise.empty() && !(edge.mapping.contains("true") && edge.mapping.contains("false"))) {
                findings.warning("check.no_otherwise", source, path + "/otherwise");
            }
            return;
        case EdgeKind::FanOut:
            if (edge.items.empty()) findings.error("check.no_items", source, path + "/items");
            if (edge.to == domain::kEnd) findings.error("check.fan_out_to_end", source, path + "/to");
            return;
        case EdgeKind::Error: {
            const auto node = graph.nodes.find(source);
            if (node != graph.nodes.end() && node->second.onError != ErrorPolicy::TakeEdge) {
                findings.warning("check.error_edge_unused", source, path, {{"edge", edge.id}});
            }
            return;
        }
        case EdgeKind::Normal:
        case EdgeKind::Barrier:
            return;
    }
}

Arrows arrows(const Graph& graph, bool onlyUnconditional) {
    Arrows all;
    for (const auto& [id, edge] : graph.edges) {
        if (onlyUnconditional && edge.kind != EdgeKind::Normal) continue;
        for (const auto& from : edge.from) {
            for (const auto& to : edge.targets()) {
                if (graph.nodes.contains(to)) all[from].push_back(to);
            }
        }
    }
    return all;
}

std::unordered_set<std::string> reachable(const Arrows& arrows, std::vector<std::string> open) {
    std::unordered_set<std::string> seen(open.begin(), open.end());
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        const auto it = arrows.find(id);
        if (it == arrows.end()) continue;
        for (const auto& next : it->second) {
            if (seen.insert(next).second) open.push_back(next);
        }
    }
    return seen;
}

/// Nodes left when every node without an arrow from the rest is taken away again and again, in both directions: what
/// remains lies on cycles, or between them.
std::vector<std::string> onCycles(const Graph& graph, const Arrows& arrows) {
    std::unordered_map<std::string, int> incoming;
    for (const auto& [from, targets] : arrows) {
        for (const auto& to : targets)
            ++incoming[to];
    }
    std::vector<std::string> open;
    std::unordered_set<std::string> gone;
    for (const auto& [id, node] : graph.nodes) {
        if (incoming[id] == 0) open.push_back(id);
    }
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        gone.insert(id);
        const auto it = arrows.find(id);
        if (it == arrows.end()) continue;
        for (const auto& to : it->second) {
            if (--incoming[to] == 0) open.push_back(to);
        }
    }
    std::vector<std::string> left;
    for (const auto& [id, node] : graph.nodes) {
        if (!gone.contains(id) &&
            reachable(arrows, arrows.contains(id) ? arrows.at(id) : std::vector<std::string>{}).contains(id)) {
            left.push_back(id);
        }
    }
    return left;
}

void checkReach(const Graph& graph, Findings& findings) {
    const auto seen = reachable(arrows(graph, false), graph.entry);
    for (const auto& [id, node] : graph.nodes) {
        if (!seen.contains(id)) findings.warning("check.unreachable", id, "/nodes" + pointerStep(id));
    }
}

/// Normal edges are always followed, so a cycle made of them alone never stops by itself.
void checkCycles(const Graph& graph, Findings& findings) {
    const auto cycle = onCycles(graph, arrows(graph, true));
    if (cycle.empty()) return;
    std::string names;
    for (const auto& id : cycle)
        names += (names.empty() ? "" : ", ") + id;
    findings.error("check.endless_cycle", cycle.front(), "/nodes" + pointerStep(cycle.front()), {{"nodes", names}});
}

void checkErrorPolicies(const Graph& graph, Findings& findings) {
    std::set<std::string> handled;
    for (const auto& [id, edge] : graph.edges) {
        if (edge.kind == EdgeKind::Error) handled.insert(edge.from.begin(), edge.from.end());
    }
    for (const auto& [id, node] : graph.nodes) {
        const std::string path = "/nodes" + pointerStep(id) + "/on_error";
        if (node.onError == ErrorPolicy::TakeEdge && !handled.contains(id)) {
            findings.error("check.error_edge_missing", id, path);
        }
        if (node.onError == ErrorPolicy::UseDefault && !node.errorDefault.is_object()) {
            findings.error("check.error_default_missing", id, path);
        }
    }
}

/// The sub-graphs that `graph` calls.
std::set<std::string> callsOf(const Graph& graph) {
    std::set<std::string> called;
    for (const auto& [id, node] : graph.nodes) {
        if (node.type != "subgraph" || !node.config.is_object()) continue;
        const auto name = node.config.find("graph");
        if (name != node.config.end() && name->is_string()) called.insert(name->get<std::string>());
    }
    return called;
}

}  // namespace

void checkCalls(const Graph& outermost, Findings& findings) {
    Arrows calls;
    for (const auto& [name, graph] : outermost.graphs) {
        const auto called = callsOf(graph);
        calls[name].assign(called.begin(), called.end());
    }
    const auto called = callsOf(outermost);
    const auto used = reachable(calls, {called.begin(), called.end()});
    for (const auto& [name, graph] : outermost.graphs) {
        const std::string path = "/graphs" + pointerStep(name);
        if (reachable(calls, calls[name]).contains(name)) {
            findings.error("check.recursive_graph", "", path, {{"graph", name}});
        } else if (!used.contains(name)) {
            findings.warning("check.unused_graph", "", path, {{"graph", name}});
        }
    }
}

void checkStructure(const Graph& graph, Findings& findings) {
    if (graph.nodes.empty()) {
        findings.error("check.no_nodes", "", "/nodes");
        return;
    }
    if (graph.entry.empty()) findings.error("check.no_entry", "", "/entry");
    for (const auto& id : graph.entry) {
        if (!graph.nodes.contains(id)) findings.error("check.unknown_entry", "", "/entry", {{"target", id}});
    }
    for (const auto& [name, field] : graph.state) {
        if (std::find(kReducers.begin(), kReducers.end(), field.reducer) == kReducers.end()) {
            findings.error("check.unknown_reducer", "", "/state" + pointerStep(name) + "/reducer",
                           {{"field", name}, {"got", field.reducer}});
        }
    }
    for (const auto& [id, edge] : graph.edges) {
        checkEnds(graph, edge, findings);
        checkKind(graph, edge, findings);
    }
    if (!graph.entry.empty()) checkReach(graph, findings);
    checkCycles(graph, findings);
    checkErrorPolicies(graph, findings);
}

}  // namespace heddle::check
