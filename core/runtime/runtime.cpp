#include "core/runtime/runtime.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/engine/cache_store.h"
#include "core/engine/engine.h"
#include "core/engine/memory_store.h"
#include "core/net/curl_client.h"
#include "core/nodes/builtin_nodes.h"
#include "core/runtime/accounts.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/runtime/root_keys.h"
#include "core/services/agents/agent_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/configs/service_limits.h"
#include "core/services/maintenance_service.h"
#include "core/services/model_service.h"
#include "core/services/runs/run_alarms.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_state_service.h"
#include "core/services/runs/run_waker.h"
#include "core/services/search_service.h"
#include "core/services/settings_service.h"
#include "core/services/templates/template_service.h"
#include "core/services/tools/agent_toolbox.h"
#include "core/services/tools/mcp_registry.h"
#include "core/storage/postgres_database.h"
#include "core/storage/secret_file.h"
#include "core/storage/workspace_database.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdlib>
#include <thread>

namespace heddle::runtime {
namespace {

namespace fs = std::filesystem;

std::size_t threadsFor(const Options& options) {
    if (options.threads > 0) return static_cast<std::size_t>(options.threads);
    return std::max(2u, std::thread::hardware_concurrency());
}

std::unique_ptr<storage::Database> openDatabase(const Options& options) {
    if (options.workspace.empty()) return nullptr;
    if (!options.readOnly && !options.beside) {
        std::error_code failure;
        fs::create_directories(options.workspace, failure);
        if (failure) {
            throw Error(ErrorKind::Storage, "file.unwritable",
                        {{"file", options.workspace.string()}, {"reason", failure.message()}});
        }
    }
    if (!options.database.empty()) return storage::openPostgres(options.database);
    storage::OpenOptions opening;
    opening.readOnly = options.readOnly;
    opening.beside = options.beside;
    if (options.isDurable) opening.durability = storage::Durability::Power;
    return storage::openWorkspace(options.workspace / "workspace.db", opening);
}

}  // namespace

/// In the order of construction; torn down from the end.
struct Runtime::Parts {
    explicit Parts(const Options& options)
        : pool(threadsFor(options)),
          database(openDatabase(options)),
          secrets(database ? openSecrets(options) : nullptr),
          store(database ? std::unique_ptr<engine::CheckpointStore>(std::make_unique<CheckpointAdapter>(*database))
                         : std::make_unique<engine::MemoryStore>()),
          cache(clock),
          limits(clock),
          engine(pool.get_executor(), *store, clock, {.limiter = &limits, .cache = &cache}),
          models(http, database.get(), secrets.get(), clock),
          toolbox(database.get(), secrets.get(), http, clock, options.workspace),
          toolServers(pool.get_executor(), database.get(), secrets.get(), http, clock),
          alarms(database && options.holdWaits ? makeAlarms() : nullptr),
          runs(database.get(), engine, models, toolbox, clock, alarms.get(),
               options.holdWaits.value_or(std::chrono::milliseconds::zero()).count()) {
        workspace = options.workspace;
        toolbox.addSource(toolServers);
        if (!database) return;
        agents = std::make_unique<services::AgentService>(*database, clock, templates);
        chats = std::make_unique<services::ChatService>(*database, templates, runs, clock);
        settings = std::make_unique<services::SettingsService>(*database);
        search = std::make_unique<services::SearchService>(*database);
        runStates = std::make_unique<services::RunStateService>(*database, runs, engine, clock);
        maintenance = std::make_unique<services::MaintenanceService>(*database, runs, engine, clock);
        if (alarms) waker = std::make_unique<services::RunWaker>(pool.get_executor(), *alarms, runs, *chats);
    }

    /// Sealed with the workspace's keys, which are opened when there is something to open.
    std::unique_ptr<storage::SecretFile> openSecrets(const Options& options) {
        const auto openVault = [this, folder = options.workspace] {
            return services::openWorkspaceVault(*database, RootKeys(folder).sources(), clock).vault;
        };
        return std::make_unique<storage::SecretFile>(options.workspace / "secrets.json", openVault,
                                                     options.readOnly || options.beside);
    }

    /// What the old key has sealed stays readable, so that a failure is no harm.
    void resealSecrets() {
        try {
            secrets->reseal();
        } catch (const Error& error) {
            roomLogger("runtime")->warn("the keys of services were not sealed anew: {}", error.what());
        }
    }

    /// Now, and where other servers may die meanwhile, again and again.
    void adoptOrphans() {
        boost::asio::co_spawn(pool, runs.adoptOrphans(), boost::asio::use_future).get();
        if (!runs.isShared()) return;
        const auto again = [this]() -> boost::asio::awaitable<void> { co_await runs.adoptOrphans(); };
        beat = std::make_unique<services::LeaseBeat>(pool.get_executor(), again);
    }

    /// They ring after the waker is made: what sets them comes later.
    std::unique_ptr<services::RunAlarms> makeAlarms() {
        return std::make_unique<services::RunAlarms>(pool.get_executor(), clock,
                                                     [this](const std::string& run) { waker->wake(run); });
    }

    template <typename Service>
    Service& present(const std::unique_ptr<Service>& service) const {
        if (!service) throw Error(ErrorKind::Unavailable, "runtime.no_workspace");
        return *service;
    }

    SystemClock clock;
    boost::asio::thread_pool pool;  ///< the database's writer and the HTTP thread hold executors of it to their end
    domain::NodeTypes nodeTypes = nodes::builtinTypes();
    services::TemplateService templates;
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::SecretFile> secrets;
    std::unique_ptr<engine::CheckpointStore> store;
    net::CurlClient http;
    engine::MemoryCache cache;
    services::ServiceLimits limits;
    engine::Engine engine;
    services::ModelService models;
    services::AgentToolbox toolbox;
    services::McpRegistry toolServers;
    std::unique_ptr<services::RunAlarms> alarms;
    services::RunService runs;
    std::unique_ptr<services::AgentService> agents;
    std::unique_ptr<services::ChatService> chats;
    std::unique_ptr<services::SettingsService> settings;
    std::unique_ptr<services::SearchService> search;
    std::unique_ptr<services::RunStateService> runStates;
    std::unique_ptr<services::MaintenanceService> maintenance;
    std::unique_ptr<services::RunWaker> waker;
    std::unique_ptr<services::LeaseBeat> beat;
    std::unique_ptr<Accounts> accounts;
    fs::path workspace;
};

fs::path defaultWorkspace() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return fs::path(data) / "heddle";
    const char* home = std::getenv("HOME");
    return fs::path(home ? home : ".") / ".local" / "share" / "heddle";
}

Runtime::Runtime(const Options& options) : m_parts(std::make_unique<Parts>(options)) {
    if (!hasWorkspace()) return;
    boost::asio::co_spawn(executor(), m_parts->models.refresh(), boost::asio::use_future).get();
    if (!options.readOnly && !options.beside) m_parts->adoptOrphans();
    boost::asio::co_spawn(executor(), m_parts->search->indexOlder(), boost::asio::detached);
    if (m_parts->waker) boost::asio::co_spawn(executor(), m_parts->waker->setAll(), boost::asio::detached);
}

Runtime::~Runtime() {
    if (m_parts->beat) m_parts->beat->stop();
    if (m_parts->alarms) m_parts->alarms->stop();
    m_parts->engine.cancelAll("the program ends");
    boost::asio::co_spawn(executor(), m_parts->toolServers.stopAll(), boost::asio::detached);
    m_parts->pool.join();
}

boost::asio::any_io_executor Runtime::executor() { return m_parts->pool.get_executor(); }
const domain::NodeTypes& Runtime::nodeTypes() const { return m_parts->nodeTypes; }
const services::TemplateService& Runtime::templates() const { return m_parts->templates; }
services::ModelService& Runtime::models() { return m_parts->models; }
services::AgentToolbox& Runtime::toolbox() { return m_parts->toolbox; }
services::McpRegistry& Runtime::toolServers() { return m_parts->toolServers; }
services::ServiceLimits& Runtime::serviceLimits() { return m_parts->limits; }
services::RunService& Runtime::runs() { return m_parts->runs; }
services::AgentService& Runtime::agents() { return m_parts->present(m_parts->agents); }
services::ChatService& Runtime::chats() { return m_parts->present(m_parts->chats); }
services::SearchService& Runtime::search() { return m_parts->present(m_parts->search); }
services::SettingsService& Runtime::settings() { return m_parts->present(m_parts->settings); }
services::RunStateService& Runtime::runStates() { return m_parts->present(m_parts->runStates); }
services::MaintenanceService& Runtime::maintenance() { return m_parts->present(m_parts->maintenance); }
Accounts& Runtime::accounts() {
    if (!hasWorkspace()) throw Error(ErrorKind::Unavailable, "runtime.no_workspace");
    if (!m_parts->accounts) {
        m_parts->accounts = std::make_unique<Accounts>(*m_parts->database, m_parts->workspace, m_parts->clock);
        m_parts->agents->auditIn(m_parts->accounts->audit());
        m_parts->accounts->keys().onRotated([this] { m_parts->resealSecrets(); });
    }
    return *m_parts->accounts;
}
services::RunWaker& Runtime::waker() { return m_parts->present(m_parts->waker); }
storage::Database& Runtime::database() { return m_parts->present(m_parts->database); }
net::HttpClient& Runtime::http() { return m_parts->http; }
const Clock& Runtime::clock() const { return m_parts->clock; }
const fs::path& Runtime::folder() const { return m_parts->workspace; }
bool Runtime::hasWorkspace() const { return m_parts->database != nullptr; }

}  // namespace heddle::runtime
