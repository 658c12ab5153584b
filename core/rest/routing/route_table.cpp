#include "core/rest/routing/route_table.h"

#include "core/base/error.h"
#include "core/base/messages.h"

#include <charconv>
#include <set>

namespace heddle::rest {
namespace {

constexpr std::string_view kComponents = "#/components/schemas/";

[[noreturn]] void refuseTable(const Route& route, std::string_view reason) {
    throw Error(ErrorKind::Internal, "rest.route_table",
                {{"route", route.method + " " + route.path}, {"reason", reason}});
}

[[noreturn]] void refuseParameter(std::string_view name, std::string_view reason) {
    throw Error(ErrorKind::InvalidArgument, "rest.parameter", {{"parameter", name}, {"reason", reason}});
}

/// The names of all schemas that `schema` refers to, and those to theirs.
void gatherReferences(const Json& schema, const Json& schemas, std::set<std::string>& names) {
    if (schema.is_object()) {
        const auto it = schema.find("$ref");
        if (it != schema.end() && it->is_string()) {
            const std::string reference = it->get<std::string>();
            const std::string name = reference.starts_with(kComponents) ? reference.substr(kComponents.size()) : "";
            if (schemas.contains(name) && names.insert(name).second) gatherReferences(schemas.at(name), schemas, names);
        }
    }
    if (!schema.is_structured()) return;
    for (const auto& part : schema)
        gatherReferences(part, schemas, names);
}

schema::Schema compiled(Json json, const Json& schemas) {
    std::set<std::string> names;
    gatherReferences(json, schemas, names);
    for (const auto& name : names)
        json["components"]["schemas"][name] = schemas.at(name);
    schema::Options options;
    options.assertsFormats = true;
    return schema::compile(std::move(json), std::move(options));
}

template <class Number>
std::optional<Json> numberFrom(std::string_view text) {
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return Json(number);
}

/// The value that a parameter's text stands for; nothing when it is of another type.
std::optional<Json> valueFrom(std::string_view text, const Json& schema) {
    const std::string type = schema.value("type", "string");
    if (type == "integer") return numberFrom<std::int64_t>(text);
    if (type == "number") return numberFrom<double>(text);
    if (type == "boolean")
        return text == "true" ? std::optional<Json>(true) : text == "false" ? std::optional<Json>(false) : std::nullopt;
    if (type != "array") return Json(text);
    Json list = Json::array();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        auto item = valueFrom(text.substr(at, end - at), schema.value("items", Json::object()));
        if (!item) return std::nullopt;
        list.push_back(std::move(*item));
        at = end + 1;
    }
    return list;
}

/// "{agent_id}" is a parameter's place; gives its name, or nothing.
std::string nameInBraces(std::string_view segment) {
    const bool isParameter = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
    return std::string(isParameter ? segment.substr(1, segment.size() - 2) : std::string_view());
}

std::vector<std::string> segmentsOf(std::string_view path) {
    std::vector<std::string> segments;
    for (std::size_t at = 1; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        segments.emplace_back(path.substr(at, end - at));
        at = end + 1;
    }
    return segments;
}

void checkRoute(const Route& route) {
    if (!route.path.starts_with('/')) refuseTable(route, "the path does not begin with a slash");
    if (!route.handler) refuseTable(route, "no handler");
    if (route.permission.empty() != route.isPublic) refuseTable(route, "either public or with a permission");
    std::set<std::string> names;
    for (const auto& segment : segmentsOf(route.path)) {
        const std::string name = nameInBraces(segment);
        if (!name.empty() && !names.insert(name).second) refuseTable(route, "a parameter's name occurs twice");
    }
    for (const auto& parameter : route.parameters) {
        if (parameter.place == ParameterPlace::Path && names.erase(parameter.name) == 0)
            refuseTable(route, "the path has no parameter " + parameter.name);
    }
    if (!names.empty()) refuseTable(route, "the path's parameter " + *names.begin() + " is not described");
}

}  // namespace

TableRoute::TableRoute(Route route, const Json& schemas) : m_route(std::move(route)) {
    checkRoute(m_route);
    for (const auto& segment : segmentsOf(m_route.path)) {
        if (auto name = nameInBraces(segment); !name.empty()) m_pathNames.push_back(std::move(name));
    }
    for (const auto& parameter : m_route.parameters)
        m_parameters.push_back({parameter, compiled(parameter.schema, schemas)});
    if (!m_route.requestSchema.is_null()) m_body = compiled(m_route.requestSchema, schemas);
}

std::string TableRoute::bodyType() const {
    if (!m_route.requestType.empty()) return m_route.requestType;
    return m_body ? "application/json" : "";
}

const TableRoute::Checked* TableRoute::find(std::string_view name, ParameterPlace place) const {
    for (const auto& checked : m_parameters) {
        if (checked.parameter.place == place && checked.parameter.name == name) return &checked;
    }
    return nullptr;
}

Json TableRoute::parameters(const std::vector<std::string_view>& path,
                            const std::vector<std::pair<std::string, std::string>>& query) const {
    Json values = Json::object();
    for (std::size_t i = 0; i < path.size(); ++i) {
        const Checked* checked = find(m_pathNames[i], ParameterPlace::Path);
        auto value = valueFrom(path[i], checked->parameter.schema);
        if (!value || !checked->schema.accepts(*value)) throw Error(ErrorKind::NotFound, "rest.no_route");
        values[m_pathNames[i]] = std::move(*value);
    }
    for (const auto& [name, text] : query) {
        const Checked* checked = find(name, ParameterPlace::Query);
        if (!checked) throw Error(ErrorKind::InvalidArgument, "rest.unknown_parameter", {{"parameter", name}});
        if (values.contains(name)) refuseParameter(name, "it is there twice");
        auto value = valueFrom(text, checked->parameter.schema);
        if (!value) refuseParameter(name, "it must be of type " + checked->parameter.schema.value("type", "string"));
        const Problems problems = checked->schema.validate(*value);
        if (!problems.empty()) refuseParameter(name, messageText(problems.front().code, problems.front().facts));
        values[name] = std::move(*value);
    }
    for (const auto& [parameter, schema] : m_parameters) {
        if (values.contains(parameter.name)) continue;
        if (parameter.isRequired) refuseParameter(parameter.name, "it is missing");
        if (parameter.schema.contains("default")) values[parameter.name] = parameter.schema["default"];
    }
    return values;
}

Json TableRoute::body(const Json& json) const {
    const Problems problems = m_body->validate(json);
    if (problems.empty()) return m_body->withDefaults(json);
    Json list = Json::array();
    for (const auto& problem : problems)
        list.push_back(toJson(problem));
    const Problem& first = problems.front();
    throw Error(
        ErrorKind::InvalidArgument, "rest.body",
        {{"path", first.path}, {"reason", messageText(first.code, first.facts)}, {"problems", std::move(list)}});
}

struct RouteTable::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::map<std::string, std::size_t, std::less<>> methods;  ///< to the route's index
};

RouteTable::RouteTable(std::vector<Route> routes, const Json& schemas) : m_root(std::make_unique<Node>()) {
    std::set<std::string> operations;
    for (auto& route : routes) {
        if (!operations.insert(route.operationId).second) refuseTable(route, "its operation id is another's");
        m_routes.emplace_back(std::move(route), schemas);
        insert(m_routes.size() - 1);
    }
}

RouteTable::~RouteTable() = default;

void RouteTable::insert(std::size_t index) {
    const Route& route = m_routes[index].route();
    Node* node = m_root.get();
    for (const auto& segment : segmentsOf(route.path)) {
        auto& next = nameInBraces(segment).empty() ? node->literals[segment] : node->parameter;
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    if (!node->methods.emplace(route.method, index).second) refuseTable(route, "there are two of it");
}

const RouteTable::Node* RouteTable::find(const Node& node, const std::vector<std::string>& segments, std::size_t at,
                                         std::vector<std::string_view>& values) {
    if (at == segments.size()) return node.methods.empty() ? nullptr : &node;
    if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
        if (const Node* found = find(*literal->second, segments, at + 1, values)) return found;
    }
    if (!node.parameter) return nullptr;
    values.push_back(segments[at]);
    const Node* found = find(*node.parameter, segments, at + 1, values);
    if (!found) values.pop_back();
    return found;
}

RouteTable::Match RouteTable::match(std::string_view method, const Target& target) const {
    Match match;
    const Node* node = find(*m_root, target.segments, 0, match.path);
    if (!node) throw Error(ErrorKind::NotFound, "rest.no_route");
    const auto it = node->methods.find(method == "HEAD" ? "GET" : method);
    if (it != node->methods.end()) {
        match.route = &m_routes[it->second];
        return match;
    }
    match.allow = "OPTIONS";
    for (const auto& entry : node->methods) {
        match.allow += ", " + entry.first;
        if (entry.first == "GET") match.allow += ", HEAD";
    }
    return match;
}

}  // namespace heddle::rest
