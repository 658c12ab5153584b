#include "core/security/permissions.h"

#include "core/base/error.h"

#include <algorithm>

namespace heddle::security {
namespace {

using domain::Principal;
using domain::Role;

constexpr Reach None = Reach::None;
constexpr Reach Own = Reach::Own;
constexpr Reach Others = Reach::Others;
constexpr Reach Any = Reach::Any;

/// Whether a program may do it with an API key. What would let a stolen key make itself at home is for people only.
enum class By { Key, Person };

struct Rule {
    Operation operation;
    std::string_view name;
    By by;
    /// In the order of Role: user, developer, reviewer, admin.
    std::array<Reach, 4> reach;
};

// Published agents are read through the store; agents.* is about working copies. Admins look after a server, but do not
// read other people's chats and runs.
// clang-format off
constexpr auto kRules = std::to_array<Rule>({
    //                                                                        user  developer  reviewer admin
    {Operation::AgentsList,           "agents.list",           By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsRead,           "agents.read",           By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsCreate,         "agents.create",         By::Key,    {{None, Own,      None,    Own}}},
    {Operation::AgentsUpdate,         "agents.update",         By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsDelete,         "agents.delete",         By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsValidate,       "agents.validate",       By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsTest,           "agents.test",           By::Key,    {{None, Own,      None,    Any}}},
    {Operation::AgentsPublish,        "agents.publish",        By::Key,    {{None, Own,      None,    Own}}},
    {Operation::AgentsArchive,        "agents.archive",        By::Key,    {{None, Own,      None,    Any}}},

    {Operation::TemplatesSearch,      "templates.search",      By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::TemplatesRead,        "templates.read",        By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::TemplatesCreate,      "templates.create",      By::Key,    {{None, Own,      None,    Own}}},
    {Operation::TemplatesUpdate,      "templates.update",      By::Key,    {{None, Own,      None,    Any}}},
    {Operation::TemplatesDelete,      "templates.delete",      By::Key,    {{None, Own,      None,    Any}}},
    {Operation::TemplatesInstantiate, "templates.instantiate", By::Key,    {{None, Any,      None,    Any}}},

    {Operation::NodeTypesList,        "node_types.list",       By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::NodeTypesRead,        "node_types.read",       By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::NodeTypesCreate,      "node_types.create",     By::Key,    {{None, None,     None,    Own}}},
    {Operation::NodeTypesUpdate,      "node_types.update",     By::Key,    {{None, None,     None,    Any}}},
    {Operation::NodeTypesValidate,    "node_types.validate",   By::Key,    {{None, Any,      Any,     Any}}},

    {Operation::StoreSearch,          "store.search",          By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::StoreRead,            "store.read",            By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::StoreInstall,         "store.install",         By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::StoreRate,            "store.rate",            By::Key,    {{Others, Others, Others,  Others}}},
    {Operation::StoreWithdraw,        "store.withdraw",        By::Key,    {{None, Own,      Any,     Any}}},

    {Operation::ChatsList,            "chats.list",            By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ChatsRead,            "chats.read",            By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ChatsCreate,          "chats.create",          By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ChatsSend,            "chats.send",            By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ChatsDelete,          "chats.delete",          By::Key,    {{Own,  Own,      Own,     Own}}},

    {Operation::ExecutionsList,       "executions.list",       By::Key,    {{Own,  Own,      Own,     Any}}},
    {Operation::ExecutionsRead,       "executions.read",       By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ExecutionsResume,     "executions.resume",     By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ExecutionsAnswer,     "executions.answer",     By::Key,    {{Own,  Own,      Own,     Own}}},
    {Operation::ExecutionsCancel,     "executions.cancel",     By::Key,    {{Own,  Own,      Own,     Any}}},

    {Operation::ProvidersList,        "providers.list",        By::Key,    {{None, Any,      Any,     Any}}},
    {Operation::ProvidersRead,        "providers.read",        By::Key,    {{None, Any,      Any,     Any}}},
    {Operation::ProvidersCreate,      "providers.create",      By::Key,    {{None, None,     None,    Own}}},
    {Operation::ProvidersUpdate,      "providers.update",      By::Key,    {{None, None,     None,    Any}}},
    {Operation::ProvidersDelete,      "providers.delete",      By::Key,    {{None, None,     None,    Any}}},

    {Operation::ConfigsList,          "configs.list",          By::Key,    {{None, Any,      None,    Any}}},
    {Operation::ConfigsRead,          "configs.read",          By::Key,    {{None, Own,      None,    Any}}},
    {Operation::ConfigsCreate,        "configs.create",        By::Key,    {{None, Own,      None,    Own}}},
    {Operation::ConfigsUpdate,        "configs.update",        By::Key,    {{None, Own,      None,    Any}}},
    {Operation::ConfigsDelete,        "configs.delete",        By::Key,    {{None, Own,      None,    Any}}},
    {Operation::ConfigsCheck,         "configs.check",         By::Key,    {{None, Own,      None,    Any}}},

    {Operation::ToolsList,            "tools.list",            By::Key,    {{Any,  Any,      Any,     Any}}},
    {Operation::ToolsRead,            "tools.read",            By::Key,    {{None, Any,      Any,     Any}}},
    {Operation::ToolsCreate,          "tools.create",          By::Key,    {{None, Own,      None,    Own}}},
    {Operation::ToolsUpdate,          "tools.update",          By::Key,    {{None, Own,      None,    Any}}},
    {Operation::ToolsDelete,          "tools.delete",          By::Key,    {{None, Own,      None,    Any}}},
    {Operation::ToolsCall,            "tools.call",            By::Key,    {{None, Any,      None,    Any}}},

    {Operation::ReviewsList,          "reviews.list",          By::Key,    {{None, Own,      Any,     Any}}},
    {Operation::ReviewsRead,          "reviews.read",          By::Key,    {{None, Own,      Any,     Any}}},
    {Operation::ReviewsDecide,        "reviews.decide",        By::Person, {{None, None,     Others,  Others}}},

    {Operation::UsersList,            "users.list",            By::Key,    {{None, None,     None,    Any}}},
    {Operation::UsersRead,            "users.read",            By::Key,    {{Own,  Own,      Own,     Any}}},
    {Operation::UsersCreate,          "users.create",          By::Person, {{None, None,     None,    Any}}},
    {Operation::UsersUpdate,          "users.update",          By::Person, {{Own,  Own,      Own,     Any}}},
    {Operation::UsersSetRoles,        "users.set_roles",       By::Person, {{None, None,     None,    Others}}},
    {Operation::UsersSetPassword,     "users.set_password",    By::Person, {{Own,  Own,      Own,     Any}}},
    {Operation::UsersSignOut,         "users.sign_out",        By::Person, {{Own,  Own,      Own,     Any}}},
    {Operation::UsersDelete,          "users.delete",          By::Person, {{None, None,     None,    Others}}},

    {Operation::KeysList,             "keys.list",             By::Person, {{Own,  Own,      Own,     Any}}},
    {Operation::KeysCreate,           "keys.create",           By::Person, {{Own,  Own,      Own,     Own}}},
    {Operation::KeysRevoke,           "keys.revoke",           By::Person, {{Own,  Own,      Own,     Any}}},

    {Operation::JobsList,             "jobs.list",             By::Key,    {{Own,  Own,      Own,     Any}}},
    {Operation::JobsRead,             "jobs.read",             By::Key,    {{Own,  Own,      Own,     Any}}},
    {Operation::JobsCancel,           "jobs.cancel",           By::Key,    {{Own,  Own,      Own,     Any}}},
    {Operation::JobsRetry,            "jobs.retry",            By::Key,    {{Own,  Own,      Own,     Any}}},

    {Operation::AuditRead,            "audit.read",            By::Key,    {{None, None,     None,    Any}}},
    {Operation::AuditVerify,          "audit.verify",          By::Key,    {{None, None,     None,    Any}}},

    {Operation::SettingsRead,         "settings.read",         By::Key,    {{None, None,     None,    Any}}},
    {Operation::SettingsUpdate,       "settings.update",       By::Person, {{None, None,     None,    Any}}},

    {Operation::ServerBackup,         "server.backup",         By::Person, {{None, None,     None,    Any}}},
    {Operation::ServerVerify,         "server.verify",         By::Key,    {{None, None,     None,    Any}}},
    {Operation::ServerReadKeys,       "server.read_keys",      By::Key,    {{None, None,     None,    Any}}},
    {Operation::ServerRotateKeys,     "server.rotate_keys",    By::Person, {{None, None,     None,    Any}}},
});
// clang-format on

/// One rule for each operation, in the operations' order; and nobody gets around "others" by another role.
constexpr bool isWhole() {
    if (kRules.size() != kOperationCount) return false;
    for (std::size_t i = 0; i < kRules.size(); ++i) {
        if (kRules[i].operation != static_cast<Operation>(i)) return false;
        const auto has = [&](Reach reach) {
            return std::count(kRules[i].reach.begin(), kRules[i].reach.end(), reach) > 0;
        };
        if (has(Others) && (has(Own) || has(Any))) return false;
    }
    return true;
}
static_assert(isWhole());

const Rule& ruleOf(Operation operation) { return kRules[static_cast<std::size_t>(operation)]; }

bool covers(std::string_view scope, std::string_view name) {
    if (scope == "*") return true;
    if (scope.ends_with(".*")) return name.starts_with(scope.substr(0, scope.size() - 1));
    return scope == name;
}

bool isInScope(const Principal& principal, const Rule& rule) {
    if (!principal.scopes) return true;
    const auto& scopes = *principal.scopes;
    return rule.by == By::Key &&
           std::any_of(scopes.begin(), scopes.end(), [&](const auto& scope) { return covers(scope, rule.name); });
}

}  // namespace

std::string_view operationName(Operation operation) { return ruleOf(operation).name; }

std::optional<Operation> operationByName(std::string_view name) {
    for (const auto& rule : kRules) {
        if (rule.name == name) return rule.operation;
    }
    return std::nullopt;
}

Reach reachOf(const Principal& principal, Operation operation) {
    const Rule& rule = ruleOf(operation);
    Reach widest = None;
    if (principal.userId.empty() || !isInScope(principal, rule)) return widest;
    for (const Role role : principal.roles) {
        widest = std::max(widest, rule.reach[static_cast<std::size_t>(role)]);
    }
    return widest;
}

bool may(const Principal& principal, Operation operation, std::string_view ownerId) {
    switch (reachOf(principal, operation)) {
        case Reach::None:
            return false;
        case Reach::Own:
            return ownerId == principal.userId;
        case Reach::Others:
            return ownerId != principal.userId;
        case Reach::Any:
            return true;
    }
    return false;
}

void require(const Principal& principal, Operation operation, std::string_view ownerId) {
    if (may(principal, operation, ownerId)) return;
    throw Error(ErrorKind::Denied, "auth.forbidden", {{"operation", operationName(operation)}});
}

bool isScope(std::string_view scope) {
    return std::any_of(kRules.begin(), kRules.end(),
                       [&](const Rule& rule) { return rule.by == By::Key && covers(scope, rule.name); });
}

}  // namespace heddle::security
