#pragma once
#include "core/domain/provider.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"
#include "core/services/configs/sealed_configs.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::net {
class HttpClient;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;
class ModelService;
class ServiceLimits;

/// Configurations of services. What their provider's schema marks `encrypted` is sealed with SM4 before it is stored,
/// and masked in everything that is given back. Active ones of language models can be used by nodes, as
/// "PROTOCOL:MODEL@NAME"; so a name is unique among all providers of one type. Safe from any thread. Throws
/// Error(NotFound, "config.not_found") with the fact `config`, (Denied, "auth.forbidden"), (Conflict, "config.exists" |
/// "config.changed"), (InvalidArgument, "config.invalid") with the fact `problems`, and what SecretFields::sealed
/// throws.
class ConfigService {
public:
    ConfigService(storage::Database& database, const SealedConfigs& sealed, net::HttpClient& http, ModelService& models,
                  ServiceLimits& limits, const AuditTrail& audit, const Clock& clock);

    /// Those that the caller may read whole; of others only that they are there, without `data`. An empty provider
    /// means all.
    boost::asio::awaitable<std::vector<domain::ServiceConfig>> list(Caller caller, std::string providerId);
    boost::asio::awaitable<domain::ServiceConfig> get(Caller caller, std::string id);
    boost::asio::awaitable<domain::ServiceConfig> create(Caller caller, domain::ServiceConfig made);
    /// A secret that comes as its mask stays what it is. `revision`: what the caller has seen.
    boost::asio::awaitable<domain::ServiceConfig> update(Caller caller, domain::ServiceConfig changed,
                                                         std::optional<std::int64_t> revision);
    boost::asio::awaitable<void> remove(Caller caller, std::string id);
    /// Against the provider's schema, then by a real call; what came of it is stored, unless the configuration was
    /// changed meanwhile.
    boost::asio::awaitable<domain::ServiceConfig> check(Caller caller, std::string id);

    /// Tells ModelService of the active language models, and ServiceLimits of their limits, in one piece, as they are
    /// stored now; one whose secrets cannot be opened is left out and logged. At the start of a server, and after each
    /// change.
    boost::asio::awaitable<void> offerModels();

private:
    domain::ServiceConfig find(storage::Connection& connection, const Caller& caller, security::Operation operation,
                               const std::string& id) const;
    domain::ServiceConfig masked(storage::Connection& connection, domain::ServiceConfig config) const;
    boost::asio::awaitable<Json> callService(const domain::Provider& provider, Json opened);

    storage::Database& m_database;
    const SealedConfigs& m_sealed;
    net::HttpClient& m_http;
    ModelService& m_models;
    ServiceLimits& m_limits;
    const AuditTrail& m_audit;
    const Clock& m_clock;
};

}  // namespace heddle::services
