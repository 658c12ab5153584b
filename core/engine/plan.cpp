#include "core/engine/plan.h"

#include "core/base/error.h"
#include "core/engine/loop/digest.h"

#include <algorithm>

namespace heddle::engine {
namespace {

[[noreturn]] void fail(std::string code, std::string path, Json facts = Json::object()) {
    facts["path"] = std::move(path);
    throw Error(ErrorKind::InvalidArgument, std::move(code), std::move(facts));
}

/// The value of a field before its first write: a reducer starts from the empty value of its kind.
std::shared_ptr<const Json> initialValue(const domain::StateField& field, Reducer reducer, const std::string& path) {
    if (!field.initial.is_null()) {
        const bool isList = reducer == Reducer::Append || reducer == Reducer::Messages;
        if ((isList && !field.initial.is_array()) || !fits(reducer, nullptr, field.initial)) {
            fail("plan.initial_type", path + "/initial",
                 {{"reducer", field.reducer}, {"got", field.initial.type_name()}});
        }
        return std::make_shared<const Json>(field.initial);
    }
    switch (reducer) {
        case Reducer::Append:
        case Reducer::Messages:
            return std::make_shared<const Json>(Json::array());
        case Reducer::Merge:
            return std::make_shared<const Json>(Json::object());
        case Reducer::Add: {
            const std::string type = field.schema.is_object() ? field.schema.value("type", Json()).dump() : "";
            if (type == "\"string\"") return std::make_shared<const Json>("");
            if (type == "\"array\"") return std::make_shared<const Json>(Json::array());
            return std::make_shared<const Json>(0);
        }
        default:
            return nullptr;
    }
}

}  // namespace

/// The sub-graphs of a file, each compiled once, when a node first calls it.
class GraphSet {
public:
    GraphSet(const std::map<std::string, domain::Graph>& graphs, const NodeFactory& factory)
        : m_graphs(graphs), m_factory(factory) {}

    /// `path` is where it is called from.
    std::shared_ptr<const Plan> get(const std::string& name, const std::string& path);

private:
    const std::map<std::string, domain::Graph>& m_graphs;
    const NodeFactory& m_factory;
    std::map<std::string, std::shared_ptr<const Plan>> m_plans;  ///< null: being compiled
};

class PlanCompiler {
public:
    PlanCompiler(const domain::Graph& graph, const NodeFactory& factory, GraphSet& graphs)
        : m_plan(std::shared_ptr<Plan>(new Plan)), m_factory(factory), m_graphs(graphs) {
        m_plan->m_graph = graph;
    }

    std::shared_ptr<const Plan> compile() {
        addFields();
        addNodes();
        for (const auto& [id, edge] : m_plan->m_graph.edges)
            addEdge(id, edge);
        if (m_plan->m_graph.entry.empty()) fail("plan.no_entry", "/entry");
        for (const std::string& name : m_plan->m_graph.entry)
            m_plan->m_entry.push_back(node(name, "/entry"));
        std::sort(m_plan->m_entry.begin(), m_plan->m_entry.end());
        checkErrorPolicies();
        return std::move(m_plan);
    }

private:
    void addFields() {
        domain::Graph& graph = m_plan->m_graph;
        if (graph.output.empty()) graph.output = "answer";
        graph.state.try_emplace(graph.output);
        std::vector<std::string> names;
        for (const auto& [name, field] : graph.state) {
            const std::string path = "/state" + pointerStep(name);
            const auto reducer = reducerNamed(field.reducer);
            if (!reducer) fail("plan.unknown_reducer", path + "/reducer", {{"got", field.reducer}});
            m_plan->m_fields.push_back({*reducer, initialValue(field, *reducer, path)});
            names.push_back(name);
        }
        m_plan->m_fieldNames = std::make_shared<const FieldNames>(std::move(names));
        m_plan->m_outputField = m_plan->m_fieldNames->find(graph.output);
    }

    void addNodes() {
        m_plan->m_nodes.reserve(m_plan->m_graph.nodes.size());
        for (const auto& [id, source] : m_plan->m_graph.nodes) {
            PlanNode node;
            node.id = id;
            node.source = &source;
            const std::string path = "/nodes" + pointerStep(id);
            try {
                node.runner = m_factory.make(source);
            } catch (const Error& e) {
                Json facts = e.facts();
                const bool hasPath = facts.contains("path") && facts["path"].is_string();
                facts["path"] = path + (hasPath ? facts["path"].get<std::string>() : "");
                facts["node"] = id;
                throw Error(e.kind(), e.code(), std::move(facts));
            }
            if (const std::string name = node.runner->graph(); !name.empty()) {
                node.child = m_graphs.get(name, path + "/config/graph");
                m_plan->m_hasChildren = true;
            }
            node.service = node.runner->service();
            addCache(node, path + "/cache");
            m_plan->m_nodes.push_back(std::move(node));
        }
    }

    void addCache(PlanNode& node, const std::string& path) const {
        if (!node.source->cache) return;
        const std::string config = compactJson(node.source->config);
        node.cacheSpace = node.id + "/" + Digest(node.source->type).add(config).text();
        if (node.source->cache->key.empty()) return;
        try {
            node.cacheKey = expr::compile(node.source->cache->key);
        } catch (const Error& e) {
            throw e.with("path", path + "/key").with("node", node.id);
        }
    }

    NodeIndex node(const std::string& name, const std::string& path) const {
        const NodeIndex found = m_plan->find(name);
        if (found == kNoNode) fail("plan.unknown_node", path, {{"node", name}});
        return found;
    }

    NodeIndex target(const std::string& name, const std::string& path) const {
        return name == domain::kEnd ? kNoNode : node(name, path);
    }

    expr::Program program(const std::string& source, const std::string& path) const {
        try {
            return expr::compile(source);
        } catch (const Error& e) {
            throw e.with("path", path);
        }
    }

    /// The fields that a condition looks at; all of them when it uses `state` as a whole.
    std::vector<std::size_t> reads(const expr::Program& program) const {
        std::vector<std::size_t> fields;
        for (const std::string& path : program.paths()) {
            if (path == "state") {
                fields.resize(m_plan->m_fields.size());
                for (std::size_t i = 0; i < fields.size(); ++i)
                    fields[i] = i;
                return fields;
            }
            if (!path.starts_with("state.")) continue;
            const std::string_view rest = std::string_view(path).substr(6);
            const std::size_t whole = m_plan->m_fieldNames->find(rest);
            const std::size_t first = m_plan->m_fieldNames->find(rest.substr(0, rest.find('.')));
            if (whole != FieldNames::npos) fields.push_back(whole);
            if (first != FieldNames::npos && first != whole) fields.push_back(first);
        }
        return fields;
    }

    void addEdge(const std::string& id, const domain::Edge& edge) {
        const std::string path = "/edges" + pointerStep(id);
        if (edge.from.empty()) fail("plan.edge_source", path + "/from");
        std::vector<NodeIndex> sources;
        for (const std::string& name : edge.from)
            sources.push_back(node(name, path + "/from"));
        switch (edge.kind) {
            case domain::EdgeKind::Normal:
                return addPlain(sources, &PlanNode::next, edge, path);
            case domain::EdgeKind::Error:
                return addPlain(sources, &PlanNode::onError, edge, path);
            case domain::EdgeKind::Barrier:
                return addBarrier(id, sources, edge, path);
            case domain::EdgeKind::FanOut:
                return addFanOut(id, sources, edge, path);
            case domain::EdgeKind::Conditional:
                return addRoute(id, sources, edge, path);
        }
    }

    void addPlain(const std::vector<NodeIndex>& sources, std::vector<NodeIndex> PlanNode::*list,
                  const domain::Edge& edge, const std::string& path) {
        const NodeIndex to = target(edge.to, path + "/to");
        for (const NodeIndex source : sources)
            (m_plan->m_nodes[source].*list).push_back(to);
    }

    void addBarrier(const std::string& id, const std::vector<NodeIndex>& sources, const domain::Edge& edge,
                    const std::string& path) {
        const auto place = static_cast<std::uint32_t>(m_plan->m_barriers.size());
        Barrier barrier{id, sources, target(edge.to, path + "/to")};
        std::sort(barrier.from.begin(), barrier.from.end());
        barrier.from.erase(std::unique(barrier.from.begin(), barrier.from.end()), barrier.from.end());
        for (const NodeIndex source : barrier.from)
            m_plan->m_nodes[source].barriers.push_back(place);
        m_plan->m_barriers.push_back(std::move(barrier));
    }

    void addFanOut(const std::string& id, const std::vector<NodeIndex>& sources, const domain::Edge& edge,
                   const std::string& path) {
        const auto place = static_cast<std::uint32_t>(m_plan->m_fanOuts.size());
        FanOut fanOut{id, program(edge.items, path + "/items"), node(edge.to, path + "/to"), {}, {}};
        fanOut.reads = reads(fanOut.items);
        if (!edge.otherwise.empty()) fanOut.otherwise = target(edge.otherwise, path + "/otherwise");
        for (const NodeIndex source : sources)
            m_plan->m_nodes[source].fanOuts.push_back(place);
        m_plan->m_fanOuts.push_back(std::move(fanOut));
    }

    void addRoute(const std::string& id, const std::vector<NodeIndex>& sources, const domain::Edge& edge,
                  const std::string& path) {
        const auto place = static_cast<std::uint32_t>(m_plan->m_routes.size());
        Route route{id, program(edge.condition, path + "/condition"), {}, {}, {}};
        route.reads = reads(route.condition);
        for (const auto& [name, to] : edge.mapping) {
            route.targets.emplace(name, target(to, path + "/mapping" + pointerStep(name)));
        }
        if (!edge.otherwise.empty()) route.otherwise = target(edge.otherwise, path + "/otherwise");
        for (const NodeIndex source : sources)
            m_plan->m_nodes[source].routes.push_back(place);
        m_plan->m_routes.push_back(std::move(route));
    }

    void checkErrorPolicies() const {
        for (const PlanNode& node : m_plan->m_nodes) {
            const std::string path = "/nodes" + pointerStep(node.id);
            if (node.source->onError == domain::ErrorPolicy::TakeEdge && node.onError.empty()) {
                fail("plan.no_error_edge", path + "/on_error", {{"node", node.id}});
            }
            if (node.source->onError == domain::ErrorPolicy::UseDefault && !node.source->errorDefault.is_object()) {
                fail("plan.error_default", path + "/error_default", {{"node", node.id}});
            }
        }
    }

    std::shared_ptr<Plan> m_plan;
    const NodeFactory& m_factory;
    GraphSet& m_graphs;
};

std::shared_ptr<const Plan> GraphSet::get(const std::string& name, const std::string& path) {
    const auto graph = m_graphs.find(name);
    if (graph == m_graphs.end()) fail("plan.unknown_graph", path, {{"graph", name}});
    const auto [place, isNew] = m_plans.try_emplace(name);
    if (!isNew) {
        if (!place->second) fail("plan.recursive_graph", path, {{"graph", name}});
        return place->second;
    }
    try {
        auto plan = PlanCompiler(graph->second, m_factory, *this).compile();
        return m_plans[name] = std::move(plan);
    } catch (const Error& e) {
        Json facts = e.facts();
        const std::string inner = facts.value("path", "");
        // A graph within calls a third one: that path is a whole one already.
        if (!inner.starts_with("/graphs/")) facts["path"] = "/graphs" + pointerStep(name) + inner;
        throw Error(e.kind(), e.code(), std::move(facts));
    }
}

NodeIndex Plan::find(std::string_view id) const {
    const auto at = std::lower_bound(m_nodes.begin(), m_nodes.end(), id,
                                     [](const PlanNode& node, std::string_view name) { return node.id < name; });
    return at != m_nodes.end() && at->id == id ? static_cast<NodeIndex>(at - m_nodes.begin()) : kNoNode;
}

std::shared_ptr<const Plan> compile(const domain::Graph& graph, const NodeFactory& factory) {
    GraphSet graphs(graph.graphs, factory);
    return PlanCompiler(graph, factory, graphs).compile();
}

}  // namespace heddle::engine
