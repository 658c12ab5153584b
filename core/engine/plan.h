#pragma once
#include "core/domain/workflow.h"
#include "core/engine/node.h"
#include "core/engine/reducer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::engine {

/// Nodes are numbered in the order of their ids, so that comparing numbers compares names.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xFFFFFFFF;  ///< also: the end

/// Conditional edge: the value of `condition`, as text, picks the target; of a list, each element picks one. Without
/// a mapping the text is the target's id.
struct Route {
    std::string edge;
    expr::Program condition;
    std::map<std::string, NodeIndex, std::less<>> targets;
    std::optional<NodeIndex> otherwise;
    std::vector<std::size_t> reads;  ///< fields that it looks at
};

/// Fan-out edge: one task of `to` for each element of `items`; `otherwise` when there is none.
struct FanOut {
    std::string edge;
    expr::Program items;
    NodeIndex to = kNoNode;
    std::optional<NodeIndex> otherwise;
    std::vector<std::size_t> reads;
};

/// Barrier edge: `to` runs when all of `from` have run since it ran last.
struct Barrier {
    std::string edge;
    std::vector<NodeIndex> from;
    NodeIndex to = kNoNode;
};

class Plan;

struct PlanNode {
    std::string id;
    std::unique_ptr<NodeRunner> runner;
    const domain::Node* source = nullptr;
    std::vector<NodeIndex> next;        ///< targets of normal edges
    std::vector<std::uint32_t> routes;  ///< places in the plan's lists
    std::vector<std::uint32_t> fanOuts;
    std::vector<std::uint32_t> barriers;
    std::vector<NodeIndex> onError;         ///< targets of error edges
    std::shared_ptr<const Plan> child;      ///< the sub-graph that it calls, or null
    std::string service;                    ///< NodeRunner::service()
    std::string cacheSpace;                 ///< the node as it is configured; empty: no cache
    std::optional<expr::Program> cacheKey;  ///< none: everything that it can see
    bool hasTimeLimit() const { return source->timeoutMs > 0 || source->idleTimeoutMs > 0; }
};

struct PlanField {
    Reducer reducer = Reducer::Replace;
    std::shared_ptr<const Json> initial;  ///< null: nothing before the first write
};

/// A graph made ready to run: names are numbers, expressions are compiled. Immutable, shared by any number of runs.
class Plan {
public:
    const domain::Graph& graph() const { return m_graph; }
    const std::shared_ptr<const FieldNames>& fieldNames() const { return m_fieldNames; }
    const std::vector<PlanField>& fields() const { return m_fields; }
    const std::vector<PlanNode>& nodes() const { return m_nodes; }
    const std::vector<Route>& routes() const { return m_routes; }
    const std::vector<FanOut>& fanOuts() const { return m_fanOuts; }
    const std::vector<Barrier>& barriers() const { return m_barriers; }
    const std::vector<NodeIndex>& entry() const { return m_entry; }
    std::size_t outputField() const { return m_outputField; }
    bool isFlow() const { return m_graph.mode == domain::GraphMode::Flow; }
    bool hasChildren() const { return m_hasChildren; }

    /// kNoNode when there is none of that name.
    NodeIndex find(std::string_view id) const;

private:
    friend class PlanCompiler;
    Plan() = default;

    domain::Graph m_graph;
    std::shared_ptr<const FieldNames> m_fieldNames;
    std::vector<PlanField> m_fields;
    std::vector<PlanNode> m_nodes;
    std::vector<Route> m_routes;
    std::vector<FanOut> m_fanOuts;
    std::vector<Barrier> m_barriers;
    std::vector<NodeIndex> m_entry;
    std::size_t m_outputField = FieldNames::npos;
    bool m_hasChildren = false;
};

/// Throws Error(InvalidArgument, "plan.…") with the facts `path` (a JSON pointer into the workflow file) and, where
/// there is one, `node`: "plan.no_entry", "plan.unknown_node", "plan.unknown_reducer", "plan.edge_source",
/// "plan.initial_type", "plan.no_error_edge", "plan.error_default", "plan.unknown_node_type", "plan.unknown_graph",
/// "plan.recursive_graph"; and what expressions and
/// the factory throw, with the same facts.
std::shared_ptr<const Plan> compile(const domain::Graph& graph, const NodeFactory& factory);

}  // namespace heddle::engine
