#include "core/domain/workflow.h"

#include "core/base/error.h"

#include <array>
#include <functional>

namespace heddle::domain {
namespace {

constexpr std::array<std::pair<EdgeKind, std::string_view>, 5> kEdgeKinds{{{EdgeKind::Normal, "normal"},
                                                                           {EdgeKind::Conditional, "conditional"},
                                                                           {EdgeKind::FanOut, "fan_out"},
                                                                           {EdgeKind::Barrier, "barrier"},
                                                                           {EdgeKind::Error, "error"}}};

constexpr std::array<std::pair<ErrorPolicy, std::string_view>, 3> kErrorPolicies{
    {{ErrorPolicy::Fail, "fail"}, {ErrorPolicy::UseDefault, "default"}, {ErrorPolicy::TakeEdge, "edge"}}};

constexpr std::array<std::pair<GraphMode, std::string_view>, 2> kGraphModes{
    {{GraphMode::Steps, "steps"}, {GraphMode::Flow, "flow"}}};

template <typename Names>
auto enumFromName(const Names& names, const std::string& name, std::string code, const std::string& path) {
    for (const auto& [value, known] : names) {
        if (known == name) return value;
    }
    throw Error(ErrorKind::InvalidArgument, std::move(code), {{"path", path}, {"got", name}});
}

template <typename Names, typename Value>
std::string_view enumName(const Names& names, Value value) {
    for (const auto& [known, name] : names) {
        if (known == value) return name;
    }
    return {};
}

void setUnlessEmpty(Json& object, const char* key, const std::string& value) {
    if (!value.empty()) object[key] = value;
}

template <typename T>
void setUnlessDefault(Json& object, const char* key, const T& value, const T& standard) {
    if (value != standard) object[key] = value;
}

RetryPolicy retryFromJson(const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    RetryPolicy retry;
    retry.maxAttempts = static_cast<int>(in.integer("max_attempts", retry.maxAttempts));
    retry.initialMs = in.integer("initial_ms", retry.initialMs);
    retry.factor = in.number("factor", retry.factor);
    retry.maxMs = in.integer("max_ms", retry.maxMs);
    retry.jitter = in.boolean("jitter", retry.jitter);
    return retry;
}

Json retryToJson(const RetryPolicy& retry) {
    const RetryPolicy standard;
    Json json = Json::object();
    setUnlessDefault(json, "max_attempts", retry.maxAttempts, standard.maxAttempts);
    setUnlessDefault(json, "initial_ms", retry.initialMs, standard.initialMs);
    setUnlessDefault(json, "factor", retry.factor, standard.factor);
    setUnlessDefault(json, "max_ms", retry.maxMs, standard.maxMs);
    setUnlessDefault(json, "jitter", retry.jitter, standard.jitter);
    return json;
}

std::optional<CachePolicy> cacheFromJson(const JsonReader& node, const std::string& path) {
    if (!node.has("cache")) return std::nullopt;
    const JsonReader in(node.object("cache"), path);
    return CachePolicy{in.string("key", ""), in.integer("ttl_ms", 0)};
}

Json cacheToJson(const CachePolicy& cache) {
    Json json = Json::object();
    setUnlessEmpty(json, "key", cache.key);
    setUnlessDefault<std::int64_t>(json, "ttl_ms", cache.ttlMs, 0);
    return json;
}

Limits limitsFromJson(const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    Limits limits;
    limits.maxSteps = static_cast<int>(in.integer("max_steps", limits.maxSteps));
    limits.maxConcurrency = static_cast<int>(in.integer("max_concurrency", limits.maxConcurrency));
    limits.timeoutMs = in.integer("timeout_ms", limits.timeoutMs);
    limits.extra = in.unread();
    return limits;
}

Json limitsToJson(const Limits& limits) {
    const Limits standard;
    Json json = limits.extra;
    setUnlessDefault(json, "max_steps", limits.maxSteps, standard.maxSteps);
    setUnlessDefault(json, "max_concurrency", limits.maxConcurrency, standard.maxConcurrency);
    setUnlessDefault(json, "timeout_ms", limits.timeoutMs, standard.timeoutMs);
    return json;
}

/// Reads each member of the object `key` with `read(id, json, path)`.
template <typename Map, typename Read>
void readMembers(const JsonReader& in, const char* key, Map& into, Read read) {
    for (const auto& [id, value] : in.object(key).items()) {
        into.emplace(id, read(id, value, in.path() + "/" + key + pointerStep(id)));
    }
}

}  // namespace

std::string_view edgeKindName(EdgeKind kind) { return enumName(kEdgeKinds, kind); }

std::vector<std::string> Edge::targets() const {
    if (kind != EdgeKind::Conditional) return {to};
    std::vector<std::string> all;
    for (const auto& [name, target] : mapping) {
        if (std::find(all.begin(), all.end(), target) == all.end()) all.push_back(target);
    }
    if (!otherwise.empty() && std::find(all.begin(), all.end(), otherwise) == all.end()) all.push_back(otherwise);
    return all;
}

StateField stateFieldFromJson(const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    StateField field;
    field.reducer = in.string("reducer", field.reducer);
    field.schema = in.value("schema");
    field.initial = in.value("initial");
    field.extra = in.unread();
    return field;
}

Node nodeFromJson(const std::string& id, const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    Node node;
    node.id = id;
    node.type = in.string("type");
    node.title = in.string("title", "");
    node.config = in.object("config");
    node.retry = retryFromJson(in.object("retry"), path + "/retry");
    node.timeoutMs = in.integer("timeout_ms", 0);
    node.onError =
        enumFromName(kErrorPolicies, in.string("on_error", "fail"), "workflow.error_policy", path + "/on_error");
    node.errorDefault = in.value("error_default");
    node.deferred = in.boolean("deferred", false);
    node.idleTimeoutMs = in.integer("idle_timeout_ms", 0);
    node.cache = cacheFromJson(in, path + "/cache");
    node.extra = in.unread();
    return node;
}

Edge edgeFromJson(const std::string& id, const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    Edge edge;
    edge.id = id;
    edge.kind = enumFromName(kEdgeKinds, in.string("kind", "normal"), "workflow.edge_kind", path + "/kind");
    edge.from = in.strings("from");
    edge.to = in.string("to", "");
    edge.condition = in.string("condition", "");
    const JsonReader mapping(in.object("mapping"), path + "/mapping");
    for (const auto& [name, target] : in.object("mapping").items())
        edge.mapping[name] = mapping.string(name);
    edge.otherwise = in.string("otherwise", "");
    edge.items = in.string("items", "");
    edge.extra = in.unread();
    return edge;
}

namespace {

/// The graph at `path` of the file; only the outermost holds others.
Graph graphAt(const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    Graph graph;
    graph.name = in.string("name", "");
    graph.description = in.string("description", "");
    readMembers(in, "state", graph.state, [](const std::string&, const Json& value, const std::string& at) {
        return stateFieldFromJson(value, at);
    });
    readMembers(in, "nodes", graph.nodes, nodeFromJson);
    readMembers(in, "edges", graph.edges, edgeFromJson);
    graph.entry = in.strings("entry");
    graph.output = in.string("output", "");
    graph.limits = limitsFromJson(in.object("limits"), path + "/limits");
    graph.mode = enumFromName(kGraphModes, in.string("mode", "steps"), "workflow.mode", path + "/mode");
    if (path.empty()) {
        in.integer("schema_version", kWorkflowSchemaVersion);
        readMembers(in, "graphs", graph.graphs,
                    [](const std::string&, const Json& value, const std::string& at) { return graphAt(value, at); });
    }
    graph.extra = in.unread();
    return graph;
}

}  // namespace

Graph graphFromJson(const Json& json) {
    const auto version = JsonReader(json).integer("schema_version", kWorkflowSchemaVersion);
    if (version > kWorkflowSchemaVersion) {
        throw Error(ErrorKind::TooNew, "workflow.too_new",
                    {{"path", "/schema_version"}, {"got", version}, {"known", kWorkflowSchemaVersion}});
    }
    return graphAt(json, "");
}

Json toJson(const StateField& field) {
    Json json = field.extra;
    setUnlessDefault<std::string>(json, "reducer", field.reducer, "replace");
    setUnlessDefault(json, "schema", field.schema, Json());
    setUnlessDefault(json, "initial", field.initial, Json());
    return json;
}

Json toJson(const Node& node) {
    Json json = node.extra;
    json["type"] = node.type;
    setUnlessEmpty(json, "title", node.title);
    if (!node.config.empty()) json["config"] = node.config;
    if (Json retry = retryToJson(node.retry); !retry.empty()) json["retry"] = std::move(retry);
    setUnlessDefault<std::int64_t>(json, "timeout_ms", node.timeoutMs, 0);
    if (node.onError != ErrorPolicy::Fail) json["on_error"] = enumName(kErrorPolicies, node.onError);
    setUnlessDefault(json, "error_default", node.errorDefault, Json());
    setUnlessDefault(json, "deferred", node.deferred, false);
    setUnlessDefault<std::int64_t>(json, "idle_timeout_ms", node.idleTimeoutMs, 0);
    if (node.cache) json["cache"] = cacheToJson(*node.cache);
    return json;
}

Json toJson(const Edge& edge) {
    Json json = edge.extra;
    if (edge.kind != EdgeKind::Normal) json["kind"] = edgeKindName(edge.kind);
    if (edge.from.size() == 1) {
        json["from"] = edge.from.front();
    } else {
        json["from"] = edge.from;
    }
    setUnlessEmpty(json, "to", edge.to);
    setUnlessEmpty(json, "condition", edge.condition);
    if (!edge.mapping.empty()) json["mapping"] = edge.mapping;
    setUnlessEmpty(json, "otherwise", edge.otherwise);
    setUnlessEmpty(json, "items", edge.items);
    return json;
}

namespace {

Json graphJson(const Graph& graph) {
    Json json = graph.extra;
    setUnlessEmpty(json, "name", graph.name);
    setUnlessEmpty(json, "description", graph.description);
    json["nodes"] = Json::object();
    for (const auto& [id, node] : graph.nodes)
        json["nodes"][id] = toJson(node);
    json["edges"] = Json::object();
    for (const auto& [id, edge] : graph.edges)
        json["edges"][id] = toJson(edge);
    for (const auto& [name, field] : graph.state)
        json["state"][name] = toJson(field);
    json["entry"] = graph.entry;
    setUnlessEmpty(json, "output", graph.output);
    if (Json limits = limitsToJson(graph.limits); !limits.empty()) json["limits"] = std::move(limits);
    if (graph.mode != GraphMode::Steps) json["mode"] = enumName(kGraphModes, graph.mode);
    return json;
}

}  // namespace

Json toJson(const Graph& graph) {
    Json json = graphJson(graph);
    json["schema_version"] = kWorkflowSchemaVersion;
    for (const auto& [name, inner] : graph.graphs)
        json["graphs"][name] = graphJson(inner);
    return json;
}

Graph readWorkflow(std::string_view text, std::string_view source) {
    const Json json = parseJson(text, source);
    try {
        if (!json.is_object() || !json.contains("schema_version") || !json.contains("nodes")) {
            throw Error(ErrorKind::InvalidArgument, "workflow.foreign");
        }
        return graphFromJson(json);
    } catch (const Error& e) {
        throw e.with("source", source);
    }
}

std::string writeWorkflow(const Graph& graph) { return canonicalJson(toJson(graph)); }

std::string freeId(std::string_view wish, const std::function<bool(const std::string&)>& taken) {
    std::string base;
    for (const char c : wish) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-') {
            base += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (!base.empty() && base.back() != '-') {
            base += '-';
        }
    }
    while (base.ends_with('-'))
        base.pop_back();
    if (base.empty()) base = "node";
    std::string id = base;
    for (int n = 2; taken(id); ++n)
        id = base + "-" + std::to_string(n);
    return id;
}

}  // namespace heddle::domain
