#include "core/base/error.h"
#include "core/base/file.h"
#include "core/services/tools/agent_toolbox.h"
#include "core/services/tools/mcp_registry.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

namespace heddle::storecli {
namespace {

struct ServerOptions {
    std::string server;
    std::string file;
    std::string url;
    std::string tool;
    std::string arguments = "{}";
    std::vector<std::string> command;
    std::vector<std::string> environment;
    std::vector<std::string> headers;
    bool yes = false;
};

Json pairs(const std::vector<std::string>& given, char mark) {
    Json object = Json::object();
    for (const std::string& one : given) {
        const auto at = one.find(mark);
        if (at == std::string::npos) throw Error(ErrorKind::InvalidArgument, "cli.pair", {{"text", one}});
        const auto value = one.find_first_not_of(' ', at + 1);
        object[one.substr(0, at)] = value == std::string::npos ? std::string() : one.substr(value);
    }
    return object;
}

/// What fits beside a name.
std::string firstLine(const std::string& text) {
    const std::string line = text.substr(0, text.find('\n'));
    if (line.size() <= 100) return line;
    return line.substr(0, line.find_last_of(' ', 100)) + " …";
}

int list(runtime::Runtime& runtime) {
    for (const auto& status : wait(runtime, runtime.toolServers().servers())) {
        const Json& connection = status.server.connection;
        std::string way = connection.value("url", connection.value("command", ""));
        for (const Json& argument : connection.value("args", Json::array()))
            way += " " + argument.get<std::string>();
        std::printf("%-20s %3d tools  %s\n", status.server.serverId.c_str(), status.server.toolCount, way.c_str());
    }
    return kDone;
}

/// What the server says it has, and whether agents may see it.
int showTools(runtime::Runtime& runtime, const std::string& server) {
    for (const auto& one : wait(runtime, runtime.toolServers().tools(server))) {
        const char* state = one.isApproved ? "on     " : one.isChanged ? "changed" : "off    ";
        std::printf("%s  %s/%s  %s\n", state, server.c_str(), one.tool.name.c_str(),
                    firstLine(one.tool.description).c_str());
    }
    return kDone;
}

int approve(runtime::Runtime& runtime, const ServerOptions& options) {
    showTools(runtime, options.server);
    if (!options.yes) {
        std::cerr << "May agents use them? [y/N] " << std::flush;
        std::string answer;
        std::getline(std::cin, answer);
        if (answer != "y" && answer != "yes") return kDone;
    }
    wait(runtime, runtime.toolServers().approve(options.server));
    return kDone;
}

int add(runtime::Runtime& runtime, const ServerOptions& options) {
    domain::ToolServer server;
    server.serverId = options.server;
    if (!options.url.empty()) {
        server.connection = {{"url", options.url}, {"headers", pairs(options.headers, ':')}};
    } else if (!options.command.empty()) {
        const std::vector<std::string> rest(options.command.begin() + 1, options.command.end());
        server.connection = {
            {"command", options.command.front()}, {"args", rest}, {"env", pairs(options.environment, '=')}};
    }
    wait(runtime, runtime.toolServers().save(server));
    return approve(runtime, options);
}

int import(runtime::Runtime& runtime, const ServerOptions& options) {
    const Json settings = parseJson(readFile(options.file), options.file);
    for (const auto& server : wait(runtime, runtime.toolServers().import(settings)))
        std::printf("%s\n", server.serverId.c_str());
    std::cerr
        << "Look at the tools of each with heddlectl tools approve SERVER; until then agents have none of them.\n";
    return kDone;
}

int call(runtime::Runtime& runtime, const ServerOptions& options) {
    const Json arguments = parseJson(options.arguments, "--arguments");
    const mcp::McpResult result = wait(runtime, runtime.toolServers().call(options.server, options.tool, arguments));
    std::printf("%s\n", result.text().c_str());
    return result.isError ? kFailed : kDone;
}

int showCards(runtime::Runtime& runtime) {
    for (const auto& card : wait(runtime, runtime.toolbox().cards()))
        std::printf("%-32s %s\n", card.name.c_str(), firstLine(card.description).c_str());
    return kDone;
}

}  // namespace

void addTools(CLI::App& app, const SharedOptions& shared, Action& action) {
    auto options = std::make_shared<ServerOptions>();
    CLI::App* tools = app.add_subcommand("tools", "Tools for agents, and the MCP servers that have them");
    tools->require_subcommand(1);
    const auto command = [&](const char* name, const char* help, int (*run)(runtime::Runtime&, const ServerOptions&)) {
        CLI::App* made = tools->add_subcommand(name, help);
        made->callback([options, run, &shared, &action] {
            action = [options, run, &shared] {
                runtime::Options opening;
                opening.workspace = shared.folder();
                runtime::Runtime runtime(opening);
                return run(runtime, *options);
            };
        });
        return made;
    };
    command("list", "Tools that agents can be given", [](auto& runtime, const auto&) { return showCards(runtime); });
    command("servers", "MCP servers, and how they are reached",
            [](auto& runtime, const auto&) { return list(runtime); });
    CLI::App* adding = command("add", "Add an MCP server: --url URL, or -- PROGRAM ARGUMENT…", add);
    adding->add_option("--url", options->url, "Where it is on the network");
    adding->add_option("--header", options->headers, "With --url: \"Name: value\"");
    adding->add_option("--env", options->environment, "With a program: NAME=value; secrets go to the secret file");
    adding->add_flag("--yes", options->yes, "Agents may use its tools at once");
    command("import", "Add the servers of another program's settings (mcpServers)", import)
        ->add_option("file", options->file, "A JSON file")
        ->required();
    CLI::App* approving = command("approve", "Look at the tools of a server, and let agents use them", approve);
    approving->add_flag("--yes", options->yes, "Do not ask");
    CLI::App* calling = command("call", "Call a tool of a server", call);
    CLI::App* removing = command("remove", "Remove a server, with its secrets", [](auto& runtime, const auto& given) {
        wait(runtime, runtime.toolServers().remove(given.server));
        return int(kDone);
    });
    for (CLI::App* one : {adding, approving, calling, removing})
        one->add_option("server", options->server, "Its name")->required();
    adding->add_option("command", options->command, "The program and its arguments, behind --");
    calling->add_option("tool", options->tool, "The tool's name")->required();
    calling->add_option("--arguments", options->arguments, "A JSON object");
}

}  // namespace heddle::storecli
