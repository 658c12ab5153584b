#pragma once
#include "core/domain/tool.h"
#include "core/mcp/client.h"
#include "core/services/tools/agent_toolbox.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace heddle::services {

/// How a server of tools stands.
enum class ServerState {
    Off,  ///< nothing has needed it yet, or it was stopped
    Starting,
    Ready,
    Failed,  ///< see `error`; it is tried again when it is needed
};
/// "off", "starting", "ready", "failed".
std::string_view serverStateName(ServerState state);

/// A tool of a server, and whether agents may see it.
struct ServerTool {
    mcp::McpTool tool;
    std::string hash;         ///< of all that models and people are told of it
    bool isApproved = false;  ///< a person has seen it as it is now
    bool isChanged = false;   ///< it was approved, but says something else since
};

struct ServerStatus {
    domain::ToolServer server;
    ServerState state = ServerState::Off;
    Json error;  ///< Error::toJson(), or null
    mcp::ServerInfo info;
    std::string log;  ///< the last of what it wrote to its standard error
};

/// The MCP servers of a workspace: programs that are started when they are first needed, one connection each, and
/// servers on the network. Their tools are there for agents once a person has seen them; a tool that changes is off
/// again until it is seen. Secrets of a connection are in the secret file: "${NAME}" stands for them. Safe from any
/// thread. All throw Error(NotFound, "tool_server.not_found") with the fact `server` where one is named.
class McpRegistry final : public ToolSource {
public:
    /// `database` and `secrets` are null when there is no workspace: then there are no servers.
    McpRegistry(const boost::asio::any_io_executor& pool, storage::Database* database, storage::SecretFile* secrets,
                net::HttpClient& http, const Clock& clock);
    ~McpRegistry() override;

    boost::asio::awaitable<std::vector<tools::ToolPtr>> find(std::string pattern, tools::ToolCaller caller) override;
    boost::asio::awaitable<std::vector<tools::ToolCard>> known() override;

    boost::asio::awaitable<std::vector<ServerStatus>> servers();
    /// Inserts, or replaces the one with the same server id, which is stopped. `connection` is {command, args?, env?,
    /// folder?} or {url, headers?}. Values of env and headers that look like secrets go to the secret file. Throws
    /// Error(InvalidArgument, "tool_server.connection") with the fact `server`.
    boost::asio::awaitable<domain::ToolServer> save(domain::ToolServer server);
    boost::asio::awaitable<void> remove(std::string serverId);
    /// The `mcpServers` (or `servers`) of other programs' settings. Gives the servers that were added; those whose
    /// names are taken are replaced. Throws Error(InvalidArgument, "tool_server.import") when there are none in it.
    boost::asio::awaitable<std::vector<domain::ToolServer>> import(Json settings);

    /// Starts the server if need be, and asks it.
    boost::asio::awaitable<std::vector<ServerTool>> tools(std::string serverId);
    /// A person has seen all tools of the server as they are now.
    boost::asio::awaitable<void> approve(std::string serverId);
    boost::asio::awaitable<mcp::McpResult> call(std::string serverId, std::string tool, Json arguments,
                                                mcp::ProgressSink progress = {});
    /// It is started again when it is next needed.
    boost::asio::awaitable<void> stop(std::string serverId);
    /// Stops all of them; for the end.
    boost::asio::awaitable<void> stopAll();

private:
    struct Connection;

    boost::asio::awaitable<std::shared_ptr<Connection>> connected(std::string serverId);
    std::shared_ptr<Connection> connectionOf(const domain::ToolServer& server);
    std::shared_ptr<mcp::Client> makeClient(const domain::ToolServer& server, std::weak_ptr<Connection> owner);
    std::string expanded(const std::string& text, const std::string& serverId) const;
    void hideSecrets(domain::ToolServer& server);
    domain::ToolServer stored(const std::string& serverId) const;
    std::map<std::string, std::string> pins(const std::string& serverId) const;

    boost::asio::any_io_executor m_pool;
    storage::Database* m_database;
    storage::SecretFile* m_secrets;
    net::HttpClient& m_http;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Connection>> m_connections;  // by m_mutex
};

}  // namespace heddle::services
