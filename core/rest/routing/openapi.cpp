#include "core/rest/routing/openapi.h"

#include "core/rest/server/response_head.h"

#include <set>

namespace heddle::rest {
namespace {

/// Query and header parameters that come with what a route declares.
Json headerParameter(const char* name, const char* summary, bool isRequired) {
    return {{"name", name},
            {"in", "header"},
            {"required", isRequired},
            {"description", summary},
            {"schema", {{"type", "string"}}}};
}

Json parametersOf(const Route& route) {
    Json list = Json::array();
    for (const auto& parameter : route.parameters) {
        const bool isPath = parameter.place == ParameterPlace::Path;
        Json entry{{"name", parameter.name},
                   {"in", isPath ? "path" : "query"},
                   {"required", isPath || parameter.isRequired},
                   {"schema", parameter.schema}};
        if (!parameter.summary.empty()) entry["description"] = parameter.summary;
        if (parameter.schema.value("type", "") == "array") entry["explode"] = false;
        list.push_back(std::move(entry));
    }
    if (route.isIdempotent)
        list.push_back(headerParameter("Idempotency-Key", "A repeated request with the same key is done once.", false));
    if (route.needsIfMatch) list.push_back(headerParameter("If-Match", "The ETag of what is changed.", true));
    return list;
}

Json contentOf(const std::string& type, const Json& schema) {
    return {{type, schema.is_null() ? Json::object() : Json{{"schema", schema}}}};
}

Json requestBodyOf(const Route& route) {
    const std::string type = route.requestType.empty() ? "application/json" : route.requestType;
    return {{"required", route.isBodyRequired}, {"content", contentOf(type, route.requestSchema)}};
}

Json problemReply(const std::string& summary) {
    return {{"description", summary},
            {"content", contentOf("application/problem+json", {{"$ref", "#/components/schemas/Problem"}})}};
}

/// Statuses that the machinery around every handler answers with.
std::set<int> commonStatuses(const Route& route) {
    std::set<int> statuses{400, 429};
    if (!route.isPublic) statuses.insert({401, 403});
    if (route.path.find('{') != std::string::npos) statuses.insert(404);
    if (!route.requestSchema.is_null()) statuses.insert(422);
    if (!route.requestSchema.is_null() || !route.requestType.empty()) statuses.insert({413, 415});
    if (route.isIdempotent) statuses.insert({409, 422});
    if (route.needsIfMatch) statuses.insert({412, 428});
    return statuses;
}

Json repliesOf(const Route& route) {
    Json replies = Json::object();
    for (const auto& [status, shape] : route.replies) {
        Json reply{{"description", shape.summary}};
        if (!shape.schema.is_null() || shape.contentType != "application/json")
            reply["content"] = contentOf(shape.contentType, shape.schema);
        if (route.streams && status == 200) {
            reply["content"]["application/x-ndjson"] = Json::object();
            reply["content"]["text/event-stream"] = Json::object();
        }
        replies[std::to_string(status)] = std::move(reply);
    }
    for (const int status : commonStatuses(route)) {
        const std::string key = std::to_string(status);
        if (!replies.contains(key)) replies[key] = problemReply(std::string(reasonPhrase(status)));
    }
    if (route.method == "GET") replies["304"] = {{"description", "The client has it already (If-None-Match)"}};
    replies["default"] = problemReply("Anything else that went wrong");
    return replies;
}

Json operationOf(const Route& route) {
    Json operation{{"operationId", route.operationId},
                   {"summary", route.summary},
                   {"tags", Json::array({route.tag})},
                   {"responses", repliesOf(route)}};
    if (Json parameters = parametersOf(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
    if (!route.requestSchema.is_null() || !route.requestType.empty()) operation["requestBody"] = requestBodyOf(route);
    if (route.isPublic)
        operation["security"] = Json::array();
    else
        operation["x-permission"] = route.permission;
    return operation;
}

Json problemSchema() {
    return Json::parse(R"({
        "type": "object",
        "description": "What went wrong (RFC 9457). `code` is stable, `detail` is for people.",
        "required": ["type", "title", "status", "code", "instance", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string", "description": "Names the request, as X-Request-Id does."},
            "code": {"type": "string"},
            "path": {"type": "string", "description": "JSON pointer to what is wrong in the request's body."},
            "facts": {"type": "object"},
            "errors": {"type": "array", "items": {"type": "object"}}
        }
    })");
}

Json securitySchemes() {
    return {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"description", "An access token or an API key."}}}};
}

}  // namespace

Json openApiDocument(const ApiTitle& title, const std::vector<Route>& routes, const Json& schemas) {
    Json paths = Json::object();
    std::set<std::string> tags;
    for (const auto& route : routes) {
        if (route.isHidden) continue;
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
        paths[route.path][method] = operationOf(route);
        tags.insert(route.tag);
    }
    Json tagList = Json::array();
    for (const auto& tag : tags)
        tagList.push_back({{"name", tag}});
    Json all = schemas;
    all["Problem"] = problemSchema();
    return {{"openapi", "3.1.0"},
            {"info", {{"title", title.title}, {"version", title.version}, {"description", title.summary}}},
            {"tags", std::move(tagList)},
            {"security", Json::array({{{"bearer", Json::array()}}})},
            {"paths", std::move(paths)},
            {"components", {{"schemas", std::move(all)}, {"securitySchemes", securitySchemes()}}}};
}

}  // namespace heddle::rest
