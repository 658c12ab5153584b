#pragma once
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;
class PrincipalCache;
class PasswordDesk;

struct NewUser {
    std::string login;  ///< 1 to 64 of letters, digits, '.', '-', '_', '@'; compared without case
    std::string displayName;
    std::string email;
    domain::Roles roles{domain::Role::User};
    std::string password;
};

/// What is changed of a user; what is not there stays.
struct UserChange {
    std::optional<std::string> displayName;
    std::optional<std::string> email;
    std::optional<domain::Roles> roles;
    std::optional<bool> active;
};

/// Accounts of people. Every change is in the audit log, in the same transaction. Safe from any thread. Throws
/// Error(Denied, "auth.forbidden") for who may not, (NotFound, "user.not_found") with the fact `user`, also where
/// somebody may not know, (InvalidArgument, "user.bad_login" | "password.refused"), (Conflict, "user.exists" |
/// "user.last_admin").
class UserService {
public:
    UserService(storage::Database& database, PasswordDesk& passwords, AuditTrail& audit, PrincipalCache& known,
                const Clock& clock);

    boost::asio::awaitable<domain::User> create(Caller caller, NewUser made);
    /// The first administrator of a store that has no users: whoever starts the server may make one. Throws (Conflict,
    /// "user.exists") when there is any.
    boost::asio::awaitable<domain::User> createFirst(NewUser made);
    boost::asio::awaitable<std::vector<domain::User>> list(Caller caller);
    boost::asio::awaitable<domain::User> get(Caller caller, std::string id);
    /// New roles, or none of the rights any more, end the user's sessions. One administrator always stays.
    boost::asio::awaitable<domain::User> change(Caller caller, std::string id, UserChange change);
    /// One's own needs the old one: (Denied, "auth.wrong_password"). Ends all sessions.
    boost::asio::awaitable<void> setPassword(Caller caller, std::string id, std::string old, std::string password);
    boost::asio::awaitable<void> remove(Caller caller, std::string id);

private:
    boost::asio::awaitable<domain::User> add(Caller caller, NewUser made, bool mustBeFirst);
    domain::User find(storage::Connection& connection, const std::string& id) const;

    storage::Database& m_database;
    PasswordDesk& m_passwords;
    AuditTrail& m_audit;
    PrincipalCache& m_known;
    const Clock& m_clock;
};

}  // namespace heddle::services
