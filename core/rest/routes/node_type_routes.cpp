#include "core/rest/routes/noun_routes.h"
#include "core/rest/routes/routes.h"
#include "core/services/templates/node_type_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

domain::StoredNodeType nodeTypeFrom(const Json& body, std::string name) {
    domain::StoredNodeType stored;
    stored.type.name = name.empty() ? body.at("type_name").get<std::string>() : std::move(name);
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

    using Service = services::NodeTypeService;
    NounRoutes nouns(routes, {"/node-types", "type_name", "NodeType", "NodeType", "node type", "type_name"});
    nouns.list(types, &Service::list, Operation::NodeTypesList, "Node types, built in and made of those", "category",
               "Only of this category");
    nouns.get(types, &Service::get, Operation::NodeTypesRead, "One node type");
    nouns.create(types, &Service::create, nodeTypeFrom, "NodeTypeCreate", Operation::NodeTypesCreate,
                 "Make a node type of a built-in one, with other defaults");
    nouns.replace(types, &Service::update, nodeTypeFrom, "NodeTypeChange", Operation::NodeTypesUpdate,
                  "Replace a node type");

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
