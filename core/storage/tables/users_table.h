#pragma once
#include "core/domain/user.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Accounts with their roles and the hashes of their passwords.
class UsersTable {
public:
    explicit UsersTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces all but the password. Throws (Conflict, "storage.constraint") when another one has the
    /// login, whatever its case.
    void put(const domain::User& user);
    std::optional<domain::User> find(const std::string& id);
    std::optional<domain::User> findByLogin(const std::string& login);
    /// By login.
    std::vector<domain::User> list();
    /// With the user's sessions and API keys.
    bool remove(const std::string& id);

    /// A PHC string, or nothing when the user has no password.
    std::optional<std::string> password(const std::string& id);
    void setPassword(const std::string& id, const std::string& hash);
    /// Active users with this role.
    int countActive(domain::Role role);

private:
    domain::User withRoles(domain::User user);

    Connection& m_connection;
};

}  // namespace heddle::storage
