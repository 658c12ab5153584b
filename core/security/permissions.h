#pragma once
#include "core/domain/user.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// Everything that somebody can ask of the services. permissions.cpp has the table of who may. The name of each is its
/// family and verb, "agents.create": as API keys' scopes, REST routes and the audit log spell it.
enum class Operation {
    // clang-format off
    AgentsList, AgentsRead, AgentsCreate, AgentsUpdate, AgentsDelete, AgentsValidate, AgentsTest, AgentsPublish,
    AgentsArchive,
    TemplatesSearch, TemplatesRead, TemplatesCreate, TemplatesUpdate, TemplatesDelete, TemplatesInstantiate,
    NodeTypesList, NodeTypesRead, NodeTypesCreate, NodeTypesUpdate, NodeTypesValidate,
    StoreSearch, StoreRead, StoreInstall, StoreRate, StoreWithdraw,
    ChatsList, ChatsRead, ChatsCreate, ChatsSend, ChatsDelete,
    ExecutionsList, ExecutionsRead, ExecutionsResume, ExecutionsAnswer, ExecutionsCancel,
    ProvidersList, ProvidersRead, ProvidersCreate, ProvidersUpdate, ProvidersDelete,
    ConfigsList, ConfigsRead, ConfigsCreate, ConfigsUpdate, ConfigsDelete, ConfigsCheck,
    ToolsList, ToolsRead, ToolsCreate, ToolsUpdate, ToolsDelete, ToolsCall,
    ReviewsList, ReviewsRead, ReviewsDecide,
    UsersList, UsersRead, UsersCreate, UsersUpdate, UsersSetRoles, UsersSetPassword, UsersSignOut, UsersDelete,
    KeysList, KeysCreate, KeysRevoke,
    JobsList, JobsRead, JobsCancel, JobsRetry,
    AuditRead, AuditVerify,
    SettingsRead, SettingsUpdate,
    ServerBackup, ServerVerify, ServerReadKeys, ServerRotateKeys,
    // clang-format on
    Count
};

inline constexpr std::size_t kOperationCount = static_cast<std::size_t>(Operation::Count);

std::string_view operationName(Operation operation);
std::optional<Operation> operationByName(std::string_view name);

/// On whose objects somebody may do a thing.
enum class Reach {
    None,
    Own,     ///< on those that belong to the one who asks
    Others,  ///< on all but those: nobody reviews their own work
    Any,
};

/// The widest reach that the principal's roles give, within the scopes of its API key. For lists: which objects to
/// list.
Reach reachOf(const domain::Principal& principal, Operation operation);

/// Whether the principal may do this on an object of `ownerId`. What is about to be made belongs to its maker; an empty
/// owner is nobody, and fits neither "own" nor a person.
bool may(const domain::Principal& principal, Operation operation, std::string_view ownerId);

/// As may(). Throws Error(Denied, "auth.forbidden") with the fact `operation`.
void require(const domain::Principal& principal, Operation operation, std::string_view ownerId);

/// Whether `scope` can stand on an API key: an operation that keys may do ("chats.send"), all of a family ("chats.*"),
/// or everything ("*").
bool isScope(std::string_view scope);

}  // namespace heddle::security
