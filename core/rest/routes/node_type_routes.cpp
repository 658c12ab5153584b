#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/templates/node_type_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

domain::StoredNodeType nodeTypeFrom(const Json& body, std::string name) {
    domain::StoredNodeType stored;
    stored.type.name = std::move(name);
    stored.type.title = body.at("display_name").get<std::string>();
    stored.type.description = body.value("description", "");
    stored.type.category = body.value("category", "");
    stored.type.icon = body.value("icon", "");
    stored.type.inputSchema = body.value("input_schema", Json::object());
    stored.type.outputSchema = body.value("output_schema", Json::object());
    stored.type.requiredServices = body.value("required_services", std::vector<std::string>());
    stored.type.defaultConfig = body.value("default_config", Json::object());
    stored.type.tags = body.value("tags", std::vector<std::string>());
    stored.baseType = body.at("base_type").get<std::string>();
    stored.isActive = body.value("is_active", true);
    return stored;
}

}  // namespace

void addNodeTypeRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("node-types");
    services::NodeTypeService& types = backend.nodeTypes;

    Route& list = routes.add("GET", "/node-types", "listNodeTypes", "Node types, built in and made of those",
                             Operation::NodeTypesList, [&types](Call call) -> awaitable<Response> {
                                 const auto found = co_await types.list(callerOf(call), queryText(call, "category"));
                                 Json items = Json::array();
                                 for (const auto& stored : found)
                                     items.push_back(domain::toJson(stored));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "category", "Only of this category");
    replies(list, 200, "The types", pageOf("NodeType"));

    Route& get = routes.add("GET", "/node-types/{type_name}", "getNodeType", "One node type", Operation::NodeTypesRead,
                            [&types](Call call) -> awaitable<Response> {
                                const auto stored = co_await types.get(callerOf(call), pathPart(call, "type_name"));
                                co_return objectReply(200, domain::toJson(stored), stored.revision);
                            });
    replies(get, 200, "The type", schemaRef("NodeType"));

    Route& create =
        routes.add("POST", "/node-types", "createNodeType", "Make a node type of a built-in one, with other defaults",
                   Operation::NodeTypesCreate, [&types](Call call) -> awaitable<Response> {
                       const auto made = co_await types.create(
                           callerOf(call), nodeTypeFrom(call.body, call.body.at("type_name").get<std::string>()));
                       Response response = objectReply(201, domain::toJson(made), made.revision);
                       response.headers.add("Location", "/api/v1/node-types/" + made.type.name);
                       co_return response;
                   });
    replies(takes(create, "NodeTypeCreate"), 201, "The type", schemaRef("NodeType"));

    Route& update =
        routes.add("PUT", "/node-types/{type_name}", "updateNodeType", "Replace a node type",
                   Operation::NodeTypesUpdate, [&types](Call call) -> awaitable<Response> {
                       const auto changed = co_await types.update(
                           callerOf(call), nodeTypeFrom(call.body, pathPart(call, "type_name")), revisionOf(call));
                       co_return objectReply(200, domain::toJson(changed), changed.revision);
                   });
    replies(takes(update, "NodeTypeChange"), 200, "The type", schemaRef("NodeType"));

    Route& validate = routes.add(
        "POST", "/node-types/{type_name}/validate-config", "validateNodeConfig",
        "What is wrong with a node's configuration", Operation::NodeTypesValidate,
        [&types](Call call) -> awaitable<Response> {
            const auto problems =
                co_await types.validateConfig(callerOf(call), pathPart(call, "type_name"), call.body.at("config"));
            Json found = Json::array();
            for (const auto& problem : problems)
                found.push_back(heddle::toJson(problem));
            co_return Response::json(200, {{"is_valid", !hasErrors(problems)}, {"problems", std::move(found)}});
        });
    replies(takes(validate, "NodeConfig"), 200, "What was found", schemaRef("Validation"));
}

}  // namespace heddle::rest
