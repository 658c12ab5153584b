#pragma once
#include "core/domain/role.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::domain {

/// A person with an account on a server. The hash of the password is no part of it, so that it cannot travel with it.
struct User {
    std::string id;
    std::string login;  ///< unique, whatever the case
    std::string displayName;
    std::string email;
    Roles roles{Role::User};
    bool active = true;  ///< one who is not cannot sign in
    /// Counts up with each sign-out everywhere, change of password or roles: access tokens of an older one are void.
    std::int64_t tokenEpoch = 0;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;

    bool operator==(const User&) const = default;
};

/// A key for programs, made by a user, who can do no more by it than in person. Its digest is no part of it.
struct ApiKey {
    std::string id;
    std::string userId;
    std::string name;
    std::string prefix;               ///< what is shown of the key, and how it is found
    std::vector<std::string> scopes;  ///< operations, as core/security/permissions.h spells them
    std::int64_t createdMs = 0;
    std::int64_t expiresMs = 0;   ///< 0: never
    std::int64_t lastUsedMs = 0;  ///< 0: not yet
    bool revoked = false;

    bool operator==(const ApiKey&) const = default;
};

/// Who asks for something: a signed-in person, or a program with an API key.
struct Principal {
    std::string userId;
    Roles roles;
    std::optional<std::vector<std::string>> scopes;  ///< of the API key; nothing for a person
    std::string credentialId;                        ///< of the session or the API key, for the audit log

    bool operator==(const Principal&) const = default;
};

Json toJson(const User& user);
Json toJson(const ApiKey& key);
Json toJson(const Principal& principal);
User userFromJson(const Json& json);
ApiKey apiKeyFromJson(const Json& json);

}  // namespace heddle::domain
