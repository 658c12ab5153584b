#include "core/runtime/accounts.h"

#include "core/runtime/root_keys.h"
#include "core/storage/database.h"

namespace heddle::runtime {
namespace {

constexpr const char* kIssuer = "heddle";

}  // namespace

Accounts::Accounts(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock)
    : m_keys(services::openServerKeys(database, RootKeys(workspace).sources(), clock)),
      m_audit(database, m_keys.auditKey, clock),
      m_desk(database, m_keys, m_audit, clock),
      m_known(clock),
      m_tokens({.issuer = kIssuer, .audience = kIssuer}, m_keys.tokenKeys, clock),
      m_users(database, m_passwords, m_audit, m_known, clock),
      m_signIn(database, m_passwords, m_audit, m_tokens, m_known, clock),
      m_apiKeys(database, m_audit, m_known, clock) {}

Accounts::~Accounts() = default;

services::AuditCheck checkAudit(storage::Database& database, const std::filesystem::path& workspace, const Clock& clock,
                                security::AuditAnchor kept) {
    services::AuditCheck check;
    check.end = database.readNow([](storage::Connection& c) { return storage::AuditTable(c).last(); });
    try {
        const auto key = services::findAuditKey(database, RootKeys(workspace).sources());
        if (!key && check.end.sequence == 0) return check;
        if (!key) throw Error(ErrorKind::NotFound, "audit.no_key");
        return services::AuditTrail(database, *key, clock).checkNow(std::move(kept));
    } catch (const Error& error) {
        check.obstacle = error;
    }
    return check;
}

}  // namespace heddle::runtime
