#include "core/rest/routes/route_list.h"

#include "core/base/error.h"
#include "core/rest/protocol/etag.h"

#include <charconv>

namespace heddle::rest {
namespace {

constexpr const char* kRoot = "/api/v1";
constexpr int kPage = 50;
constexpr int kLargestPage = 200;

/// What ids name is the services' matter.
Json idSchema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}; }

std::vector<Parameter> partsOf(const std::string& path) {
    std::vector<Parameter> parts;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at)) {
        const std::size_t end = path.find('}', at);
        parts.push_back({path.substr(at + 1, end - at - 1), {}, idSchema(), ParameterPlace::Path, true});
        at = end;
    }
    return parts;
}

}  // namespace

Json schemaRef(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }

Json pageOf(std::string_view name) {
    return {
        {"type", "object"},
        {"required", {"items", "next_cursor"}},
        {"additionalProperties", false},
        {"properties",
         {{"items", {{"type", "array"}, {"items", schemaRef(name)}}},
          {"next_cursor", {{"type", {"string", "null"}}, {"description", "For the next page; null at the end."}}}}}};
}

Route& RouteList::addPublic(std::string method, std::string path, std::string operationId, std::string summary,
                            RouteHandler handler) {
    Route route;
    route.method = std::move(method);
    route.path = kRoot + std::move(path);
    route.operationId = std::move(operationId);
    route.summary = std::move(summary);
    route.tag = m_tag;
    route.parameters = partsOf(route.path);
    route.isPublic = true;
    route.handler = std::move(handler);
    return m_routes.emplace_back(std::move(route));
}

Route& RouteList::add(std::string method, std::string path, std::string operationId, std::string summary,
                      security::Operation operation, RouteHandler handler) {
    Route& route =
        addPublic(std::move(method), std::move(path), std::move(operationId), std::move(summary), std::move(handler));
    route.isPublic = false;
    route.permission = security::operationName(operation);
    return route;
}

Route& replies(Route& route, int status, std::string summary, Json schema) {
    route.replies[status] = {std::move(summary), std::move(schema), "application/json"};
    return route;
}

Route& takes(Route& route, std::string_view schema, bool isRequired) {
    route.requestSchema = schemaRef(schema);
    route.isBodyRequired = isRequired;
    return route;
}

Route& query(Route& route, std::string name, std::string summary, Json schema) {
    route.parameters.push_back({std::move(name), std::move(summary), std::move(schema), ParameterPlace::Query, false});
    return route;
}

Route& paged(Route& route) {
    query(route, "limit", "How many at most",
          {{"type", "integer"}, {"minimum", 1}, {"maximum", kLargestPage}, {"default", kPage}});
    return query(route, "cursor", "The next_cursor of the page before", {{"type", "string"}, {"maxLength", 2000}});
}

services::Caller callerOf(const Call& call) {
    return services::Caller(call.principal, call.request->client, call.request->id);
}

std::string pathPart(const Call& call, const char* name) { return call.parameters.at(name).get<std::string>(); }

std::string queryText(const Call& call, const char* name) {
    const auto it = call.parameters.find(name);
    return it == call.parameters.end() ? std::string() : it->get<std::string>();
}

int limitOf(const Call& call) { return call.parameters.at("limit").get<int>(); }

Response pageReply(Json items, const std::string& next) {
    return Response::json(200, {{"items", std::move(items)}, {"next_cursor", next.empty() ? Json() : Json(next)}});
}

std::optional<std::int64_t> revisionOf(const Call& call) {
    const auto field = call.request->headers.find("If-Match");
    if (!field || *field == "*") return std::nullopt;
    // etagOfRevision() writes the number in quotes, with or without a letter before it.
    const auto digits = field->find_first_of("0123456789");
    std::int64_t revision = 0;
    if (digits != std::string::npos) {
        const auto [end, failure] = std::from_chars(field->data() + digits, field->data() + field->size(), revision);
        const std::string tag = etagOfRevision(revision);
        if (failure == std::errc() && (*field == tag || *field == gzipped(tag))) return revision;
    }
    throw Error(ErrorKind::Conflict, "rest.changed", {{"etag", ""}});
}

Response objectReply(int status, const Json& object, std::int64_t revision) {
    Response response = Response::json(status, object);
    response.headers.add("ETag", etagOfRevision(revision));
    return response;
}

}  // namespace heddle::rest
