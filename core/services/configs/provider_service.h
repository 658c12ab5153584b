#pragma once
#include "core/domain/provider.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

class AuditTrail;
class ConfigService;
class SealedConfigs;

/// Who provides services, and what configurations of them must say. Safe from any thread. Throws Error(NotFound,
/// "provider.not_found") with the fact `provider`, (Denied, "auth.forbidden"), (Conflict, "provider.exists" |
/// "provider.in_use" | "provider.changed"), (InvalidArgument, "schema.…") for a schema that is none.
class ProviderService {
public:
    ProviderService(storage::Database& database, const SealedConfigs& sealed, ConfigService& configs,
                    const AuditTrail& audit, const Clock& clock);

    /// Adds the built-in ones whose names are free. Blocks; for the start of a server.
    void seed();

    /// By name; an empty type means all.
    boost::asio::awaitable<std::vector<domain::Provider>> list(Caller caller, std::string serviceType);
    boost::asio::awaitable<domain::Provider> get(Caller caller, std::string id);
    boost::asio::awaitable<domain::Provider> create(Caller caller, domain::Provider made);
    /// `revision`: what the caller has seen. Its configurations follow a new schema: see SealedConfigs::follow.
    boost::asio::awaitable<domain::Provider> update(Caller caller, domain::Provider changed,
                                                    std::optional<std::int64_t> revision);
    boost::asio::awaitable<void> remove(Caller caller, std::string id);

private:
    storage::Database& m_database;
    const SealedConfigs& m_sealed;
    ConfigService& m_configs;
    const AuditTrail& m_audit;
    const Clock& m_clock;
};

}  // namespace heddle::services
