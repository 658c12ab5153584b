#include "core/services/accounts/audit_trail.h"

#include "core/base/clock.h"
#include "core/security/permissions.h"
#include "core/storage/database.h"

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::AuditTable;
using storage::Connection;

AuditTrail::AuditTrail(storage::Database& database, std::string key, const Clock& clock)
    : m_database(database), m_key(std::move(key)), m_clock(clock) {}

void AuditTrail::add(Connection& connection, const Caller& caller, std::string_view action, std::string object,
                     std::string result, Json detail) const {
    security::AuditEntry entry;
    entry.timeMs = m_clock.nowMs();
    entry.actor = caller.principal.userId;
    entry.credential = caller.principal.credentialId;
    entry.action = action;
    entry.object = std::move(object);
    entry.result = std::move(result);
    entry.address = caller.address;
    entry.requestId = caller.requestId;
    entry.detail = std::move(detail);
    AuditTable table(connection);
    table.add(security::chained(std::move(entry), table.last(), m_key));
}

awaitable<void> AuditTrail::addAlone(Caller caller, std::string action, std::string object, std::string result) const {
    const auto job = [&](Connection& connection) { add(connection, caller, action, object, result); };
    co_await m_database.write(job);
}

awaitable<std::vector<security::AuditEntry>> AuditTrail::list(Caller caller, storage::AuditFilter filter) {
    security::require(caller.principal, Operation::AuditRead, {});
    const auto job = [&](Connection& connection) { return AuditTable(connection).list(filter); };
    co_return co_await m_database.read(job);
}

awaitable<std::optional<security::AuditBreak>> AuditTrail::verify(Caller caller, security::AuditAnchor kept) {
    security::require(caller.principal, Operation::AuditVerify, {});
    co_return checkNow(std::move(kept)).damage;
}

AuditCheck AuditTrail::checkNow(security::AuditAnchor kept) {
    return m_database.readNow([&](Connection& connection) {
        security::AuditVerifier verifier(m_key, kept);
        AuditTable table(connection);
        table.each([&](const security::ChainedEntry& entry) { verifier.add(entry); });
        AuditCheck found;
        found.end = table.last();
        found.damage = verifier.finish();
        return found;
    });
}

awaitable<security::AuditAnchor> AuditTrail::anchor(Caller caller) {
    security::require(caller.principal, Operation::AuditVerify, {});
    const auto job = [](Connection& connection) { return AuditTable(connection).last(); };
    co_return co_await m_database.read(job);
}

}  // namespace heddle::services
