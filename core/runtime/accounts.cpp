#include "core/runtime/accounts.h"

#include "core/security/secret_store.h"
#include "core/services/configs/sealed_configs.h"
#include "core/storage/database.h"

namespace heddle::runtime {
namespace {

constexpr const char* kVariable = "HEDDLE_ROOT_KEY";
constexpr const char* kIssuer = "heddle";

security::RootKeySources rootKeySources(security::SecretStore& ring, const std::filesystem::path& workspace) {
    security::RootKeySources sources;
    sources.push_back(security::environmentSource(kVariable));
    sources.push_back(security::secretStoreSource(ring, std::filesystem::absolute(workspace).string()));
    sources.push_back(security::fileSource(workspace / "keys" / "root.key"));
    return sources;
}

}  // namespace

Accounts::Accounts(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock)
    : m_database(database),
      m_clock(clock),
      m_ring(security::makeSecretService()),
      m_sources(rootKeySources(*m_ring, workspace)),
      m_keys(services::openServerKeys(database, m_sources, clock)),
      m_audit(database, m_keys.auditKey, clock),
      m_known(clock),
      m_tokens({.issuer = kIssuer, .audience = kIssuer}, m_keys.tokenKeys, clock),
      m_users(database, m_passwords, m_audit, m_known, clock),
      m_signIn(database, m_passwords, m_audit, m_tokens, m_known, clock),
      m_apiKeys(database, m_audit, m_known, clock) {}

Accounts::~Accounts() = default;

AuditCheck checkAudit(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock,
                      security::AuditAnchor kept) {
    AuditCheck check;
    check.end = database.readNow([](storage::Connection& c) { return storage::AuditTable(c).last(); });
    try {
        const auto ring = security::makeSecretService();
        const auto key = services::findAuditKey(database, rootKeySources(*ring, workspace));
        if (!key && check.end.sequence == 0) return check;
        if (!key) throw Error(ErrorKind::NotFound, "audit.no_key");
        check.damage = services::AuditTrail(database, *key, clock).verifyNow(std::move(kept));
    } catch (const Error& error) {
        check.obstacle = error;
    }
    return check;
}

int Accounts::rotateKeys() {
    const services::SealedConfigs configs(services::rotateDataKey(m_database, m_sources, m_clock));
    return m_database.writeNow([&](storage::Connection& connection) { return configs.resealAll(connection); });
}

}  // namespace heddle::runtime
