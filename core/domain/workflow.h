#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace heddle::domain {

/// The format that this Heddle writes. Files of a newer one are refused, older ones are read.
inline constexpr int kWorkflowSchemaVersion = 1;

/// The reserved target that ends a run's branch.
inline constexpr std::string_view kEnd = "$end";

/// One key of the run's state: a channel with its reducer.
struct StateField {
    /// replace, append, add, merge, messages, min, max, any, ephemeral, untracked
    std::string reducer = "replace";
    Json schema;   ///< JSON Schema of the value, or null
    Json initial;  ///< value before the first write, or null for the reducer's empty value
    Json extra = Json::object();

    bool operator==(const StateField&) const = default;
};

/// How often and when a failed attempt is repeated. Times in milliseconds.
struct RetryPolicy {
    int maxAttempts = 1;  ///< counts the first attempt
    std::int64_t initialMs = 500;
    double factor = 2.0;
    std::int64_t maxMs = 128'000;
    bool jitter = true;

    bool operator==(const RetryPolicy&) const = default;
};

/// What happens when a node has failed for good.
enum class ErrorPolicy {
    Fail,        ///< the run fails, resumable
    UseDefault,  ///< the node's `errorDefault` is its update
    TakeEdge,    ///< its error edge is followed, with the error in state field "error" of the target's view
};

/// Keeps what a node came to, and gives it again for the same key.
struct CachePolicy {
    std::string key;         ///< CEL; empty: everything that the node can see
    std::int64_t ttlMs = 0;  ///< 0: for ever

    bool operator==(const CachePolicy&) const = default;
};

struct Node {
    std::string id;     ///< key in the file: letters, digits, '_' and '-'
    std::string type;   ///< name of a NodeType
    std::string title;  ///< what people see; empty means the node type's title
    Json config = Json::object();
    RetryPolicy retry;
    std::int64_t timeoutMs = 0;  ///< of an attempt; 0: no limit of its own
    ErrorPolicy onError = ErrorPolicy::Fail;
    Json errorDefault;
    bool deferred = false;           ///< waits until nothing else can run
    std::int64_t idleTimeoutMs = 0;  ///< how long an attempt may show no sign of life; 0: for ever
    std::optional<CachePolicy> cache;
    Json extra = Json::object();  ///< members of the file that this version does not know

    bool operator==(const Node&) const = default;
};

enum class EdgeKind { Normal, Conditional, FanOut, Barrier, Error };

struct Edge {
    std::string id;
    EdgeKind kind = EdgeKind::Normal;
    std::vector<std::string> from;               ///< one node; several for a barrier
    std::string to;                              ///< node or "$end"; empty for conditional
    std::string condition;                       ///< conditional: CEL; its value, as text, picks the case
    std::map<std::string, std::string> mapping;  ///< conditional: case → node or "$end"
    std::string otherwise;  ///< conditional: target when no case fits, or empty: then that is an error
    std::string items;      ///< fan-out: CEL that gives a list, one task of `to` per item
    Json extra = Json::object();

    bool operator==(const Edge&) const = default;
    /// Every node or "$end" that this edge can lead to.
    std::vector<std::string> targets() const;
};

struct Limits {
    int maxSteps = 1000;
    int maxConcurrency = 0;      ///< 0: as many as there are tasks
    std::int64_t timeoutMs = 0;  ///< wall time of the whole run; 0: none
    Json extra = Json::object();

    bool operator==(const Limits&) const = default;
};

/// How a graph goes on.
enum class GraphMode {
    Steps,  ///< all that can run runs together, and is applied together
    Flow,   ///< what follows a node runs as soon as that node has finished
};

/// A workflow as a value: what the engine compiles and the editor shows. Keyed by id, so text order is stable.
struct Graph {
    std::string name;
    std::string description;
    std::map<std::string, StateField> state;
    std::map<std::string, Node> nodes;
    std::map<std::string, Edge> edges;
    std::vector<std::string> entry;  ///< nodes that run first
    std::string output;              ///< state field that is the answer; empty: "answer"
    Limits limits;
    Json extra = Json::object();
    GraphMode mode = GraphMode::Steps;
    std::map<std::string, Graph>
        graphs;  ///< sub-graphs by name, for all graphs of the file; only the outermost has any

    bool operator==(const Graph&) const = default;
};

std::string_view edgeKindName(EdgeKind kind);

/// Throws Error with the fact `path`: (TooNew, "workflow.too_new"), (InvalidArgument, "workflow.edge_kind" |
/// "json.type" | "json.missing" …). Members it does not know are kept in `extra`.
Graph graphFromJson(const Json& json);
Node nodeFromJson(const std::string& id, const Json& json, const std::string& path);
Edge edgeFromJson(const std::string& id, const Json& json, const std::string& path);
StateField stateFieldFromJson(const Json& json, const std::string& path);

/// Defaults are left out, so that a one-field change is a one-line difference.
Json toJson(const Graph& graph);
Json toJson(const Node& node);
Json toJson(const Edge& edge);
Json toJson(const StateField& field);

/// Reads a workflow file's text; errors carry the fact `source`. Foreign JSON (no schema_version, no nodes) is
/// (InvalidArgument, "workflow.foreign").
Graph readWorkflow(std::string_view text, std::string_view source);
/// The canonical text of a workflow file.
std::string writeWorkflow(const Graph& graph);

/// A readable id for a new node or edge that `taken` does not hold: "summary", "summary-2", …
std::string freeId(std::string_view wish, const std::function<bool(const std::string&)>& taken);

}  // namespace heddle::domain
