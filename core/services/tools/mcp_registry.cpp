#include "core/services/tools/mcp_registry.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/services/tools/mcp_tool.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/tools_table.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::services {
namespace {

using storage::ToolsTable;

}  // namespace

/// One server while it is known: its client, and what it said it has.
struct McpRegistry::Connection {
    domain::ToolServer server;
    std::shared_ptr<mcp::Client> client;

    std::mutex mutex;
    ServerState state = ServerState::Off;  // all below by mutex
    std::optional<Error> error;
    std::vector<mcp::McpTool> tools;
    bool isListed = false;
};

std::string_view serverStateName(ServerState state) {
    switch (state) {
        case ServerState::Off:
            return "off";
        case ServerState::Starting:
            return "starting";
        case ServerState::Ready:
            return "ready";
        case ServerState::Failed:
            break;
    }
    return "failed";
}

McpRegistry::McpRegistry(const boost::asio::any_io_executor& pool, storage::Database* database,
                         storage::SecretFile* secrets, net::HttpClient& http, const Clock& clock)
    : m_pool(pool), m_database(database), m_secrets(secrets), m_http(http), m_clock(clock) {}

McpRegistry::~McpRegistry() = default;

domain::ToolServer McpRegistry::stored(const std::string& serverId) const {
    if (m_database) {
        const auto job = [&](storage::Connection& c) { return ToolsTable(c).findServer(serverId); };
        if (auto found = m_database->readNow(job); found && !found->connection.empty()) return std::move(*found);
    }
    throw Error(ErrorKind::NotFound, "tool_server.not_found", {{"server", serverId}});
}

std::map<std::string, std::string> McpRegistry::pins(const std::string& serverId) const {
    std::map<std::string, std::string> hashes;
    if (!m_database) return hashes;
    const auto job = [](storage::Connection& c) { return ToolsTable(c).list(""); };
    for (const domain::Tool& tool : m_database->readNow(job)) {
        if (tool.serverId == serverId && tool.status == "active") hashes[tool.name] = tool.pinnedHash;
    }
    return hashes;
}

std::shared_ptr<McpRegistry::Connection> McpRegistry::connectionOf(const domain::ToolServer& server) {
    const std::lock_guard lock(m_mutex);
    auto& connection = m_connections[server.serverId];
    if (!connection) {
        connection = std::make_shared<Connection>();
        connection->server = server;
        connection->client = makeClient(server, connection);
    }
    return connection;
}

std::shared_ptr<mcp::Client> McpRegistry::makeClient(const domain::ToolServer& server,
                                                     std::weak_ptr<Connection> owner) {
    const auto make = [this, server](const boost::asio::any_io_executor& strand) {
        return makeTransport(strand, m_http, server.connection,
                             [&](const std::string& text) { return expanded(text, server.serverId); });
    };
    const auto changed = [owner](const std::string& list) {
        const auto connection = owner.lock();
        if (!connection || list != "tools") return;
        const std::lock_guard lock(connection->mutex);
        connection->isListed = false;
    };
    return std::make_shared<mcp::Client>(m_pool, server.serverId, make, mcp::ClientHost(),
                                         limitsFrom(server.connection), changed);
}

/// The connection, started and listed; one start at a time.
boost::asio::awaitable<std::shared_ptr<McpRegistry::Connection>> McpRegistry::connected(std::string serverId) {
    const auto connection = connectionOf(stored(serverId));
    const auto client = connection->client;
    bool isMine = false;
    {
        const std::lock_guard lock(connection->mutex);
        const bool isReady = connection->state == ServerState::Ready && client->isConnected();
        if (isReady && connection->isListed) co_return connection;
        isMine = connection->state != ServerState::Starting;
        if (isMine) connection->state = ServerState::Starting;
    }
    // Whoever comes while it starts waits for a look at what has become of it.
    boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
    while (!isMine) {
        pause.expires_after(std::chrono::milliseconds(20));
        co_await pause.async_wait(boost::asio::use_awaitable);
        const std::lock_guard lock(connection->mutex);
        if (connection->state == ServerState::Starting) continue;
        if (connection->error) throw *connection->error;
        co_return connection;
    }
    std::optional<Error> failed;
    std::vector<mcp::McpTool> listed;
    try {
        if (!client->isConnected()) (void)co_await client->connect();
        listed = co_await client->listTools();
    } catch (...) {
        failed = currentError();
    }
    const std::lock_guard lock(connection->mutex);
    connection->error = failed;
    connection->isListed = !failed;
    connection->state = failed ? ServerState::Failed : ServerState::Ready;
    if (failed) throw *failed;
    connection->tools = std::move(listed);
    co_return connection;
}

boost::asio::awaitable<std::vector<ServerTool>> McpRegistry::tools(std::string serverId) {
    const auto connection = co_await connected(serverId);
    const auto seen = pins(serverId);
    std::vector<ServerTool> all;
    const std::lock_guard lock(connection->mutex);
    for (const mcp::McpTool& tool : connection->tools) {
        ServerTool one{tool, hashOf(tool)};
        const auto pin = seen.find(tool.name);
        one.isApproved = pin != seen.end() && pin->second == one.hash;
        one.isChanged = pin != seen.end() && !one.isApproved;
        all.push_back(std::move(one));
    }
    co_return all;
}

boost::asio::awaitable<std::vector<tools::ToolPtr>> McpRegistry::find(std::string pattern, tools::ToolCaller) {
    std::vector<tools::ToolPtr> found;
    if (!m_database) co_return found;
    const auto job = [](storage::Connection& c) { return ToolsTable(c).servers("active"); };
    for (const domain::ToolServer& server : m_database->readNow(job)) {
        const std::string start = server.serverId + "/";
        const std::string literal = pattern.substr(0, pattern.find('*'));
        const bool mayHave = literal.starts_with(start) || (literal != pattern && start.starts_with(literal));
        if (!mayHave || server.connection.empty() || pins(server.serverId).empty()) continue;
        std::vector<ServerTool> all;
        try {
            all = co_await this->tools(server.serverId);
        } catch (const Error&) {
            // One server that is down does not take the others' tools away; its state says why.
            if (pattern.find('*') == std::string::npos) throw;
        }
        for (const ServerTool& one : all) {
            if (one.isApproved && tools::matchesPattern(pattern, start + one.tool.name))
                found.push_back(std::make_shared<McpRemoteTool>(*this, server.serverId, one.tool));
        }
    }
    co_return found;
}

boost::asio::awaitable<std::vector<tools::ToolCard>> McpRegistry::known() {
    std::vector<tools::ToolCard> cards;
    if (!m_database) co_return cards;
    const auto job = [](storage::Connection& c) {
        return std::make_pair(ToolsTable(c).servers("active"), ToolsTable(c).list(""));
    };
    const auto kept = m_database->readNow(job);
    for (const domain::Tool& tool : kept.second) {
        const auto isItsServer = [&](const domain::ToolServer& server) { return server.serverId == tool.serverId; };
        const bool isOn = tool.status == "active" && !tool.pinnedHash.empty() &&
                          std::any_of(kept.first.begin(), kept.first.end(), isItsServer);
        if (!isOn) continue;
        mcp::McpTool told;
        told.name = tool.name;
        told.description = tool.description;
        told.inputSchema = tool.manifest.value("input_schema", Json::object());
        cards.push_back(cardOf(tool.serverId, told));
    }
    co_return cards;
}

boost::asio::awaitable<void> McpRegistry::approve(std::string serverId) {
    const std::vector<ServerTool> all = co_await tools(serverId);
    const std::int64_t now = m_clock.nowMs();
    const auto job = [&](storage::Connection& c) {
        ToolsTable table(c);
        for (const ServerTool& one : all) {
            domain::Tool tool = table.findByName(one.tool.name, serverId).value_or(domain::Tool());
            if (tool.id.empty()) {
                tool.id = newId();
                tool.createdMs = now;
                tool.createdBy = "local";
                tool.version = "1.0.0";
            }
            tool.name = one.tool.name;
            tool.type = "mcp";
            tool.serverId = serverId;
            tool.description = one.tool.description;
            tool.manifest = {{"input_schema", one.tool.inputSchema}};
            tool.status = "active";
            tool.pinnedHash = one.hash;
            tool.updatedMs = now;
            table.put(tool);
        }
    };
    co_await m_database->write(job);
}

boost::asio::awaitable<mcp::McpResult> McpRegistry::call(std::string serverId, std::string tool, Json arguments,
                                                         mcp::ProgressSink progress) {
    const auto connection = co_await connected(std::move(serverId));
    co_return co_await connection->client->callTool(std::move(tool), std::move(arguments), std::move(progress));
}

boost::asio::awaitable<std::vector<ServerStatus>> McpRegistry::servers() {
    std::vector<ServerStatus> all;
    if (!m_database) co_return all;
    const auto job = [](storage::Connection& c) { return ToolsTable(c).servers(""); };
    for (domain::ToolServer& server : m_database->readNow(job)) {
        if (server.connection.empty()) continue;
        ServerStatus status;
        status.server = std::move(server);
        std::shared_ptr<Connection> connection;
        {
            const std::lock_guard lock(m_mutex);
            const auto known = m_connections.find(status.server.serverId);
            if (known != m_connections.end()) connection = known->second;
        }
        if (connection) {
            const std::lock_guard lock(connection->mutex);
            const bool isDown = connection->state == ServerState::Ready && !connection->client->isConnected();
            status.state = isDown ? ServerState::Off : connection->state;
            if (connection->error) status.error = connection->error->toJson();
            status.info = connection->client->server();
            status.log = connection->client->log();
        }
        all.push_back(std::move(status));
    }
    co_return all;
}

boost::asio::awaitable<void> McpRegistry::stop(std::string serverId) {
    std::shared_ptr<Connection> connection;
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_connections.find(serverId);
        if (known == m_connections.end()) co_return;
        connection = std::move(known->second);
        m_connections.erase(known);
    }
    co_await connection->client->close();
}

boost::asio::awaitable<void> McpRegistry::stopAll() {
    std::map<std::string, std::shared_ptr<Connection>> all;
    {
        const std::lock_guard lock(m_mutex);
        all = std::exchange(m_connections, {});
    }
    for (auto entry = all.begin(); entry != all.end(); ++entry)
        co_await entry->second->client->close();
}

}  // namespace heddle::services
