#include "core/rest/routes/noun_routes.h"
#include "core/rest/routes/routes.h"
#include "core/services/tools/tool_service.h"

namespace heddle::rest {

using security::Operation;

namespace {

domain::Tool toolFrom(const Json& body, std::string id) {
    domain::Tool tool;
    tool.id = std::move(id);
    tool.name = body.at("name").get<std::string>();
    tool.version = body.value("version", "");
    tool.description = body.value("description", "");
    tool.type = body.at("tool_type").get<std::string>();
    tool.manifest = body.at("manifest");
    tool.endpoint = body.value("server_endpoint", "");
    tool.serverId = body.value("topic_server_id", "");
    tool.status = body.value("status", tool.status);
    tool.tags = body.value("tags", std::vector<std::string>());
    tool.isStreaming = body.value("is_streaming_supported", false);
    tool.maxSeconds = body.value("max_execution_seconds", tool.maxSeconds);
    tool.resources = body.value("resource_requirements", Json());
    return tool;
}

domain::ToolServer toolServerFrom(const Json& body, std::string serverId) {
    domain::ToolServer server;
    server.serverId = serverId.empty() ? body.at("server_id").get<std::string>() : std::move(serverId);
    server.name = body.at("name").get<std::string>();
    server.description = body.value("description", "");
    server.agentVersionId = body.value("agent_version_id", "");
    server.endpoint = body.at("endpoint_url").get<std::string>();
    server.status = body.value("status", server.status);
    return server;
}

}  // namespace

void addToolRoutes(RouteList& routes, const Backend& backend) {
    using Service = services::ToolService;
    routes.tag("tools");
    Service& tools = backend.tools;
    NounRoutes tool(routes, {"/tools", "tool_id", "Tool", "Tool", "tool"});
    tool.list(tools, &Service::list, Operation::ToolsList, "Tools that agents may call", "tag", "Only with this tag");
    tool.get(tools, &Service::get, Operation::ToolsRead, "One tool");
    tool.create(tools, &Service::create, toolFrom, "ToolCreate", Operation::ToolsCreate, "Register a tool")
        .isIdempotent = true;
    tool.replace(tools, &Service::update, toolFrom, "ToolChange", Operation::ToolsUpdate,
                 "Replace a tool, on the server that it is on");
    tool.remove(tools, &Service::remove, Operation::ToolsDelete, "Remove a tool");

    NounRoutes server(routes, {"/tool-servers", "server_id", "ToolServer", "ToolServer", "server", "server_id"});
    server.list(tools, &Service::servers, Operation::ToolsList, "Servers of tools", "status", "Only with this status");
    server.get(tools, &Service::server, Operation::ToolsRead, "One server of tools");
    server
        .create(tools, &Service::createServer, toolServerFrom, "ToolServerCreate", Operation::ToolsCreate,
                "Register a server of tools")
        .isIdempotent = true;
    server.replace(tools, &Service::updateServer, toolServerFrom, "ToolServerChange", Operation::ToolsUpdate,
                   "Replace a server of tools; its tools stay");
    server.remove(tools, &Service::removeServer, Operation::ToolsDelete, "Remove a server, with its tools");
}

}  // namespace heddle::rest
