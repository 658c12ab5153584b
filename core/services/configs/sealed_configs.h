#pragma once
#include "core/domain/provider.h"
#include "core/security/vault.h"

namespace heddle::storage {
class Connection;
}

namespace heddle::services {

/// The provider of a configuration. Throws Error(NotFound, "provider.not_found") with the facts `provider`, `path`.
domain::Provider providerOf(storage::Connection& connection, const domain::ServiceConfig& config);

/// The secrets of configurations: sealed in rows, masked for display, in clear for the one who calls the service.
/// Immutable, safe from any thread. All throw what Vault::open throws.
class SealedConfigs {
public:
    explicit SealedConfigs(security::Vault vault) : m_vault(std::move(vault)) {}

    /// The data of a configuration as a client sent it, sealed; `stored` as for SecretFields::sealed.
    Json sealed(const domain::ServiceConfig& config, const domain::Provider& provider, const Json& stored) const;
    Json opened(const domain::ServiceConfig& config, const domain::Provider& provider) const;
    Json masked(const domain::ServiceConfig& config, const domain::Provider& provider) const;

    /// For a provider whose schema changes: what is secret from now on is sealed, what is so no more is in clear, and
    /// each configuration waits for a check.
    void follow(storage::Connection& connection, const domain::Provider& before, const domain::Provider& after) const;
    /// Seals everything anew, with the vault's active key. Gives the number of configurations.
    int resealAll(storage::Connection& connection) const;

private:
    security::Vault m_vault;
};

}  // namespace heddle::services
