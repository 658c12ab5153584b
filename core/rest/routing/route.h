#pragma once
#include "core/base/json.h"
#include "core/domain/user.h"
#include "core/rest/server/request.h"
#include "core/rest/server/response.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace heddle::rest {

/// One request as its handler gets it: checked against the route.
struct Call {
    std::shared_ptr<const Request> request;
    domain::Principal principal;       ///< who asks; empty on public routes
    Json parameters = Json::object();  ///< of path and query, typed, with defaults
    Json body;                         ///< null when the route takes none, or something else than JSON
};

using RouteHandler = std::function<boost::asio::awaitable<Response>(Call call)>;

enum class ParameterPlace { Path, Query };

/// A part of the path, or of the query. `schema` is JSON Schema of a string, integer, number, boolean or a list of
/// those, which the query spells with commas.
struct Parameter {
    std::string name;
    std::string summary;
    Json schema{{"type", "string"}};
    ParameterPlace place = ParameterPlace::Query;
    bool isRequired = false;
};

/// What a status means here. A null schema: no body, or none that a schema describes.
struct ReplyShape {
    std::string summary;
    Json schema;
    std::string contentType = "application/json";
};

/// A route as data. Dispatch, checks and the OpenAPI document all come from this.
struct Route {
    std::string method;
    std::string path;  ///< "/api/v1/agents/{agent_id}"
    std::string operationId;
    std::string summary;
    std::string tag;
    std::vector<Parameter> parameters;  ///< all of the path's must be here
    Json requestSchema;                 ///< of a JSON body; may refer to "#/components/schemas/…"
    std::string requestType;  ///< media type of a body that is no JSON. Without either, the route takes no body
    bool isBodyRequired = true;
    std::map<int, ReplyShape> replies;  ///< those of errors are the same everywhere
    std::size_t bodyLimit = 1u << 20;
    std::string permission;     ///< what the Gate asks for; empty only when `isPublic`
    bool isPublic = false;      ///< nobody need be logged in
    bool isIdempotent = false;  ///< takes an Idempotency-Key, and is then carried out even if the client leaves
    bool needsIfMatch = false;  ///< documents it; the handler calls requireMatch
    /// Replies as NDJSON, or as events when the client asks; whole to who sends an Idempotency-Key.
    bool streams = false;
    bool isHidden = false;  ///< not in the OpenAPI document
    std::string rateClass = "default";
    RouteHandler handler;
};

}  // namespace heddle::rest
