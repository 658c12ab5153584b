#pragma once
#include "core/security/audit_chain.h"
#include "core/storage/connection.h"

#include <functional>
#include <string>
#include <vector>

namespace heddle::storage {

struct AuditFilter {
    std::string actor;        ///< empty: all
    std::string action;       ///< empty: all
    std::int64_t before = 0;  ///< sequence: only older ones; 0: the newest
    int limit = 100;
};

/// The audit log: entries are added, and never changed or taken away.
class AuditTable {
public:
    explicit AuditTable(Connection& connection) : m_connection(connection) {}

    void add(const security::ChainedEntry& entry);
    /// The newest entry's place in the chain; the chain's beginning when there is none.
    security::AuditAnchor last();
    /// Newest first.
    std::vector<security::AuditEntry> list(const AuditFilter& filter);
    /// All of them in their order.
    void each(const std::function<void(const security::ChainedEntry&)>& visit);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
