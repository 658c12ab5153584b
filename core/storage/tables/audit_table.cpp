#include "core/storage/tables/audit_table.h"

#define AUDIT_COLUMNS "sequence, time_ms, actor, credential, action, object, result, address, request_id, detail"

namespace heddle::storage {
namespace {

template <class... More>
security::AuditEntry auditEntryOf(const Query& row, More&... more) {
    security::AuditEntry e;
    row.read(e.sequence, e.timeMs, e.actor, e.credential, e.action, e.object, e.result, e.address, e.requestId,
             e.detail, more...);
    return e;
}

}  // namespace

void AuditTable::add(const security::ChainedEntry& chained) {
    const security::AuditEntry& e = chained.entry;
    m_connection
        .query("INSERT INTO audit_log(" AUDIT_COLUMNS
               ", previous, digest) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .bind(e.sequence, e.timeMs, e.actor, e.credential, e.action, e.object, e.result, e.address, e.requestId,
              e.detail, chained.previous, chained.digest)
        .run();
}

security::AuditAnchor AuditTable::last() {
    auto query = m_connection.query("SELECT sequence, digest FROM audit_log ORDER BY sequence DESC LIMIT 1");
    security::AuditAnchor anchor;
    if (query.next()) query.read(anchor.sequence, anchor.digest);
    return anchor;
}

std::vector<security::AuditEntry> AuditTable::list(const AuditFilter& filter) {
    auto query = m_connection.query("SELECT " AUDIT_COLUMNS
                                    " FROM audit_log WHERE (CAST(?1 AS TEXT) IS NULL OR actor = ?1) "
                                    "AND (CAST(?2 AS TEXT) IS NULL OR action = ?2) "
                                    "AND (?3 = 0 OR sequence < ?3) ORDER BY sequence DESC LIMIT ?4");
    query.bind(OrNull{filter.actor}, OrNull{filter.action}, filter.before, filter.limit);
    std::vector<security::AuditEntry> entries;
    while (query.next())
        entries.push_back(auditEntryOf(query));
    return entries;
}

void AuditTable::each(const std::function<void(const security::ChainedEntry&)>& visit) {
    auto query = m_connection.query("SELECT " AUDIT_COLUMNS ", previous, digest FROM audit_log ORDER BY sequence");
    while (query.next()) {
        security::ChainedEntry chained;
        chained.entry = auditEntryOf(query, chained.previous, chained.digest);
        visit(chained);
    }
}

}  // namespace heddle::storage
