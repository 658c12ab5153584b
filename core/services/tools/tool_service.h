#pragma once
#include "core/domain/tool.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;

/// The registry of tools and of the servers that they are on. Safe from any thread. Throws Error(NotFound,
/// "tool.not_found" | "tool_server.not_found") with the fact `tool` or `server`, (Denied, "auth.forbidden"), (Conflict,
/// "tool.exists" | "tool.changed" | "tool_server.exists" | "tool_server.changed"), (InvalidArgument, "schema.…") for an
/// input schema that is none.
class ToolService {
public:
    ToolService(storage::Database& database, const AuditTrail& audit, const Clock& clock)
        : m_database(database), m_audit(audit), m_clock(clock) {}

    /// By name; an empty tag means all. Who may not read tools sees that they are there, not how they are reached.
    boost::asio::awaitable<std::vector<domain::Tool>> list(Caller caller, std::string tag);
    boost::asio::awaitable<domain::Tool> get(Caller caller, std::string id);
    /// On a server that others own, only who may change that server adds tools.
    boost::asio::awaitable<domain::Tool> create(Caller caller, domain::Tool made);
    /// `revision`: what the caller has seen.
    boost::asio::awaitable<domain::Tool> update(Caller caller, domain::Tool changed,
                                                std::optional<std::int64_t> revision);
    boost::asio::awaitable<void> remove(Caller caller, std::string id);

    /// By name; an empty status means all. Without addresses for who may not read them.
    boost::asio::awaitable<std::vector<domain::ToolServer>> servers(Caller caller, std::string status);
    boost::asio::awaitable<domain::ToolServer> server(Caller caller, std::string serverId);
    boost::asio::awaitable<domain::ToolServer> createServer(Caller caller, domain::ToolServer made);
    boost::asio::awaitable<domain::ToolServer> updateServer(Caller caller, domain::ToolServer changed,
                                                            std::optional<std::int64_t> revision);
    /// With its tools.
    boost::asio::awaitable<void> removeServer(Caller caller, std::string serverId);

private:
    storage::Database& m_database;
    const AuditTrail& m_audit;
    const Clock& m_clock;
};

}  // namespace heddle::services
