#include "core/runtime/server.h"

#include "core/base/id.h"
#include "core/base/log.h"
#include "core/rest/routes/routes.h"
#include "core/rest/routes/token_gate.h"
#include "core/rest/routing/request_log.h"
#include "core/rest/server/http_server.h"
#include "core/runtime/accounts.h"
#include "core/runtime/runtime.h"
#include "core/runtime/stored_replies.h"
#include "core/services/agents/publishing_service.h"
#include "core/services/agents/store_service.h"
#include "core/services/backup_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/configs/config_service.h"
#include "core/services/configs/provider_service.h"
#include "core/services/jobs/job_service.h"
#include "core/services/jobs/job_workers.h"
#include "core/services/jobs/review_job.h"
#include "core/services/jobs/test_job.h"
#include "core/services/runs/execution_service.h"
#include "core/services/settings_desk.h"
#include "core/services/templates/node_type_service.h"
#include "core/services/templates/template_library.h"
#include "core/services/tools/tool_service.h"
#include "core/services/verification_service.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace heddle::runtime {
namespace {

rest::ApiTitle apiTitle() {
    return {"Heddle", HEDDLE_VERSION, "Agents as graphs: made, published, found and chatted with."};
}

}  // namespace

/// In the order of construction; torn down from the end.
struct Server::Parts {
    Parts(Runtime& runtime, ServeOptions options)
        : accounts(runtime.accounts()),
          cursors(accounts.cursorKey()),
          replies(runtime.database(), runtime.clock()),
          gate(accounts.signIn()),
          publishing(runtime.database(), runtime.templates(), accounts.audit(), runtime.clock(), options.needsReviewer),
          store(runtime.database(), runtime.clock()),
          executions(runtime.database(), runtime.runs(), runtime.chats()),
          templates(runtime.database(), runtime.templates(), accounts.audit(), runtime.clock()),
          nodeTypes(runtime.database(), accounts.audit(), runtime.clock()),
          sealed(accounts.vault()),
          configs(runtime.database(), sealed, runtime.http(), runtime.models(), runtime.serviceLimits(),
                  accounts.audit(), runtime.clock()),
          providers(runtime.database(), sealed, configs, accounts.audit(), runtime.clock()),
          tools(runtime.database(), accounts.audit(), runtime.clock()),
          settings(runtime.database(), accounts.audit()),
          jobs(runtime.database(), accounts.audit(), runtime.clock()),
          backups(runtime.database(), runtime.folder(), accounts.audit()),
          verifications(runtime.maintenance(), accounts.audit(), jobs),
          backend{.pool = runtime.executor(),
                  .clock = runtime.clock(),
                  .cursors = cursors,
                  .database = runtime.database(),
                  .users = accounts.users(),
                  .signIn = accounts.signIn(),
                  .apiKeys = accounts.apiKeys(),
                  .audit = accounts.audit(),
                  .agents = runtime.agents(),
                  .publishing = publishing,
                  .store = store,
                  .chats = runtime.chats(),
                  .executions = executions,
                  .search = runtime.search(),
                  .templates = templates,
                  .nodeTypes = nodeTypes,
                  .providers = providers,
                  .configs = configs,
                  .tools = tools,
                  .settings = settings,
                  .keys = accounts.keys(),
                  .backups = backups,
                  .verifications = verifications,
                  .jobs = jobs},
          api(rest::allRoutes(backend), rest::routeSchemas(), gate, replies, runtime.clock(), std::move(options.api)),
          workers(runtime.executor(), runtime.database(), runtime.clock(),
                  {{"test", services::testHandler(runtime.database(), executions)},
                   {"review", services::reviewHandler(publishing)},
                   {"verify", verifications.handler()}},
                  {}),
          log(api, runtime.clock(), [lines = lineLogger()](const std::string& line) { lines->info(line); }),
          http(options.logsRequests ? static_cast<rest::HttpHandler&>(log) : api, runtime.clock(),
               std::move(options.http)) {
        jobs.onChange([this](const domain::Job& job) {
            if (job.isCancelRequested)
                workers.cancel(job.id);
            else
                workers.wake();
        });
    }

    Accounts& accounts;
    rest::CursorSeal cursors;
    StoredReplies replies;
    rest::TokenGate gate;
    services::PublishingService publishing;
    services::StoreService store;
    services::ExecutionService executions;
    services::TemplateLibrary templates;
    services::NodeTypeService nodeTypes;
    services::SealedConfigs sealed;
    services::ConfigService configs;
    services::ProviderService providers;
    services::ToolService tools;
    services::SettingsDesk settings;
    services::JobService jobs;
    services::BackupService backups;
    services::VerificationService verifications;
    rest::Backend backend;
    rest::Api api;
    services::JobWorkers workers;
    rest::RequestLog log;
    rest::HttpServer http;
};

std::map<std::string, rest::RateRule> defaultRates() {
    return {{"address", {200, 1000}}, {"default", {100, 500}}, {"login", {20.0 / 60, 20}}};
}

Server::Server(Runtime& runtime, ServeOptions options) {
    options.api.title = apiTitle();
    m_parts = std::make_unique<Parts>(runtime, std::move(options));
    m_parts->providers.seed();
    boost::asio::co_spawn(runtime.executor(), m_parts->configs.offerModels(), boost::asio::use_future).get();
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return m_parts->http.port(); }

void Server::stop() {
    m_parts->http.stop();
    m_parts->workers.stop();
}

}  // namespace heddle::runtime
