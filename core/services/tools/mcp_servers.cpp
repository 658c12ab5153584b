#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/services/tools/mcp_registry.h"
#include "core/storage/database.h"
#include "core/storage/secret_file.h"
#include "core/storage/store_tables/tools_table.h"

#include <cstdlib>

namespace heddle::services {
namespace {

using storage::ToolsTable;

bool looksSecret(std::string name) {
    for (char& c : name)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const char* part : {"KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "AUTHORIZATION", "COOKIE"}) {
        if (name.find(part) != std::string::npos) return true;
    }
    return false;
}

void mustBeConnection(const domain::ToolServer& server) {
    const Json& c = server.connection;
    const auto isText = [&](const char* key) { return c.contains(key) && c[key].is_string() && !c[key].empty(); };
    const std::string url = isText("url") ? c["url"].get<std::string>() : std::string();
    const bool isUrl = url.starts_with("https://") || url.starts_with("http://");
    if (isUrl || (isText("command") && url.empty())) return;
    throw Error(ErrorKind::InvalidArgument, "tool_server.connection", {{"server", server.serverId}});
}

/// What a name in another program's settings becomes: [A-Za-z0-9_-].
std::string serverIdFrom(const std::string& name) {
    std::string id;
    for (const char c : name)
        id += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ? c : '-';
    return id.substr(0, 40);
}

}  // namespace

/// "${NAME}" stands for a secret of that server, or for a variable of this program's environment.
std::string McpRegistry::expanded(const std::string& text, const std::string& serverId) const {
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = std::min(text.find("${", at), text.size());
        const std::size_t close = text.find('}', open);
        all += text.substr(at, open - at);
        if (open == text.size() || close == std::string::npos) {
            all += text.substr(open);
            break;
        }
        const std::string name = text.substr(open + 2, close - open - 2);
        const auto secret = m_secrets ? m_secrets->find("mcp." + serverId + "." + name) : std::nullopt;
        const char* const variable = std::getenv(name.c_str());
        if (!secret && !variable)
            throw Error(ErrorKind::NotFound, "tool_server.no_secret", {{"server", serverId}, {"name", name}});
        all += secret ? *secret : std::string(variable);
        at = close + 1;
    }
    return all;
}

void McpRegistry::hideSecrets(domain::ToolServer& server) {
    for (const char* group : {"env", "headers"}) {
        if (!server.connection.contains(group) || !server.connection[group].is_object()) continue;
        for (auto& [name, value] : server.connection[group].items()) {
            const bool isPlain =
                value.is_string() && value.get_ref<const std::string&>().find("${") == std::string::npos;
            if (!isPlain || !looksSecret(name) || !m_secrets) continue;
            m_secrets->set("mcp." + server.serverId + "." + name, value.get<std::string>());
            value = "${" + name + "}";
        }
    }
}

boost::asio::awaitable<domain::ToolServer> McpRegistry::save(domain::ToolServer server) {
    if (!m_database) throw Error(ErrorKind::Unavailable, "runtime.no_workspace");
    mustBeConnection(server);
    hideSecrets(server);
    const std::int64_t now = m_clock.nowMs();
    const auto job = [&](storage::Connection& c) {
        ToolsTable table(c);
        if (const auto before = table.findServer(server.serverId)) {
            server.id = before->id;
            server.createdMs = before->createdMs;
            server.createdBy = before->createdBy;
        }
        if (server.id.empty()) {
            server.id = newId();
            server.createdMs = now;
            server.createdBy = "local";
        }
        if (server.name.empty()) server.name = server.serverId;
        server.endpoint = server.connection.value("url", "");
        server.updatedMs = now;
        table.putServer(server);
    };
    co_await m_database->write(job);
    co_await stop(server.serverId);
    co_return server;
}

boost::asio::awaitable<void> McpRegistry::remove(std::string serverId) {
    const domain::ToolServer server = stored(serverId);
    co_await stop(serverId);
    const auto job = [&](storage::Connection& c) { ToolsTable(c).removeServer(serverId); };
    co_await m_database->write(job);
    if (!m_secrets) co_return;
    for (const char* group : {"env", "headers"}) {
        const Json values = server.connection.value(group, Json::object());
        for (const auto& [name, value] : values.items())
            m_secrets->remove("mcp." + serverId + "." + name);
    }
}

boost::asio::awaitable<std::vector<domain::ToolServer>> McpRegistry::import(Json settings) {
    const Json* list = nullptr;
    for (const char* key : {"mcpServers", "servers"})
        if (!list && settings.is_object() && settings.contains(key) && settings[key].is_object()) list = &settings[key];
    if (!list || list->empty()) throw Error(ErrorKind::InvalidArgument, "tool_server.import");
    std::vector<domain::ToolServer> wanted;
    for (auto entry = list->begin(); entry != list->end(); ++entry) {
        domain::ToolServer server;
        server.serverId = serverIdFrom(entry.key());
        server.name = entry.key();
        for (const char* key : {"command", "args", "env", "url", "headers", "timeout_s"})
            if (entry->is_object() && entry->contains(key)) server.connection[key] = (*entry)[key];
        if (entry->is_object() && entry->contains("cwd")) server.connection["folder"] = (*entry)["cwd"];
        const bool isOff = entry->is_object() && entry->value("disabled", Json(false)) == Json(true);
        server.status = isOff ? "inactive" : "active";
        mustBeConnection(server);
        wanted.push_back(std::move(server));
    }
    std::vector<domain::ToolServer> added;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        domain::ToolServer server = co_await save(std::move(wanted.at(i)));
        added.push_back(std::move(server));
    }
    co_return added;
}

}  // namespace heddle::services
