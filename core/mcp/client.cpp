#include "core/mcp/client.h"

#include "core/mcp/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::mcp {

namespace asio = boost::asio;

Client::Client(const asio::any_io_executor& pool, std::string name, MakeTransport make, ClientHost host,
               McpLimits limits, Changed changed)
    : m_session(std::make_shared<Session>(pool, std::move(name), std::move(make), std::move(host), limits,
                                          std::move(changed))) {}

Client::~Client() {
    auto closing = [session = m_session]() -> asio::awaitable<void> { co_await session->close(); };
    asio::co_spawn(m_session->strand(), std::move(closing), asio::detached);
}

asio::awaitable<ServerInfo> Client::connect() {
    const auto session = m_session;
    auto work = session->connect();
    co_return co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
}

asio::awaitable<Json> Client::request(std::string method, Json params, ProgressSink progress) {
    const auto session = m_session;
    auto work = session->request(std::move(method), std::move(params), std::move(progress));
    co_return co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
}

asio::awaitable<std::vector<McpTool>> Client::listTools() {
    const auto session = m_session;
    auto work = session->listAll("tools/list", "tools");
    const Json all = co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
    std::vector<McpTool> tools;
    for (const Json& one : all) {
        try {
            tools.push_back(McpTool::fromJson(one));
        } catch (const Error&) {
            // One tool without a name does not hide the others.
        }
    }
    co_return tools;
}

asio::awaitable<McpResult> Client::callTool(std::string tool, Json arguments, ProgressSink progress) {
    Json params{{"name", std::move(tool)}, {"arguments", std::move(arguments)}};
    std::optional<Error> gone;
    try {
        const Json result = co_await request("tools/call", params, progress);
        co_return McpResult::fromJson(result);
    } catch (const Error& error) {
        if (error.code() != "mcp.session_gone") throw;
        gone = error;
    }
    (void)co_await connect();
    const Json result = co_await request("tools/call", params, progress);
    co_return McpResult::fromJson(result);
}

asio::awaitable<Json> Client::listResources() {
    const auto session = m_session;
    auto work = session->listAll("resources/list", "resources");
    co_return co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
}

asio::awaitable<Json> Client::listResourceTemplates() {
    const auto session = m_session;
    auto work = session->listAll("resources/templates/list", "resourceTemplates");
    co_return co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
}

asio::awaitable<Json> Client::listPrompts() {
    const auto session = m_session;
    auto work = session->listAll("prompts/list", "prompts");
    co_return co_await asio::co_spawn(session->strand(), std::move(work), asio::use_awaitable);
}

asio::awaitable<Json> Client::readResource(std::string uri) {
    Json params{{"uri", std::move(uri)}};
    return request("resources/read", std::move(params));
}

asio::awaitable<Json> Client::getPrompt(std::string prompt, Json arguments) {
    Json params{{"name", std::move(prompt)}, {"arguments", std::move(arguments)}};
    return request("prompts/get", std::move(params));
}

asio::awaitable<void> Client::ping() { (void)co_await request("ping", Json::object()); }

asio::awaitable<void> Client::close() {
    const auto session = m_session;
    co_await asio::co_spawn(session->strand(), session->close(), asio::use_awaitable);
}

bool Client::isConnected() const { return m_session->isConnected(); }
ServerInfo Client::server() const { return m_session->server(); }
std::string Client::log() const { return m_session->log(); }

}  // namespace heddle::mcp
