#pragma once
#include "core/domain/user.h"

#include <string>

namespace heddle::services {

/// The account of whoever sits at this computer.
inline constexpr const char* kLocalUser = "local";

/// Who asks a service for something, from where and by which request: for permissions and for the audit log.
struct Caller {
    Caller() = default;  // no aggregate: g++ 12 destroys those twice when they are made inside a co_await expression
    explicit Caller(domain::Principal who, std::string from = {}, std::string request = {})
        : principal(std::move(who)), address(std::move(from)), requestId(std::move(request)) {}

    domain::Principal principal;
    std::string address;  ///< empty: this computer
    std::string requestId;

    /// What Heddle does by itself for a user, such as going on with a run whose time has come.
    static Caller onBehalfOf(std::string userId) {
        return Caller({.userId = std::move(userId), .roles = {domain::Role::User}});
    }

    /// The person at the desktop or the terminal, who may do everything.
    static Caller local() {
        using domain::Role;
        return Caller({.userId = kLocalUser, .roles = {Role::User, Role::Developer, Role::Reviewer, Role::Admin}});
    }
};

}  // namespace heddle::services
