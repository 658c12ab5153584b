#include "core/runtime/accounts.h"

#include "core/security/secret_store.h"

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
      m_tokens({.issuer = kIssuer, .audience = kIssuer}, m_keys.tokenKeys, clock),
      m_users(database, m_passwords, m_audit, clock),
      m_signIn(database, m_passwords, m_audit, m_tokens, clock),
      m_apiKeys(database, m_audit, clock) {}

Accounts::~Accounts() = default;

void Accounts::rotateKeys() { services::rotateDataKey(m_database, m_sources, m_clock); }

}  // namespace heddle::runtime
