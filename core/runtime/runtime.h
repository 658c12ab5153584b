#pragma once
#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace heddle {
class Clock;
}
namespace heddle::domain {
class NodeTypes;
}
namespace heddle::net {
class HttpClient;
}
namespace heddle::storage {
class Database;
}
namespace heddle::services {
class AgentService;
class AgentToolbox;
class ChatService;
class MaintenanceService;
class McpRegistry;
class ModelService;
class RunService;
class RunStateService;
class RunWaker;
class SearchService;
class ServiceLimits;
class SettingsService;
class TemplateService;
}  // namespace heddle::services

namespace heddle::runtime {

class Accounts;

struct Options {
    std::filesystem::path workspace;  ///< folder; made when missing. Empty: none, nothing is stored
    /// Address of a PostgreSQL database that holds the rows instead of a SQLite file in the folder:
    /// core/storage/postgres_database.h. Servers may share it; each needs a folder of its own.
    std::string database;
    int threads = 0;         ///< of the pool; 0: as many as cores, at least 2
    bool readOnly = false;   ///< look into a workspace that another process holds
    bool beside = false;     ///< as readOnly, but requests can be left for that process
    bool isDurable = false;  ///< every write waits for the disk: what was answered outlives a power loss
    /// For programs that stay: a run that waits for a time longer than this pauses meanwhile, and every paused run goes
    /// on by itself when its time comes. Nothing: runs wait in memory, and paused ones are left alone.
    std::optional<std::chrono::milliseconds> holdWaits;
};

/// $XDG_DATA_HOME/heddle, or ~/.local/share/heddle.
std::filesystem::path defaultWorkspace();

/// Everything of core, built in one place and torn down in order: pool, HTTP thread, database, engine, services.
/// Opening blocks for the database (call it off the GUI thread); throws what storage's Database throws.
class Runtime {
public:
    explicit Runtime(const Options& options);
    /// Cancels what runs, drains the database's writer, joins all threads.
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    boost::asio::any_io_executor executor();
    const domain::NodeTypes& nodeTypes() const;
    const services::TemplateService& templates() const;
    services::ModelService& models();
    services::ServiceLimits& serviceLimits();
    services::AgentToolbox& toolbox();
    services::McpRegistry& toolServers();
    services::RunService& runs();
    /// The ones below need a workspace; without one they throw Error(Unavailable, "runtime.no_workspace").
    services::AgentService& agents();
    services::ChatService& chats();
    services::SettingsService& settings();
    services::RunStateService& runStates();
    services::MaintenanceService& maintenance();
    services::SearchService& search();
    /// Opened when they are first asked for: see accounts.h. Once, by one thread.
    Accounts& accounts();
    /// Only with Options::holdWaits.
    services::RunWaker& waker();
    bool hasWorkspace() const;
    /// The workspace's.
    const std::filesystem::path& folder() const;
    /// For what is built beside the services, such as a server.
    storage::Database& database();
    net::HttpClient& http();
    const Clock& clock() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace heddle::runtime
