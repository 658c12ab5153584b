#include "core/services/tools/mcp_tool.h"

#include "core/base/utf8.h"
#include "core/mcp/http_transport.h"
#include "core/mcp/stdio_transport.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/services/tools/mcp_registry.h"

namespace heddle::services {
namespace {

/// Marks that are not seen, or that turn what is seen around (Unicode: default ignorable and bidi controls, tags).
bool isTrick(char32_t c) {
    return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
           c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

std::map<std::string, std::string> textsOf(const Json& object,
                                           const std::function<std::string(const std::string&)>& expand) {
    std::map<std::string, std::string> all;
    for (const auto& [name, value] : object.items())
        all[name] = expand(value.is_string() ? value.get<std::string>() : compactJson(value));
    return all;
}

}  // namespace

std::string withoutTricks(const std::string& text) {
    std::string clean;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (!isTrick(c)) appendCodePoint(clean, c);
    }
    return clean;
}

std::string hashOf(const mcp::McpTool& tool) {
    return security::toHex(security::digest(security::Hash::Sha256, compactJson(tool.toJson())));
}

tools::ToolCard cardOf(const std::string& serverId, const mcp::McpTool& tool) {
    tools::ToolCard card;
    card.name = serverId + "/" + tool.name;
    card.source = serverId;
    card.title = withoutTricks(tool.title);
    card.description = withoutTricks(tool.description);
    card.inputSchema = tool.inputSchema;
    card.timeoutMs = 15 * 60'000;  // the session has closer limits of its own
    return card;
}

McpRemoteTool::McpRemoteTool(McpRegistry& registry, std::string serverId, const mcp::McpTool& tool)
    : m_registry(registry), m_serverId(std::move(serverId)), m_tool(tool.name), m_card(cardOf(m_serverId, tool)) {}

boost::asio::awaitable<tools::ToolAnswer> McpRemoteTool::call(tools::ToolInput input) const {
    mcp::ProgressSink progress;
    if (input.progress) {
        progress = [sink = input.progress](const Json& told) {
            Json shown{{"done", told.value("progress", Json(0))}};
            if (told.contains("total")) shown["total"] = told["total"];
            if (told.contains("message")) shown["text"] = told["message"];
            sink(shown);
        };
    }
    const mcp::McpResult result =
        co_await m_registry.call(m_serverId, m_tool, std::move(input.arguments), std::move(progress));
    tools::ToolAnswer answer;
    answer.text = result.text();
    answer.data = result.structured;
    answer.isError = result.isError;
    co_return answer;
}

std::unique_ptr<mcp::Transport> makeTransport(const boost::asio::any_io_executor& strand, net::HttpClient& http,
                                              const Json& connection,
                                              const std::function<std::string(const std::string&)>& expand) {
    const JsonReader in(connection, "/connection");
    if (in.has("url")) {
        mcp::HttpAddress address;
        address.url = expand(in.string("url"));
        for (const auto& [name, value] : textsOf(in.object("headers"), expand))
            address.headers.set(name, value);
        return std::make_unique<mcp::HttpTransport>(strand, http, std::move(address));
    }
    mcp::ProcessCommand command;
    command.program = expand(in.string("command"));
    for (const std::string& argument : in.strings("args"))
        command.arguments.push_back(expand(argument));
    command.environment = textsOf(in.object("env"), expand);
    command.folder = expand(in.string("folder", ""));
    return std::make_unique<mcp::StdioTransport>(strand, std::move(command));
}

mcp::McpLimits limitsFrom(const Json& connection) {
    const JsonReader in(connection, "/connection");
    mcp::McpLimits limits;
    const auto seconds = [&](const char* key, std::chrono::milliseconds usual) {
        return std::chrono::milliseconds(in.integer(key, usual.count() / 1000) * 1000);
    };
    limits.start = seconds("start_s", limits.start);
    limits.idle = seconds("idle_s", limits.idle);
    limits.total = seconds("total_s", limits.total);
    return limits;
}

}  // namespace heddle::services
