#pragma once
#include "core/mcp/transport.h"
#include "core/mcp/values.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace heddle::mcp {

/// What a server may ask of us. What is not given is not offered to it.
struct ClientHost {
    /// elicitation/create: params → {action: accept | decline | cancel, content?}. Defaults of the form that are
    /// missing in an accepted content are filled in.
    std::function<boost::asio::awaitable<Json>(Json params)> elicit;
    /// sampling/createMessage: params → {role, content, model, stopReason}.
    std::function<boost::asio::awaitable<Json>(Json params)> sample;
    /// roots/list: [{uri, name}].
    std::function<Json()> roots;
};

/// A session with one MCP server. Safe from any thread: it lives on a strand of its own. All calls throw Error with the
/// fact `server`: what the transport throws, (Timeout, "mcp.timeout") with `ms`, `limit` ("start" | "idle" | "total"),
/// (Internal … InvalidArgument, "mcp.error") with `method`, `rpc_code`, `reason`. Cancelling a call tells the server.
class Client {
public:
    using MakeTransport = std::function<std::unique_ptr<Transport>(const boost::asio::any_io_executor& strand)>;
    using Changed = std::function<void(const std::string& list)>;

    /// `name` is what people call the server. `changed` is called on the strand with "tools", "resources" or "prompts".
    Client(const boost::asio::any_io_executor& pool, std::string name, MakeTransport make, ClientHost host = {},
           McpLimits limits = {}, Changed changed = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Starts the server and agrees on a revision. Again after it has gone: a new session.
    boost::asio::awaitable<ServerInfo> connect();
    boost::asio::awaitable<std::vector<McpTool>> listTools();
    /// An expired session is begun anew once, and the call repeated.
    boost::asio::awaitable<McpResult> callTool(std::string tool, Json arguments, ProgressSink progress = {});
    boost::asio::awaitable<Json> listResources();
    boost::asio::awaitable<Json> listResourceTemplates();
    boost::asio::awaitable<Json> readResource(std::string uri);
    boost::asio::awaitable<Json> listPrompts();
    boost::asio::awaitable<Json> getPrompt(std::string prompt, Json arguments);
    boost::asio::awaitable<void> ping();
    /// Any request, by its method.
    boost::asio::awaitable<Json> request(std::string method, Json params, ProgressSink progress = {});
    boost::asio::awaitable<void> close();

    bool isConnected() const;
    ServerInfo server() const;
    /// The last of what the server has written to its standard error.
    std::string log() const;

private:
    class Session;
    std::shared_ptr<Session> m_session;
};

}  // namespace heddle::mcp
