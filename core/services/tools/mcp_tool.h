#pragma once
#include "core/mcp/client.h"
#include "core/tools/tool.h"

#include <functional>
#include <memory>
#include <string>

namespace heddle::net {
class HttpClient;
}

namespace heddle::services {

class McpRegistry;

/// A tool of an MCP server, as agents call it. Its name is "SERVER/TOOL".
class McpRemoteTool final : public tools::Tool {
public:
    /// `registry` must outlive it.
    McpRemoteTool(McpRegistry& registry, std::string serverId, const mcp::McpTool& tool);
    const tools::ToolCard& card() const override { return m_card; }
    boost::asio::awaitable<tools::ToolAnswer> call(tools::ToolInput input) const override;

private:
    McpRegistry& m_registry;
    std::string m_serverId;
    std::string m_tool;
    tools::ToolCard m_card;
};

/// What agents and people see of a server's tool.
tools::ToolCard cardOf(const std::string& serverId, const mcp::McpTool& tool);

/// The SHA-256 of all that is told of a tool: what a person has approved.
std::string hashOf(const mcp::McpTool& tool);

/// A text of a server's without characters that hide or reorder what a reader sees.
std::string withoutTricks(const std::string& text);

/// The way to a server: {command, args, env, folder} or {url, headers}. `expand` puts secrets in. Throws Error
/// (NotFound, "tool_server.no_secret").
std::unique_ptr<mcp::Transport> makeTransport(const boost::asio::any_io_executor& strand, net::HttpClient& http,
                                              const Json& connection,
                                              const std::function<std::string(const std::string&)>& expand);

/// {start_s, idle_s, total_s} of a connection; each may be missing.
mcp::McpLimits limitsFrom(const Json& connection);

}  // namespace heddle::services
