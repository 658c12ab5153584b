#pragma once
#include "core/mcp/values.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::mcp {

/// Asks the person behind the client: params of elicitation/create → its result. Throws Error(Unavailable,
/// "mcp.no_method") when the client offers no such thing.
using AskClient = std::function<boost::asio::awaitable<Json>(Json params)>;

/// A tool that we offer.
struct ServedTool {
    McpTool tool;
    /// Cancelled when the client gives up. What it throws is told as an error of the tool's.
    std::function<boost::asio::awaitable<McpResult>(Json arguments, ProgressSink progress, AskClient ask)> call;
};

struct ServerLimits {
    int callsAtOnce = 4;  ///< over it, a call is refused by an error of the tool's
    std::chrono::milliseconds progressInterval{250};
};

/// The other end: a session in which we are the server (MCP, revisions 2024-11-05 to 2025-11-25). Safe from any thread;
/// it lives on a strand of its own.
class Server {
public:
    /// What goes to the client, one message at a time, on the strand.
    using Send = std::function<void(const Json& message)>;

    Server(const boost::asio::any_io_executor& pool, std::vector<ServedTool> tools, Send send,
           ServerLimits limits = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// What came from the client, as text: a message, a batch, or neither, which is answered as JSON-RPC 2.0 says.
    void take(std::string message);
    /// Cancels what goes on; returns when all has ended.
    boost::asio::awaitable<void> stop();

private:
    class Session;
    std::shared_ptr<Session> m_session;
};

}  // namespace heddle::mcp
