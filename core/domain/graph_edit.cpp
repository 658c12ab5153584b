#include "core/domain/graph_edit.h"

#include "core/base/error.h"

#include <array>

namespace heddle::domain {
namespace {

constexpr std::array<std::pair<Part, std::string_view>, 5> kParts{{{Part::Node, "node"},
                                                                   {Part::Edge, "edge"},
                                                                   {Part::Field, "field"},
                                                                   {Part::Position, "position"},
                                                                   {Part::Property, "property"}}};

template <typename Map>
Json memberJson(const Map& map, const std::string& key) {
    const auto it = map.find(key);
    return it == map.end() ? Json() : toJson(it->second);
}

template <typename Map, typename Read>
void replaceMember(Map& map, const std::string& key, const Json& value, Read read) {
    if (value.is_null()) {
        map.erase(key);
    } else {
        map.insert_or_assign(key, read());
    }
}

/// Everything of a graph that is not in one of its keyed maps.
Json properties(const Graph& graph) {
    Graph bare = graph;
    bare.nodes.clear();
    bare.edges.clear();
    bare.state.clear();
    Json json = toJson(bare);
    for (const char* key : {"nodes", "edges", "state", "schema_version"})
        json.erase(key);
    return json;
}

void setProperties(Graph& graph, const Json& values) {
    Graph bare = graphFromJson(values);
    bare.nodes = std::move(graph.nodes);
    bare.edges = std::move(graph.edges);
    bare.state = std::move(graph.state);
    graph = std::move(bare);
}

/// Reads the properties without the keyed maps, which may hold thousands of nodes.
Json propertyOf(const Graph& graph, const std::string& key) {
    Graph bare;
    bare.name = graph.name;
    bare.description = graph.description;
    bare.entry = graph.entry;
    bare.output = graph.output;
    bare.limits = graph.limits;
    bare.extra = graph.extra;
    const Json all = properties(bare);
    return all.value(key, Json());
}

void replacePart(WorkflowDocument& document, const Change& change) {
    const std::string& key = change.key;
    const Json& after = change.after;
    Graph& graph = document.graph;
    const std::string path = std::string("/") + std::string(partName(change.part)) + pointerStep(key);
    switch (change.part) {
        case Part::Node:
            replaceMember(graph.nodes, key, after, [&] { return nodeFromJson(key, after, path); });
            return;
        case Part::Edge:
            replaceMember(graph.edges, key, after, [&] { return edgeFromJson(key, after, path); });
            return;
        case Part::Field:
            replaceMember(graph.state, key, after, [&] { return stateFieldFromJson(after, path); });
            return;
        case Part::Position:
            replaceMember(document.layout.nodes, key, after, [&] { return positionFromJson(after, path); });
            return;
        case Part::Property: {
            Graph bare;
            std::swap(bare.nodes, graph.nodes);
            std::swap(bare.edges, graph.edges);
            std::swap(bare.state, graph.state);
            Json all = properties(graph);
            if (after.is_null()) {
                all.erase(key);
            } else {
                all[key] = after;
            }
            std::swap(bare.nodes, graph.nodes);
            std::swap(bare.edges, graph.edges);
            std::swap(bare.state, graph.state);
            setProperties(graph, all);
            return;
        }
    }
}

}  // namespace

std::string_view partName(Part part) {
    for (const auto& [value, name] : kParts) {
        if (value == part) return name;
    }
    return {};
}

Json partOf(const WorkflowDocument& document, Part part, const std::string& key) {
    switch (part) {
        case Part::Node:
            return memberJson(document.graph.nodes, key);
        case Part::Edge:
            return memberJson(document.graph.edges, key);
        case Part::Field:
            return memberJson(document.graph.state, key);
        case Part::Position:
            return memberJson(document.layout.nodes, key);
        case Part::Property:
            return propertyOf(document.graph, key);
    }
    return {};
}

void apply(WorkflowDocument& document, const GraphEdit& edit) {
    std::size_t done = 0;
    try {
        for (; done < edit.changes.size(); ++done) {
            const Change& change = edit.changes[done];
            if (partOf(document, change.part, change.key) != change.before) {
                throw Error(ErrorKind::Conflict, "edit.stale", {{"part", partName(change.part)}, {"key", change.key}});
            }
            replacePart(document, change);
        }
    } catch (const Error&) {
        while (done > 0) {
            Change back = edit.changes[--done];
            std::swap(back.before, back.after);
            replacePart(document, back);
        }
        throw;
    }
}

GraphEdit inverse(const GraphEdit& edit) {
    GraphEdit back = edit;
    std::reverse(back.changes.begin(), back.changes.end());
    for (auto& change : back.changes)
        std::swap(change.before, change.after);
    return back;
}

GraphEdit difference(const WorkflowDocument& from, const WorkflowDocument& to) {
    GraphEdit edit{"edit.replace", Json::object(), {}};
    const auto compare = [&edit](Part part, const auto& before, const auto& after) {
        for (const auto& [key, value] : before) {
            const auto it = after.find(key);
            if (it == after.end()) {
                edit.changes.push_back({part, key, toJson(value), Json()});
            } else if (!(it->second == value)) {
                edit.changes.push_back({part, key, toJson(value), toJson(it->second)});
            }
        }
        for (const auto& [key, value] : after) {
            if (!before.contains(key)) edit.changes.push_back({part, key, Json(), toJson(value)});
        }
    };
    compare(Part::Node, from.graph.nodes, to.graph.nodes);
    compare(Part::Edge, from.graph.edges, to.graph.edges);
    compare(Part::Field, from.graph.state, to.graph.state);
    compare(Part::Position, from.layout.nodes, to.layout.nodes);
    const Json before = properties(from.graph);
    const Json after = properties(to.graph);
    for (const auto& [key, value] : before.items()) {
        const Json other = after.value(key, Json());
        if (other != value) edit.changes.push_back({Part::Property, key, value, other});
    }
    for (const auto& [key, value] : after.items()) {
        if (!before.contains(key)) edit.changes.push_back({Part::Property, key, Json(), value});
    }
    return edit;
}

Json toJson(const GraphEdit& edit) {
    Json changes = Json::array();
    for (const auto& change : edit.changes) {
        changes.push_back(
            {{"part", partName(change.part)}, {"key", change.key}, {"before", change.before}, {"after", change.after}});
    }
    return {{"label", edit.label}, {"facts", edit.facts}, {"changes", std::move(changes)}};
}

GraphEdit editFromJson(const Json& json) {
    const JsonReader in(json);
    GraphEdit edit{in.string("label", ""), in.object("facts"), {}};
    for (const auto& item : in.array("changes")) {
        const JsonReader change(item, "/changes");
        const std::string name = change.string("part");
        const auto it =
            std::find_if(kParts.begin(), kParts.end(), [&](const auto& entry) { return entry.second == name; });
        if (it == kParts.end()) throw Error(ErrorKind::InvalidArgument, "edit.part", {{"got", name}});
        edit.changes.push_back({it->first, change.string("key"), change.value("before"), change.value("after")});
    }
    return edit;
}

}  // namespace heddle::domain
