#pragma once
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/runtime/accounts.h"
#include "core/security/permissions.h"
#include "core/services/agents/agent_service.h"
#include "core/services/agents/publishing_service.h"
#include "core/services/agents/store_service.h"
#include "core/services/backup_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/configs/config_service.h"
#include "core/services/configs/provider_service.h"
#include "core/services/jobs/job_service.h"
#include "core/services/model_service.h"
#include "core/services/runs/execution_service.h"
#include "core/services/settings_desk.h"
#include "core/services/templates/node_type_service.h"
#include "core/services/templates/template_library.h"
#include "core/services/templates/template_service.h"
#include "core/services/tools/tool_service.h"
#include "core/services/verification_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/users_table.h"
#include "tests/support/workspace.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace heddle::services {

/// All services over one workspace, and things in it that belong to whoever they are made for.
struct House {
    tests::Workspace workspace;
    runtime::Runtime& runtime = workspace.runtime();
    storage::Database& database = runtime.database();
    const Clock& clock = runtime.clock();
    runtime::Accounts& accounts = runtime.accounts();
    AuditTrail& audit = accounts.audit();
    PublishingService publishing{database, runtime.templates(), audit, clock, false};
    PublishingService reviewed{database, runtime.templates(), audit, clock, true};
    StoreService store{database, clock};
    ExecutionService executions{database, runtime.runs(), runtime.chats()};
    TemplateLibrary templates{database, runtime.templates(), audit, clock};
    NodeTypeService nodeTypes{database, audit, clock};
    SealedConfigs sealed{accounts.vault()};
    ConfigService configs{database, sealed, runtime.http(), runtime.models(), runtime.serviceLimits(), audit, clock};
    ProviderService providers{database, sealed, configs, audit, clock};
    ToolService tools{database, audit, clock};
    SettingsDesk settings{database, audit};
    JobService jobs{database, audit, clock};
    BackupService backups{database, workspace.folder(), audit};
    VerificationService verifications{runtime.maintenance(), audit, jobs};

    template <class T>
    T wait(boost::asio::awaitable<T> task) {
        return workspace.wait(std::move(task));
    }
    /// What a thing is made with: that this fails is no answer to who may ask for the thing.
    template <class T>
    T made(boost::asio::awaitable<T> task) {
        try {
            return wait(std::move(task));
        } catch (const Error& error) {
            throw std::logic_error(error.what());
        }
    }
    static Caller owner(const std::string& id) {
        return Caller(
            {.userId = id,
             .roles = {domain::Role::User, domain::Role::Developer, domain::Role::Reviewer, domain::Role::Admin}});
    }
    std::string person(domain::Role role) {
        domain::User user;
        user.id = newId();
        user.login = user.displayName = "p-" + user.id;
        user.roles = {role};
        user.createdMs = user.updatedMs = clock.nowMs();
        database.writeNow([&](storage::Connection& connection) { storage::UsersTable(connection).put(user); });
        return user.id;
    }
    std::string agent(const std::string& id) {
        return made(runtime.agents().create(owner(id), "A", "question-answering", Json::object())).id;
    }
    std::string published(const std::string& id) {
        const std::string agentId = agent(id);
        made(publishing.publish(owner(id), agentId, {}));
        return agentId;
    }
    std::string review(const std::string& id) { return made(reviewed.publish(owner(id), agent(id), {})).review.id; }
    std::string chat(const std::string& id) {
        NewChat wanted;
        wanted.agentId = published(id);
        return made(runtime.chats().create(owner(id), wanted)).id;
    }
    std::string run(const std::string& id) {
        domain::Execution execution;
        execution.id = execution.threadId = newId();
        execution.userId = id;
        execution.status = "failed";
        execution.workflow = execution.input = Json::object();
        database.writeNow(
            [&](storage::Connection& connection) { storage::ExecutionsTable(connection).put(execution); });
        return execution.id;
    }
    domain::WorkflowTemplate someTemplate() { return runtime.templates().all().front(); }
    std::string storedTemplate(const std::string& id) {
        return made(templates.create(owner(id), someTemplate(), "active")).value.id;
    }
    static domain::StoredNodeType someType() {
        domain::StoredNodeType stored;
        stored.type.name = "type_" + newId();
        std::replace(stored.type.name.begin(), stored.type.name.end(), '-', '_');
        stored.type.title = "A type";
        stored.type.defaultConfig = Json::object();
        stored.baseType = "answer";
        return stored;
    }
    std::string nodeType(const std::string& id) { return made(nodeTypes.create(owner(id), someType())).type.name; }
    static domain::Provider someProvider() {
        domain::Provider provider;
        provider.name = "provider-" + newId();
        provider.serviceType = "search";
        provider.configSchema = {{"type", "object"}};
        return provider;
    }
    domain::Provider provider(const std::string& id) { return made(providers.create(owner(id), someProvider())); }
    domain::ServiceConfig someConfig(const std::string& id) {
        domain::ServiceConfig config;
        config.providerId = provider(id).id;
        config.name = "config-" + newId();
        return config;
    }
    domain::ServiceConfig config(const std::string& id) { return made(configs.create(owner(id), someConfig(id))); }
    static domain::Tool someTool() {
        domain::Tool tool;
        tool.name = "tool-" + newId();
        return tool;
    }
    domain::Tool tool(const std::string& id) { return made(tools.create(owner(id), someTool())); }
    std::string key(const std::string& id) {
        return made(accounts.apiKeys().create(owner(id), "k", {"chats.read"}, 0)).key.id;
    }
    std::string job(const std::string& id) { return made(jobs.enqueue(owner(id), "none", Json::object())).id; }
};

}  // namespace heddle::services
