#pragma once
#include "core/base/problem.h"
#include "core/domain/stored_node_type.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;

/// The registry of node types: the built-in ones, and those that administrators make of them. Safe from any thread.
/// Throws Error(NotFound, "node_type.not_found") with the fact `type`, (Denied, "auth.forbidden"), (Conflict,
/// "node_type.exists" | "node_type.built_in" | "node_type.changed"), (InvalidArgument, "node_type.bad_name" |
/// "node_type.bad_config").
class NodeTypeService {
public:
    NodeTypeService(storage::Database& database, const AuditTrail& audit, const Clock& clock);

    /// Built-in ones first, then by name; an empty category means all.
    boost::asio::awaitable<std::vector<domain::StoredNodeType>> list(Caller caller, std::string category);
    boost::asio::awaitable<domain::StoredNodeType> get(Caller caller, std::string name);
    /// Empty schemas are the base type's.
    boost::asio::awaitable<domain::StoredNodeType> create(Caller caller, domain::StoredNodeType made);
    /// `revision`: what the caller has seen.
    boost::asio::awaitable<domain::StoredNodeType> update(Caller caller, domain::StoredNodeType changed,
                                                          std::optional<std::int64_t> revision);
    /// What is wrong with a node's configuration, the type's defaults filled in.
    boost::asio::awaitable<Problems> validateConfig(Caller caller, std::string name, Json config);

private:
    storage::Database& m_database;
    const AuditTrail& m_audit;
    const Clock& m_clock;
};

/// The graph with all stored types as their base types: what runs and is checked.
domain::Graph withKnownTypes(storage::Connection& connection, domain::Graph graph);

}  // namespace heddle::services
