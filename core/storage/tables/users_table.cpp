#include "core/storage/tables/users_table.h"

#include <algorithm>
#include <cctype>

#define USER_COLUMNS "id, login, display_name, email, is_active, token_epoch, created_ms, updated_ms"

namespace heddle::storage {
namespace {

domain::User userOf(const Query& row) {
    domain::User user;
    row.read(user.id, user.login, user.displayName, user.email, user.active, user.tokenEpoch, user.createdMs,
             user.updatedMs);
    return user;
}

/// Logins are ASCII (core/services/accounts), so this is all that "whatever the case" means.
std::string loginKey(std::string login) {
    std::transform(login.begin(), login.end(), login.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return login;
}

}  // namespace

void UsersTable::put(const domain::User& user) {
    m_connection
        .query(
            "INSERT INTO users(id, login, login_key, display_name, email, is_active, token_epoch, created_ms, "
            "updated_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
            "ON CONFLICT(id) DO UPDATE SET login = excluded.login, login_key = excluded.login_key, "
            "display_name = excluded.display_name, email = excluded.email, is_active = excluded.is_active, "
            "token_epoch = excluded.token_epoch, updated_ms = excluded.updated_ms")
        .bind(user.id, user.login, loginKey(user.login), user.displayName, user.email, user.active, user.tokenEpoch,
              user.createdMs, user.updatedMs)
        .run();
    m_connection.query("DELETE FROM user_roles WHERE user_id = ?1").bind(user.id).run();
    for (const domain::Role role : user.roles) {
        m_connection.query("INSERT INTO user_roles(user_id, role) VALUES(?1, ?2)")
            .bind(user.id, domain::roleName(role))
            .run();
    }
}

domain::User UsersTable::withRoles(domain::User user) {
    auto query = m_connection.query("SELECT role FROM user_roles WHERE user_id = ?1");
    query.bind(user.id);
    user.roles.clear();
    while (query.next()) {
        std::string name;
        query.read(name);
        if (const auto role = domain::roleByName(name)) user.roles.insert(*role);
    }
    return user;
}

std::optional<domain::User> UsersTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " USER_COLUMNS " FROM users WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return withRoles(userOf(query));
}

std::optional<domain::User> UsersTable::findByLogin(const std::string& login) {
    auto query = m_connection.query("SELECT " USER_COLUMNS " FROM users WHERE login_key = ?1");
    if (!query.bind(loginKey(login)).next()) return std::nullopt;
    return withRoles(userOf(query));
}

std::vector<domain::User> UsersTable::list() {
    auto query = m_connection.query("SELECT " USER_COLUMNS " FROM users ORDER BY login_key");
    std::vector<domain::User> users;
    while (query.next())
        users.push_back(withRoles(userOf(query)));
    return users;
}

bool UsersTable::remove(const std::string& id) {
    m_connection.query("DELETE FROM users WHERE id = ?1").bind(id).run();
    return m_connection.changes() > 0;
}

std::optional<std::string> UsersTable::password(const std::string& id) {
    auto query = m_connection.query("SELECT password FROM users WHERE id = ?1");
    std::optional<std::string> hash;
    if (query.bind(id).next()) query.read(hash);
    return hash;
}

void UsersTable::setPassword(const std::string& id, const std::string& hash) {
    m_connection.query("UPDATE users SET password = ?2 WHERE id = ?1").bind(id, hash).run();
}

int UsersTable::countActive(domain::Role role) {
    auto query = m_connection.query(
        "SELECT count(*) FROM users u JOIN user_roles r ON r.user_id = u.id WHERE u.is_active = 1 AND r.role = ?1");
    int count = 0;
    if (query.bind(domain::roleName(role)).next()) query.read(count);
    return count;
}

}  // namespace heddle::storage
