#pragma once
#include "core/rest/routing/route.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::rest {

/// "#/components/schemas/NAME", as a schema.
Json schemaRef(std::string_view name);
/// {items: [NAME], next_cursor}.
Json pageOf(std::string_view name);

/// Collects routes, all below /api/v1, and gives them what is the same for all of a kind.
class RouteList {
public:
    /// Those that are added next belong to this group of the document.
    void tag(std::string name) { m_tag = std::move(name); }

    /// The parts of the path become parameters. Refine what is returned before the next one is added.
    Route& add(std::string method, std::string path, std::string operationId, std::string summary,
               security::Operation operation, RouteHandler handler);
    Route& addPublic(std::string method, std::string path, std::string operationId, std::string summary,
                     RouteHandler handler);

    std::vector<Route> take() { return std::move(m_routes); }

private:
    std::string m_tag;
    std::vector<Route> m_routes;
};

/// Refinements of a route, by name of a schema.
Route& replies(Route& route, int status, std::string summary, Json schema = nullptr);
Route& takes(Route& route, std::string_view schema, bool isRequired = true);
Route& query(Route& route, std::string name, std::string summary, Json schema = {{"type", "string"}});
/// Limit and cursor.
Route& paged(Route& route);

/// Who calls, for the services.
services::Caller callerOf(const Call& call);
std::string pathPart(const Call& call, const char* name);
/// A text of the query; empty when it is not there.
std::string queryText(const Call& call, const char* name);
/// {items, next_cursor}; `next` is empty at the end.
Response pageReply(Json items, const std::string& next);
int limitOf(const Call& call);
/// The revision that If-Match names; nothing when the client does not say. Throws as requireMatch() when the field
/// holds none.
std::optional<std::int64_t> revisionOf(const Call& call);
/// 200 or another status, with the object's revision as its ETag.
Response objectReply(int status, const Json& object, std::int64_t revision);

}  // namespace heddle::rest
