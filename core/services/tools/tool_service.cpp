#include "core/services/tools/tool_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/schema/schema.h"
#include "core/services/accounts/audit_trail.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/tools_table.h"
#include "core/storage/tables/versions_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using domain::Tool;
using domain::ToolServer;
using security::Operation;
using storage::Connection;
using storage::ToolsTable;

namespace {

std::string toolObject(const std::string& id) { return "tools/" + id; }
std::string serverObject(const std::string& id) { return "tool-servers/" + id; }

Tool mustFindTool(Connection& connection, const std::string& id) {
    auto tool = ToolsTable(connection).find(id);
    if (!tool) throw Error(ErrorKind::NotFound, "tool.not_found", {{"tool", id}});
    return *tool;
}

ToolServer mustFindServer(Connection& connection, const std::string& serverId) {
    auto server = ToolsTable(connection).findServer(serverId);
    if (!server) throw Error(ErrorKind::NotFound, "tool_server.not_found", {{"server", serverId}});
    return *server;
}

/// Its name is free, and its server is there and the caller's to fill.
void mustHavePlace(Connection& connection, const Caller& caller, const Tool& wanted) {
    if (!wanted.serverId.empty()) {
        const ToolServer server = mustFindServer(connection, wanted.serverId);
        security::require(caller.principal, Operation::ToolsUpdate, server.createdBy);
    }
    const auto other = ToolsTable(connection).findByName(wanted.name, wanted.serverId);
    if (other && other->id != wanted.id) throw Error(ErrorKind::Conflict, "tool.exists", {{"name", wanted.name}});
}

void mustHaveVersion(Connection& connection, const ToolServer& wanted) {
    if (wanted.agentVersionId.empty() || storage::VersionsTable(connection).find(wanted.agentVersionId)) return;
    throw Error(ErrorKind::NotFound, "agent.not_found",
                {{"agent", wanted.agentVersionId}, {"path", "/agent_version_id"}});
}

void mustBeSeen(const std::optional<std::int64_t>& seen, std::int64_t revision, const char* code) {
    if (seen && *seen != revision) throw Error(ErrorKind::Conflict, code, {{"revision", revision}});
}

}  // namespace

awaitable<std::vector<Tool>> ToolService::list(Caller caller, std::string tag) {
    security::require(caller.principal, Operation::ToolsList, "");
    const auto job = [&](Connection& connection) { return ToolsTable(connection).list(tag); };
    std::vector<Tool> found = co_await m_database.read(job);
    if (security::may(caller.principal, Operation::ToolsRead, "")) co_return found;
    for (Tool& tool : found) {
        tool.manifest = Json::object();
        tool.endpoint.clear();
        tool.resources = nullptr;
    }
    co_return found;
}

awaitable<Tool> ToolService::get(Caller caller, std::string id) {
    security::require(caller.principal, Operation::ToolsRead, "");
    const auto job = [&](Connection& connection) { return mustFindTool(connection, id); };
    co_return co_await m_database.read(job);
}

awaitable<Tool> ToolService::create(Caller caller, Tool made) {
    made.id = newId();
    made.createdBy = caller.principal.userId;
    made.createdMs = made.updatedMs = m_clock.nowMs();
    security::require(caller.principal, Operation::ToolsCreate, made.createdBy);
    schema::compile(made.manifest.value("input_schema", Json::object()));
    const auto job = [&](Connection& connection) {
        mustHavePlace(connection, caller, made);
        ToolsTable(connection).put(made);
        m_audit.add(connection, caller, operationName(Operation::ToolsCreate), toolObject(made.id));
    };
    co_await m_database.write(job);
    co_return made;
}

awaitable<Tool> ToolService::update(Caller caller, Tool changed, std::optional<std::int64_t> revision) {
    schema::compile(changed.manifest.value("input_schema", Json::object()));
    const auto job = [&](Connection& connection) {
        const Tool before = mustFindTool(connection, changed.id);
        security::require(caller.principal, Operation::ToolsUpdate, before.createdBy);
        mustBeSeen(revision, before.revision, "tool.changed");
        changed.serverId = before.serverId;
        changed.updatedMs = m_clock.nowMs();
        mustHavePlace(connection, caller, changed);
        ToolsTable(connection).put(changed);
        m_audit.add(connection, caller, operationName(Operation::ToolsUpdate), toolObject(changed.id));
        return mustFindTool(connection, changed.id);
    };
    co_return co_await m_database.write(job);
}

awaitable<void> ToolService::remove(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        const Tool tool = mustFindTool(connection, id);
        security::require(caller.principal, Operation::ToolsDelete, tool.createdBy);
        ToolsTable(connection).remove(tool);
        m_audit.add(connection, caller, operationName(Operation::ToolsDelete), toolObject(id));
    };
    co_await m_database.write(job);
}

awaitable<std::vector<ToolServer>> ToolService::servers(Caller caller, std::string status) {
    security::require(caller.principal, Operation::ToolsList, "");
    const auto job = [&](Connection& connection) { return ToolsTable(connection).servers(status); };
    std::vector<ToolServer> found = co_await m_database.read(job);
    if (security::may(caller.principal, Operation::ToolsRead, "")) co_return found;
    for (ToolServer& server : found)
        server.endpoint.clear();
    co_return found;
}

awaitable<ToolServer> ToolService::server(Caller caller, std::string serverId) {
    security::require(caller.principal, Operation::ToolsRead, "");
    const auto job = [&](Connection& connection) { return mustFindServer(connection, serverId); };
    co_return co_await m_database.read(job);
}

awaitable<ToolServer> ToolService::createServer(Caller caller, ToolServer made) {
    made.id = newId();
    made.createdBy = caller.principal.userId;
    made.createdMs = made.updatedMs = made.revision = m_clock.nowMs();
    security::require(caller.principal, Operation::ToolsCreate, made.createdBy);
    const auto job = [&](Connection& connection) {
        if (ToolsTable(connection).findServer(made.serverId))
            throw Error(ErrorKind::Conflict, "tool_server.exists", {{"server", made.serverId}});
        mustHaveVersion(connection, made);
        ToolsTable(connection).putServer(made);
        m_audit.add(connection, caller, operationName(Operation::ToolsCreate), serverObject(made.serverId));
    };
    co_await m_database.write(job);
    co_return made;
}

awaitable<ToolServer> ToolService::updateServer(Caller caller, ToolServer changed,
                                                std::optional<std::int64_t> revision) {
    const auto job = [&](Connection& connection) {
        ToolServer server = mustFindServer(connection, changed.serverId);
        security::require(caller.principal, Operation::ToolsUpdate, server.createdBy);
        mustBeSeen(revision, server.revision, "tool_server.changed");
        server.name = changed.name;
        server.description = changed.description;
        server.agentVersionId = changed.agentVersionId;
        server.endpoint = changed.endpoint;
        server.status = changed.status;
        server.updatedMs = std::max(m_clock.nowMs(), server.updatedMs + 1);
        mustHaveVersion(connection, server);
        ToolsTable(connection).putServer(server);
        m_audit.add(connection, caller, operationName(Operation::ToolsUpdate), serverObject(server.serverId));
        return mustFindServer(connection, server.serverId);
    };
    co_return co_await m_database.write(job);
}

awaitable<void> ToolService::removeServer(Caller caller, std::string serverId) {
    const auto job = [&](Connection& connection) {
        const ToolServer server = mustFindServer(connection, serverId);
        security::require(caller.principal, Operation::ToolsDelete, server.createdBy);
        ToolsTable(connection).removeServer(serverId);
        m_audit.add(connection, caller, operationName(Operation::ToolsDelete), serverObject(serverId));
    };
    co_await m_database.write(job);
}

}  // namespace heddle::services
