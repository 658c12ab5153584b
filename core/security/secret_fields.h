#pragma once
#include "core/base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::security {

class Vault;

/// What stands for a secret where people see it: "••••", with the last four characters of a long one.
std::string maskOf(const Json& secret);

/// The secrets of documents of one shape: the places that their JSON Schema marks `"encrypted": true`, at any depth.
/// A secret that is there (neither null nor "") is stored as an envelope of the vault, bound to the record's context
/// and its place. Immutable, safe from any thread.
class SecretFields {
public:
    /// Follows `properties`, `additionalProperties`, `items`, `prefixItems`, local `$ref`s and all branches of
    /// conditions and combinations: what one branch calls secret is secret.
    explicit SecretFields(Json schema);

    /// JSON pointers to the secret places of `document`.
    std::vector<std::string> places(const Json& document) const;

    /// `document`, as a form or a client sent it, with its secrets encrypted. One that is the mask of the secret in
    /// `stored` (what is there already, or null) keeps that secret, as does one that has not changed. Throws
    /// Error(InvalidArgument, "secret.masked") with the fact `path` for a mask of nothing that is stored, and what
    /// Vault::open throws.
    Json sealed(Json document, const Json& stored, const Vault& vault, std::string_view context) const;
    /// `stored` with its secrets in clear, for the one who uses them. From then on logs mask them.
    Json opened(Json stored, const Vault& vault, std::string_view context) const;
    /// `stored` with masks in place of its secrets, for display.
    Json masked(Json stored, const Vault& vault, std::string_view context) const;
    /// `stored` under the vault's active key, for rotation.
    Json resealed(Json stored, const Vault& vault, std::string_view context) const;

private:
    Json m_schema;
};

}  // namespace heddle::security
