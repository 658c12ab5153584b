#include "core/domain/user.h"

namespace heddle::domain {

Json toJson(const User& user) {
    return {{"id", user.id},
            {"login", user.login},
            {"display_name", user.displayName},
            {"email", user.email},
            {"roles", toJson(user.roles)},
            {"is_active", user.active},
            {"token_epoch", user.tokenEpoch},
            {"created_ms", user.createdMs},
            {"updated_ms", user.updatedMs}};
}

User userFromJson(const Json& json) {
    const JsonReader in(json);
    return {.id = in.string("id", ""),
            .login = in.string("login"),
            .displayName = in.string("display_name", ""),
            .email = in.string("email", ""),
            .roles = rolesFromJson(in.array("roles")),
            .active = in.boolean("is_active", true),
            .tokenEpoch = in.integer("token_epoch", 0),
            .createdMs = in.integer("created_ms", 0),
            .updatedMs = in.integer("updated_ms", 0)};
}

Json toJson(const ApiKey& key) {
    return {{"id", key.id},
            {"user_id", key.userId},
            {"name", key.name},
            {"prefix", key.prefix},
            {"scopes", key.scopes},
            {"created_ms", key.createdMs},
            {"expires_ms", key.expiresMs},
            {"last_used_ms", key.lastUsedMs},
            {"is_revoked", key.revoked}};
}

ApiKey apiKeyFromJson(const Json& json) {
    const JsonReader in(json);
    return {.id = in.string("id", ""),
            .userId = in.string("user_id", ""),
            .name = in.string("name"),
            .prefix = in.string("prefix", ""),
            .scopes = in.strings("scopes"),
            .createdMs = in.integer("created_ms", 0),
            .expiresMs = in.integer("expires_ms", 0),
            .lastUsedMs = in.integer("last_used_ms", 0),
            .revoked = in.boolean("is_revoked", false)};
}

Json toJson(const Principal& principal) {
    return {{"user_id", principal.userId},
            {"roles", toJson(principal.roles)},
            {"scopes", principal.scopes ? Json(*principal.scopes) : Json()},
            {"credential_id", principal.credentialId}};
}

}  // namespace heddle::domain
