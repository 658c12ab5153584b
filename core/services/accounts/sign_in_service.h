#pragma once
#include "core/security/access_token.h"
#include "core/security/login_throttle.h"
#include "core/security/refresh_token.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;
class PasswordDesk;
class PrincipalCache;

/// What somebody gets who has signed in.
struct Session {
    domain::User user;
    std::string accessToken;
    std::int64_t accessExpiresMs = 0;
    std::string refreshToken;  ///< good for one renewal
};

/// Signing in and out, and who a token stands for. Safe from any thread.
class SignInService {
public:
    /// All references must outlive it.
    SignInService(storage::Database& database, PasswordDesk& passwords, AuditTrail& audit,
                  security::AccessTokens& tokens, PrincipalCache& known, const Clock& clock,
                  security::RefreshRules rules = {});

    /// `device` tells one's devices apart. Unknown, inactive and mistaken sign-ins take as long as good ones and get
    /// the same answer: Error(Unauthenticated, "auth.wrong_password"). Too many tries: (RateLimited, "auth.throttled")
    /// with `retry_after_ms`.
    boost::asio::awaitable<Session> signIn(Caller caller, std::string login, std::string password, std::string device);
    /// Throws Error(Unauthenticated, "auth.session_over") when the token is unknown, expired, revoked or was used
    /// before; then the whole session ends.
    boost::asio::awaitable<Session> renew(Caller caller, std::string refreshToken, std::string device);
    /// Ends the caller's session, or all of a user's. Throws Error(Denied, "auth.forbidden").
    boost::asio::awaitable<void> signOut(Caller caller);
    boost::asio::awaitable<void> signOutEverywhere(Caller caller, std::string userId);

    /// Who an access token or an API key stands for. Throws Error(Unauthenticated, "token.invalid" | "token.expired" |
    /// "auth.session_over" | "key.invalid").
    boost::asio::awaitable<domain::Principal> authenticate(std::string credential);

private:
    Session sessionOf(const domain::User& user, security::RefreshOutcome refresh) const;
    boost::asio::awaitable<domain::Principal> byApiKey(std::string text);
    boost::asio::awaitable<domain::Principal> byAccessToken(std::string text);

    storage::Database& m_database;
    PasswordDesk& m_passwords;
    AuditTrail& m_audit;
    security::AccessTokens& m_tokens;
    PrincipalCache& m_known;
    const Clock& m_clock;
    security::RefreshRules m_rules;
    security::LoginThrottle m_throttle;
};

}  // namespace heddle::services
