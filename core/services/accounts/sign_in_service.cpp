#include "core/services/accounts/sign_in_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/security/api_key.h"
#include "core/security/digest.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/accounts/password_desk.h"
#include "core/services/accounts/principal_cache.h"
#include "core/storage/database.h"
#include "core/storage/tables/api_keys_table.h"
#include "core/storage/tables/refresh_tokens_table.h"
#include "core/storage/tables/users_table.h"

namespace heddle::services {
namespace {

using boost::asio::awaitable;
using security::Operation;
using security::RefreshVerdict;
using storage::ApiKeysTable;
using storage::Connection;
using storage::RefreshTokensTable;
using storage::UsersTable;

/// An API key's last use is noted this often, so that not every request writes.
constexpr std::int64_t kTouchMs = 60'000;

Error wrongPassword() { return Error(ErrorKind::Unauthenticated, "auth.wrong_password"); }
Error sessionOver() { return Error(ErrorKind::Unauthenticated, "auth.session_over"); }

/// What the database knows of somebody who signs in.
struct Known {
    std::optional<domain::User> user;
    std::optional<std::string> hash;
};

}  // namespace

SignInService::SignInService(storage::Database& database, PasswordDesk& passwords, AuditTrail& audit,
                             security::AccessTokens& tokens, PrincipalCache& known, const Clock& clock,
                             security::RefreshRules rules)
    : m_database(database),
      m_passwords(passwords),
      m_audit(audit),
      m_tokens(tokens),
      m_known(known),
      m_clock(clock),
      m_rules(rules),
      m_throttle(clock) {}

Session SignInService::sessionOf(const domain::User& user, security::RefreshOutcome refresh) const {
    security::AccessClaims claims;
    claims.userId = user.id;
    claims.roles = user.roles;
    claims.sessionId = refresh.record.familyId;
    claims.tokenEpoch = user.tokenEpoch;
    Session session{.user = user, .accessToken = m_tokens.issue(claims), .refreshToken = std::move(refresh.token)};
    session.accessExpiresMs = m_tokens.verify(session.accessToken).expiresMs;
    return session;
}

awaitable<Session> SignInService::signIn(Caller caller, std::string login, std::string password, std::string device) {
    const std::int64_t wait = m_throttle.attempt(login, caller.address);
    if (wait > 0) throw Error(ErrorKind::RateLimited, "auth.throttled", {{"retry_after_ms", wait}});
    const auto look = [&](Connection& connection) {
        Known known{UsersTable(connection).findByLogin(login), std::nullopt};
        if (known.user && known.user->active) known.hash = UsersTable(connection).password(known.user->id);
        return known;
    };
    Known known = co_await m_database.read(look);
    const bool isRight = co_await m_passwords.verify(known.hash, password);
    if (!isRight) {
        caller.principal.userId = known.user ? known.user->id : "";
        co_await m_audit.addAlone(caller, "auth.sign_in", "logins/" + login, "auth.wrong_password");
        throw wrongPassword();
    }
    m_throttle.succeeded(login, caller.address);
    std::optional<std::string> better;
    if (m_passwords.wantsRehash(*known.hash)) better = co_await m_passwords.hash(std::move(password));
    const auto job = [&](Connection& connection) {
        // What was changed while the password was being looked at counts.
        const auto user = UsersTable(connection).find(known.user->id);
        if (!user || !user->active || user->tokenEpoch != known.user->tokenEpoch) throw wrongPassword();
        if (better) UsersTable(connection).setPassword(user->id, *better);
        RefreshTokensTable sessions(connection);
        sessions.removeOlder(m_clock.nowMs() - m_rules.totalMs);
        auto refresh = security::startSession(sessions, user->id, device, m_clock.nowMs());
        caller.principal = {user->id, user->roles, std::nullopt, refresh.record.familyId};
        m_audit.add(connection, caller, "auth.sign_in", "users/" + user->id);
        return std::pair(*user, std::move(refresh));
    };
    auto [user, refresh] = co_await m_database.write(job);
    co_return sessionOf(user, std::move(refresh));
}

awaitable<Session> SignInService::renew(Caller caller, std::string refreshToken, std::string device) {
    const auto job = [&](Connection& connection) {
        RefreshTokensTable sessions(connection);
        auto refresh = security::renewSession(sessions, m_rules, refreshToken, device, m_clock.nowMs());
        std::optional<domain::User> user = UsersTable(connection).find(refresh.record.userId);
        if (refresh.verdict == RefreshVerdict::Reused) {
            caller.principal.userId = refresh.record.userId;
            caller.principal.credentialId = refresh.record.familyId;
            m_audit.add(connection, caller, "auth.renew", "users/" + refresh.record.userId, "auth.token_reused");
        }
        if (user && !user->active) user.reset();
        return std::pair(std::move(user), std::move(refresh));
    };
    auto [user, refresh] = co_await m_database.write(job);
    if (refresh.verdict == RefreshVerdict::Reused) m_known.clear();
    if (refresh.verdict != RefreshVerdict::Renewed || !user) throw sessionOver();
    co_return sessionOf(*user, std::move(refresh));
}

awaitable<void> SignInService::signOut(Caller caller) {
    security::require(caller.principal, Operation::UsersSignOut, caller.principal.userId);
    const auto job = [&](Connection& connection) {
        RefreshTokensTable(connection).revokeFamily(caller.principal.credentialId);
        m_audit.add(connection, caller, "auth.sign_out", "users/" + caller.principal.userId);
    };
    co_await m_database.write(job);
    m_known.clear();
}

awaitable<void> SignInService::signOutEverywhere(Caller caller, std::string userId) {
    security::require(caller.principal, Operation::UsersSignOut, userId);
    const auto job = [&](Connection& connection) {
        auto user = UsersTable(connection).find(userId);
        if (!user) throw Error(ErrorKind::NotFound, "user.not_found", {{"user", userId}});
        ++user->tokenEpoch;
        UsersTable(connection).put(*user);
        RefreshTokensTable(connection).revokeOfUser(userId);
        m_audit.add(connection, caller, operationName(Operation::UsersSignOut), "users/" + userId);
    };
    co_await m_database.write(job);
    m_known.clear();
}

awaitable<domain::Principal> SignInService::authenticate(std::string credential) {
    const std::string name = security::digest(security::Hash::Sha256, credential);
    if (auto known = m_known.find(name)) co_return *known;
    const std::uint64_t generation = m_known.generation();
    domain::Principal principal;
    if (security::parseApiKey(credential)) {
        principal = co_await byApiKey(std::move(credential));
    } else {
        principal = co_await byAccessToken(std::move(credential));
    }
    m_known.put(name, principal, generation);
    co_return principal;
}

awaitable<domain::Principal> SignInService::byAccessToken(std::string text) {
    const security::AccessClaims claims = m_tokens.verify(text);
    const auto look = [&](Connection& connection) {
        const auto user = UsersTable(connection).find(claims.userId);
        const bool isGood = user && user->active && user->tokenEpoch == claims.tokenEpoch &&
                            RefreshTokensTable(connection).isOpen(claims.sessionId);
        if (!isGood) throw sessionOver();
        return domain::Principal{user->id, user->roles, std::nullopt, claims.sessionId};
    };
    co_return co_await m_database.read(look);
}

awaitable<domain::Principal> SignInService::byApiKey(std::string text) {
    const auto given = security::parseApiKey(text);
    const std::int64_t now = m_clock.nowMs();
    bool isToTouch = false;
    const auto look = [&](Connection& connection) {
        const auto row = ApiKeysTable(connection).findByPrefix(given->prefix);
        const bool isGood = row && security::sameBytes(row->digest, given->digest) && !row->key.revoked &&
                            (row->key.expiresMs == 0 || row->key.expiresMs > now);
        const auto user = isGood ? UsersTable(connection).find(row->key.userId) : std::nullopt;
        if (!user || !user->active) throw Error(ErrorKind::Unauthenticated, "key.invalid");
        isToTouch = row->key.lastUsedMs == 0 || now - row->key.lastUsedMs >= kTouchMs;
        return domain::Principal{user->id, user->roles, row->key.scopes, row->key.id};
    };
    domain::Principal principal = co_await m_database.read(look);
    if (isToTouch) {
        const auto touch = [&](Connection& connection) { ApiKeysTable(connection).touch(principal.credentialId, now); };
        co_await m_database.write(touch);
    }
    co_return principal;
}

}  // namespace heddle::services
