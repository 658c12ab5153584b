// An MCP server on standard input and output, written for the tests alone: small, and faulty on demand.
#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

using Json = nlohmann::json;

namespace {

Json cancelled = Json::array();
Json waiting;  ///< the request that waits for what we have asked

void say(const Json& message) {
    const std::string line = message.dump(-1, ' ', false, Json::error_handler_t::ignore) + "\n";
    std::cout << line << std::flush;
}

void sayBytes(const std::string& bytes) { (void)!write(STDOUT_FILENO, bytes.data(), bytes.size()); }

void reply(const Json& id, Json result) { say({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}}); }

void replyText(const Json& id, const std::string& text) {
    reply(id, {{"content", Json::array({{{"type", "text"}, {"text", text}}})}});
}

void notify(const char* method, Json params) {
    say({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

Json tool(const char* name) {
    return {{"name", name}, {"description", std::string("Does ") + name}, {"inputSchema", {{"type", "object"}}}};
}

void list(const Json& message) {
    const Json params = message.value("params", Json::object());
    if (!params.contains("cursor"))
        return reply(message["id"], {{"tools", {tool("echo"), {{"description", "has no name"}}}}, {"nextCursor", ""}});
    if (params["cursor"] == "") return reply(message["id"], {{"tools", {tool("slow")}}, {"nextCursor", "last"}});
    reply(message["id"], {{"tools", {tool("crash")}}});
}

void bigLine(const Json& id) {
    std::string text;
    while (text.size() < (1u << 20))
        text += "织";
    const std::string line =
        Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", {{"content", {{{"type", "text"}, {"text", text}}}}}}}.dump() +
        "\n";
    const std::size_t cut = line.find("织") + 3 * 1000 + 1;  // inside a character
    sayBytes(line.substr(0, cut));
    sayBytes(line.substr(cut));
}

void call(const Json& message) {
    const Json& id = message["id"];
    const Json params = message["params"];
    const std::string name = params["name"];
    const Json arguments = params.value("arguments", Json::object());
    if (name == "echo") return replyText(id, arguments.value("text", ""));
    if (name == "slow") return;
    if (name == "crash") {
        std::cerr << "about to crash" << std::endl;
        std::_Exit(3);
    }
    if (name == "big") return bigLine(id);
    if (name == "invalid") {
        sayBytes("{\"jsonrpc\":\"2.0\",\"id\":" + id.dump() +
                 ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"a\xFF\xC3(b\"}]}}\n");
        return;
    }
    if (name == "garbage") {
        sayBytes("listening on port 1234\n\n{not json}\n");
        return replyText(id, "still here");
    }
    if (name == "flood") {
        const std::string line(1u << 20, 'x');
        for (int i = 0; i < 100; ++i)
            std::cerr << line << "\n";
        return replyText(id, "flooded");
    }
    if (name == "progress") {
        const Json token = params["_meta"]["progressToken"];
        for (int i = 1; i <= 3; ++i)
            notify("notifications/progress", {{"progressToken", token}, {"progress", i}, {"total", 3}});
        return replyText(id, "done");
    }
    if (name == "ask") {
        waiting = id;
        return say({{"jsonrpc", "2.0"},
                    {"id", "question"},
                    {"method", "elicitation/create"},
                    {"params",
                     {{"message", "Who are you?"},
                      {"requestedSchema",
                       {{"type", "object"},
                        {"properties",
                         {{"name", {{"type", "string"}, {"default", "Ada"}}}, {"age", {{"type", "integer"}}}}}}}}}});
    }
    if (name == "variable") {
        const char* const value = std::getenv(arguments["name"].get<std::string>().c_str());
        return replyText(id, value ? value : "");
    }
    if (name == "cancelled") return replyText(id, cancelled.dump());
    if (name == "changed") {
        for (int i = 0; i < 20; ++i)
            notify("notifications/tools/list_changed", Json::object());
        return replyText(id, "changed");
    }
    if (name == "child") {
        const pid_t child = fork();
        if (child == 0) {
            pause();
            std::_Exit(0);
        }
        return replyText(id, std::to_string(child));
    }
    if (name == "wrong") return reply(id, {{"content", {{{"type", "text"}, {"text", "no"}}}}, {"isError", true}});
    say({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", -32602}, {"message", "Unknown tool: " + name}}}});
}

void take(const Json& message, const std::string& mode) {
    const std::string method = message.value("method", "");
    if (method == "initialize") {
        const std::string revision = mode == "new" ? "2099-01-01" : message["params"]["protocolVersion"];
        return reply(message["id"], {{"protocolVersion", revision},
                                     {"capabilities", {{"tools", {{"listChanged", true}}}}},
                                     {"serverInfo", {{"name", "faulty"}, {"version", "1"}}}});
    }
    if (method == "tools/list") return list(message);
    if (method == "tools/call") return call(message);
    if (method == "ping") return reply(message["id"], Json::object());
    if (method == "notifications/cancelled") cancelled.push_back(message["params"]["requestId"]);
    if (method.empty() && message.value("id", Json()) == "question")
        return replyText(waiting, message["result"].dump());
    if (!method.empty() && message.contains("id"))
        say({{"jsonrpc", "2.0"},
             {"id", message["id"]},
             {"error", {{"code", -32601}, {"message", "Method not found"}}}});
}

}  // namespace

int main(int argc, char** argv) {
    const std::string mode = argc > 1 ? argv[1] : "";
    if (mode == "exit") {
        std::cerr << "cannot find my settings" << std::endl;
        return 1;
    }
    std::string line;
    while (std::getline(std::cin, line)) {
        const Json message = Json::parse(line, nullptr, false);
        if (mode != "silent" && message.is_object()) take(message, mode);
    }
    if (mode == "stubborn") pause();
    return 0;
}
