#include "core/base/error.h"
#include "core/services/agents/agent_service.h"
#include "core/services/tools/agent_server.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <string>

namespace heddle::storecli {
namespace {

services::RunRequest requestOf(runtime::Runtime& runtime, const std::string& agent, std::string& name,
                               std::string& description) {
    for (const domain::Agent& one : wait(runtime, runtime.agents().list(services::Caller::local()))) {
        if (one.name != agent && one.id != agent) continue;
        services::RunRequest request;
        request.agentId = one.id;
        request.graph = wait(runtime, runtime.agents().open(services::Caller::local(), one.id)).document.graph;
        name = one.name;
        description = one.description;
        return request;
    }
    throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", agent}});
}

/// One message a line on standard input and output; nothing else is ever written there. Ends with its input.
int serveOnStdio(const std::vector<std::string>& agents, const SharedOptions& shared) {
    runtime::Options opening;
    opening.workspace = shared.folder();
    runtime::Runtime runtime(opening);
    std::vector<mcp::ServedTool> tools;
    for (const std::string& agent : agents) {
        std::string name, description;
        services::RunRequest request = requestOf(runtime, agent, name, description);
        tools.push_back(services::servedAgent(runtime.runs(), name, description, std::move(request)));
    }
    const mcp::Server::Send send = [](const Json& message) { std::cout << compactJson(message) + "\n" << std::flush; };
    mcp::Server server(runtime.executor(), std::move(tools), send);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) server.take(line);
    }
    wait(runtime, server.stop());
    return kDone;
}

}  // namespace

void addMcp(CLI::App& app, const SharedOptions& shared, Action& action) {
    auto agents = std::make_shared<std::vector<std::string>>();
    CLI::App* mcp = app.add_subcommand("mcp", "Agents as tools of other programs");
    mcp->require_subcommand(1);
    CLI::App* serve = mcp->add_subcommand("serve", "Serve agents over MCP on standard input and output");
    serve->add_option("agents", *agents, "Agents of the workspace, by name or id")->required();
    serve->callback(
        [agents, &shared, &action] { action = [agents, &shared] { return serveOnStdio(*agents, shared); }; });
}

}  // namespace heddle::storecli
