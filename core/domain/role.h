#pragma once
#include "core/base/json.h"

#include <optional>
#include <set>
#include <string_view>

namespace heddle::domain {

/// What people are to a server. What each may do stands in core/security/permissions.h.
enum class Role {
    User,       ///< chats with published agents
    Developer,  ///< makes agents, and publishes them
    Reviewer,   ///< decides what is published
    Admin,      ///< looks after users, services and the server
};

/// A person may be several; none is less than all others.
using Roles = std::set<Role>;

/// "user", "developer", "reviewer", "admin".
std::string_view roleName(Role role);
std::optional<Role> roleByName(std::string_view name);

/// The names, as an array.
Json toJson(const Roles& roles);
/// Throws Error(InvalidArgument, "role.unknown") with the fact `role`, or "json.type".
Roles rolesFromJson(const Json& json);

}  // namespace heddle::domain
