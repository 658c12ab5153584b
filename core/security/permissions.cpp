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
    std::array<Reach, 4> reach;  ///< in the order of Role: user, developer, reviewer, admin
};

// Published agents are read through the store; agents.* is about working copies. Admins look after a server, but do not
// read other people's chats and runs.
// clang-format off
constexpr std::array kRules{
    //                                                                            user  developer reviewer admin
    Rule{Operation::AgentsList,           "agents.list",           By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsRead,           "agents.read",           By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsCreate,         "agents.create",         By::Key,    {{None, Own,      None,    Own}}},
    Rule{Operation::AgentsUpdate,         "agents.update",         By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsDelete,         "agents.delete",         By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsValidate,       "agents.validate",       By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsTest,           "agents.test",           By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::AgentsPublish,        "agents.publish",        By::Key,    {{None, Own,      None,    Own}}},
    Rule{Operation::AgentsArchive,        "agents.archive",        By::Key,    {{None, Own,      None,    Any}}},

    Rule{Operation::TemplatesSearch,      "templates.search",      By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::TemplatesRead,        "templates.read",        By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::TemplatesCreate,      "templates.create",      By::Key,    {{None, Own,      None,    Own}}},
    Rule{Operation::TemplatesUpdate,      "templates.update",      By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::TemplatesDelete,      "templates.delete",      By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::TemplatesInstantiate, "templates.instantiate", By::Key,    {{None, Any,      None,    Any}}},

    Rule{Operation::NodeTypesList,        "node_types.list",       By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::NodeTypesRead,        "node_types.read",       By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::NodeTypesCreate,      "node_types.create",     By::Key,    {{None, None,     None,    Own}}},
    Rule{Operation::NodeTypesUpdate,      "node_types.update",     By::Key,    {{None, None,     None,    Any}}},
    Rule{Operation::NodeTypesValidate,    "node_types.validate",   By::Key,    {{None, Any,      Any,     Any}}},

    Rule{Operation::StoreSearch,          "store.search",          By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::StoreRead,            "store.read",            By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::StoreInstall,         "store.install",         By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::StoreRate,            "store.rate",            By::Key,    {{Others, Others, Others,  Others}}},
    Rule{Operation::StoreWithdraw,        "store.withdraw",        By::Key,    {{None, Own,      Any,     Any}}},

    Rule{Operation::ChatsList,            "chats.list",            By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ChatsRead,            "chats.read",            By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ChatsCreate,          "chats.create",          By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ChatsSend,            "chats.send",            By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ChatsDelete,          "chats.delete",          By::Key,    {{Own,  Own,      Own,     Own}}},

    Rule{Operation::ExecutionsList,       "executions.list",       By::Key,    {{Own,  Own,      Own,     Any}}},
    Rule{Operation::ExecutionsRead,       "executions.read",       By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ExecutionsResume,     "executions.resume",     By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ExecutionsAnswer,     "executions.answer",     By::Key,    {{Own,  Own,      Own,     Own}}},
    Rule{Operation::ExecutionsCancel,     "executions.cancel",     By::Key,    {{Own,  Own,      Own,     Any}}},

    Rule{Operation::ProvidersList,        "providers.list",        By::Key,    {{None, Any,      Any,     Any}}},
    Rule{Operation::ProvidersRead,        "providers.read",        By::Key,    {{None, Any,      Any,     Any}}},
    Rule{Operation::ProvidersCreate,      "providers.create",      By::Key,    {{None, None,     None,    Own}}},
    Rule{Operation::ProvidersUpdate,      "providers.update",      By::Key,    {{None, None,     None,    Any}}},
    Rule{Operation::ProvidersDelete,      "providers.delete",      By::Key,    {{None, None,     None,    Any}}},

    Rule{Operation::ConfigsList,          "configs.list",          By::Key,    {{None, Any,      None,    Any}}},
    Rule{Operation::ConfigsRead,          "configs.read",          By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::ConfigsCreate,        "configs.create",        By::Key,    {{None, Own,      None,    Own}}},
    Rule{Operation::ConfigsUpdate,        "configs.update",        By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::ConfigsDelete,        "configs.delete",        By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::ConfigsCheck,         "configs.check",         By::Key,    {{None, Own,      None,    Any}}},

    Rule{Operation::ToolsList,            "tools.list",            By::Key,    {{Any,  Any,      Any,     Any}}},
    Rule{Operation::ToolsRead,            "tools.read",            By::Key,    {{None, Any,      Any,     Any}}},
    Rule{Operation::ToolsCreate,          "tools.create",          By::Key,    {{None, Own,      None,    Own}}},
    Rule{Operation::ToolsUpdate,          "tools.update",          By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::ToolsDelete,          "tools.delete",          By::Key,    {{None, Own,      None,    Any}}},
    Rule{Operation::ToolsCall,            "tools.call",            By::Key,    {{None, Any,      None,    Any}}},

    Rule{Operation::ReviewsList,          "reviews.list",          By::Key,    {{None, Own,      Any,     Any}}},
    Rule{Operation::ReviewsRead,          "reviews.read",          By::Key,    {{None, Own,      Any,     Any}}},
    Rule{Operation::ReviewsDecide,        "reviews.decide",        By::Person, {{None, None,     Others,  Others}}},

    Rule{Operation::UsersList,            "users.list",            By::Key,    {{None, None,     None,    Any}}},
    Rule{Operation::UsersRead,            "users.read",            By::Key,    {{Own,  Own,      Own,     Any}}},
    Rule{Operation::UsersCreate,          "users.create",          By::Person, {{None, None,     None,    Any}}},
    Rule{Operation::UsersUpdate,          "users.update",          By::Person, {{Own,  Own,      Own,     Any}}},
    Rule{Operation::UsersSetRoles,        "users.set_roles",       By::Person, {{None, None,     None,    Others}}},
    Rule{Operation::UsersSetPassword,     "users.set_password",    By::Person, {{Own,  Own,      Own,     Any}}},
    Rule{Operation::UsersSignOut,         "users.sign_out",        By::Person, {{Own,  Own,      Own,     Any}}},
    Rule{Operation::UsersDelete,          "users.delete",          By::Person, {{None, None,     None,    Others}}},

    Rule{Operation::KeysList,             "keys.list",             By::Person, {{Own,  Own,      Own,     Any}}},
    Rule{Operation::KeysCreate,           "keys.create",           By::Person, {{Own,  Own,      Own,     Own}}},
    Rule{Operation::KeysRevoke,           "keys.revoke",           By::Person, {{Own,  Own,      Own,     Any}}},

    Rule{Operation::JobsList,             "jobs.list",             By::Key,    {{Own,  Own,      Own,     Any}}},
    Rule{Operation::JobsRead,             "jobs.read",             By::Key,    {{Own,  Own,      Own,     Any}}},
    Rule{Operation::JobsCancel,           "jobs.cancel",           By::Key,    {{Own,  Own,      Own,     Any}}},
    Rule{Operation::JobsRetry,            "jobs.retry",            By::Key,    {{Own,  Own,      Own,     Any}}},

    Rule{Operation::AuditRead,            "audit.read",            By::Key,    {{None, None,     None,    Any}}},
    Rule{Operation::AuditVerify,          "audit.verify",          By::Key,    {{None, None,     None,    Any}}},

    Rule{Operation::SettingsRead,         "settings.read",         By::Key,    {{None, None,     None,    Any}}},
    Rule{Operation::SettingsUpdate,       "settings.update",       By::Person, {{None, None,     None,    Any}}},

    Rule{Operation::ServerBackup,         "server.backup",         By::Person, {{None, None,     None,    Any}}},
};
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
