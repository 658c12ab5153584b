#pragma once
#include "core/rest/protocol/cursor.h"

#include <boost/asio/any_io_executor.hpp>

namespace heddle {
class Clock;
}
namespace heddle::services {
class AgentService;
class ApiKeyService;
class AuditTrail;
class BackupService;
class ChatService;
class ConfigService;
class ExecutionService;
class JobService;
class KeyDesk;
class NodeTypeService;
class ProviderService;
class PublishingService;
class SearchService;
class SettingsDesk;
class SignInService;
class StoreService;
class TemplateLibrary;
class ToolService;
class UserService;
class VerificationService;
}  // namespace heddle::services
namespace heddle::storage {
class Database;
}

namespace heddle::rest {

/// What the routes call. All of it must outlive them.
struct Backend {
    boost::asio::any_io_executor pool;  ///< where runs go on when their client has left
    const Clock& clock;
    const CursorSeal& cursors;
    storage::Database& database;
    services::UserService& users;
    services::SignInService& signIn;
    services::ApiKeyService& apiKeys;
    services::AuditTrail& audit;
    services::AgentService& agents;
    services::PublishingService& publishing;
    services::StoreService& store;
    services::ChatService& chats;
    services::ExecutionService& executions;
    services::SearchService& search;
    services::TemplateLibrary& templates;
    services::NodeTypeService& nodeTypes;
    services::ProviderService& providers;
    services::ConfigService& configs;
    services::ToolService& tools;
    services::SettingsDesk& settings;
    services::KeyDesk& keys;
    services::BackupService& backups;
    services::VerificationService& verifications;
    services::JobService& jobs;
};

}  // namespace heddle::rest
