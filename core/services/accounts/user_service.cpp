#include "core/services/accounts/user_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/messages.h"
#include "core/security/password.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/password_desk.h"
#include "core/services/accounts/principal_cache.h"
#include "core/storage/database.h"
#include "core/storage/tables/refresh_tokens_table.h"
#include "core/storage/tables/users_table.h"

#include <algorithm>
#include <cctype>

namespace heddle::services {
namespace {

using boost::asio::awaitable;
using domain::Role;
using security::Operation;
using storage::Connection;
using storage::UsersTable;

constexpr std::size_t kLongestLogin = 64;

void mustBeLogin(const std::string& login) {
    const auto isAllowed = [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '-' || c == '_' || c == '@';
    };
    if (login.empty() || login.size() > kLongestLogin || !std::all_of(login.begin(), login.end(), isAllowed)) {
        throw Error(ErrorKind::InvalidArgument, "user.bad_login", {{"login", login}, {"path", "/login"}});
    }
}

void mustBePassword(const std::string& password, const std::vector<std::string>& names) {
    const Problems problems = security::passwordProblems(password, names);
    if (problems.empty()) return;
    Json list = Json::array();
    for (const Problem& problem : problems)
        list.push_back(toJson(problem));
    throw Error(ErrorKind::InvalidArgument, "password.refused",
                {{"problems", std::move(list)},
                 {"path", "/password"},
                 {"reason", messageText(problems.front().code, problems.front().facts)}});
}

std::string objectOf(const std::string& id) { return "users/" + id; }

/// Whether the user is an administrator who can act.
bool isAdmin(const domain::User& user) { return user.active && user.roles.contains(Role::Admin); }

void mustLeaveAnAdmin(Connection& connection, const domain::User& before) {
    if (isAdmin(before) && UsersTable(connection).countActive(Role::Admin) <= 1) {
        throw Error(ErrorKind::Conflict, "user.last_admin", {{"user", before.id}});
    }
}

/// Makes all that the user has been given void: access tokens, and the refresh tokens they come from.
void endSessions(Connection& connection, domain::User& user) {
    ++user.tokenEpoch;
    storage::RefreshTokensTable(connection).revokeOfUser(user.id);
}

}  // namespace

UserService::UserService(storage::Database& database, PasswordDesk& passwords, AuditTrail& audit, PrincipalCache& known,
                         const Clock& clock)
    : m_database(database), m_passwords(passwords), m_audit(audit), m_known(known), m_clock(clock) {}

domain::User UserService::find(Connection& connection, const std::string& id) const {
    auto user = UsersTable(connection).find(id);
    if (!user) throw Error(ErrorKind::NotFound, "user.not_found", {{"user", id}});
    return std::move(*user);
}

awaitable<domain::User> UserService::create(Caller caller, NewUser made) {
    security::require(caller.principal, Operation::UsersCreate, {});
    co_return co_await add(std::move(caller), std::move(made), false);
}

awaitable<domain::User> UserService::createFirst(NewUser made) {
    made.roles.insert(Role::Admin);
    co_return co_await add(Caller::local(), std::move(made), true);
}

awaitable<domain::User> UserService::add(Caller caller, NewUser made, bool mustBeFirst) {
    mustBeLogin(made.login);
    mustBePassword(made.password, {made.login, made.displayName, made.email});
    const std::string hash = co_await m_passwords.hash(std::move(made.password));
    domain::User user{.id = newId(),
                      .login = made.login,
                      .displayName = made.displayName.empty() ? made.login : made.displayName,
                      .email = made.email,
                      .roles = made.roles,
                      .createdMs = m_clock.nowMs(),
                      .updatedMs = m_clock.nowMs()};
    const auto job = [&](Connection& connection) {
        UsersTable users(connection);
        if (users.findByLogin(user.login) || (mustBeFirst && !users.list().empty())) {
            throw Error(ErrorKind::Conflict, "user.exists", {{"login", user.login}});
        }
        users.put(user);
        users.setPassword(user.id, hash);
        m_audit.add(connection, caller, operationName(Operation::UsersCreate), objectOf(user.id), "ok",
                    {{"login", user.login}, {"roles", toJson(user.roles)}});
    };
    co_await m_database.write(job);
    co_return user;
}

awaitable<std::vector<domain::User>> UserService::list(Caller caller) {
    security::require(caller.principal, Operation::UsersList, {});
    const auto job = [](Connection& connection) { return UsersTable(connection).list(); };
    co_return co_await m_database.read(job);
}

awaitable<domain::User> UserService::get(Caller caller, std::string id) {
    if (!security::may(caller.principal, Operation::UsersRead, id)) {
        throw Error(ErrorKind::NotFound, "user.not_found", {{"user", id}});
    }
    const auto job = [&](Connection& connection) { return find(connection, id); };
    co_return co_await m_database.read(job);
}

awaitable<domain::User> UserService::change(Caller caller, std::string id, UserChange change) {
    security::require(caller.principal, Operation::UsersUpdate, id);
    if (change.roles || change.active) security::require(caller.principal, Operation::UsersSetRoles, id);
    const auto job = [&](Connection& connection) {
        const domain::User before = find(connection, id);
        domain::User user = before;
        user.displayName = change.displayName.value_or(before.displayName);
        user.email = change.email.value_or(before.email);
        user.roles = change.roles.value_or(before.roles);
        user.active = change.active.value_or(before.active);
        user.updatedMs = m_clock.nowMs();
        if (!isAdmin(user)) mustLeaveAnAdmin(connection, before);
        if (user.roles != before.roles || user.active != before.active) endSessions(connection, user);
        UsersTable(connection).put(user);
        m_audit.add(connection, caller, operationName(Operation::UsersUpdate), objectOf(id), "ok",
                    {{"roles", toJson(user.roles)}, {"is_active", user.active}});
        return user;
    };
    domain::User changed = co_await m_database.write(job);
    m_known.clear();
    co_return changed;
}

awaitable<void> UserService::setPassword(Caller caller, std::string id, std::string old, std::string password) {
    security::require(caller.principal, Operation::UsersSetPassword, id);
    const auto look = [&](Connection& connection) {
        return std::pair(find(connection, id), UsersTable(connection).password(id));
    };
    const auto known = co_await m_database.read(look);
    if (caller.principal.userId == id && !co_await m_passwords.verify(known.second, std::move(old))) {
        co_await m_audit.addAlone(caller, std::string(operationName(Operation::UsersSetPassword)), objectOf(id),
                                  "auth.wrong_password");
        throw Error(ErrorKind::Denied, "auth.wrong_password");
    }
    mustBePassword(password, {known.first.login, known.first.displayName, known.first.email});
    const std::string hash = co_await m_passwords.hash(std::move(password));
    const auto job = [&](Connection& connection) {
        domain::User user = find(connection, id);
        endSessions(connection, user);
        user.updatedMs = m_clock.nowMs();
        UsersTable(connection).put(user);
        UsersTable(connection).setPassword(id, hash);
        m_audit.add(connection, caller, operationName(Operation::UsersSetPassword), objectOf(id));
    };
    co_await m_database.write(job);
    m_known.clear();
}

awaitable<void> UserService::remove(Caller caller, std::string id) {
    security::require(caller.principal, Operation::UsersDelete, id);
    const auto job = [&](Connection& connection) {
        mustLeaveAnAdmin(connection, find(connection, id));
        UsersTable(connection).remove(id);
        m_audit.add(connection, caller, operationName(Operation::UsersDelete), objectOf(id));
    };
    co_await m_database.write(job);
    m_known.clear();
}

}  // namespace heddle::services
