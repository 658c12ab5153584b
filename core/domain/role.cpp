#include "core/domain/role.h"

#include "core/base/error.h"

#include <array>

namespace heddle::domain {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 4> kRoleNames{{
    {Role::User, "user"},
    {Role::Developer, "developer"},
    {Role::Reviewer, "reviewer"},
    {Role::Admin, "admin"},
}};

}  // namespace

std::string_view roleName(Role role) { return kRoleNames[static_cast<std::size_t>(role)].second; }

std::optional<Role> roleByName(std::string_view name) {
    for (const auto& [role, known] : kRoleNames) {
        if (known == name) return role;
    }
    return std::nullopt;
}

Json toJson(const Roles& roles) {
    Json names = Json::array();
    for (const Role role : roles) {
        names.push_back(roleName(role));
    }
    return names;
}

Roles rolesFromJson(const Json& json) {
    const Json holder{{"roles", json}};
    Roles roles;
    for (const auto& name : JsonReader(holder).strings("roles")) {
        const auto role = roleByName(name);
        if (!role) throw Error(ErrorKind::InvalidArgument, "role.unknown", {{"role", name}});
        roles.insert(*role);
    }
    return roles;
}

}  // namespace heddle::domain
