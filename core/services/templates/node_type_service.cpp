#include "core/services/templates/node_type_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/schema/schema.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/runs/runnable.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/node_types_table.h"

#include <algorithm>

namespace heddle::services {

using boost::asio::awaitable;
using domain::StoredNodeType;
using security::Operation;
using storage::Connection;
using storage::NodeTypesTable;

namespace {

constexpr std::size_t kLongestTypeName = 64;

void mustBeTypeName(const std::string& name) {
    const auto isAllowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    const bool isGood = !name.empty() && name.size() <= kLongestTypeName && name.front() >= 'a' &&
                        std::all_of(name.begin(), name.end(), isAllowed);
    if (!isGood) throw Error(ErrorKind::InvalidArgument, "node_type.bad_name", {{"type", name}, {"path", "/name"}});
}

const domain::NodeType& baseOf(const std::string& baseType) {
    const domain::NodeType* base = knownTypes().find(baseType);
    if (!base) throw Error(ErrorKind::NotFound, "node_type.not_found", {{"type", baseType}, {"path", "/base_type"}});
    return *base;
}

StoredNodeType builtIn(const domain::NodeType& type) {
    StoredNodeType stored;
    stored.type = type;
    return stored;
}

/// With what is its base type's.
StoredNodeType whole(StoredNodeType stored) {
    const domain::NodeType& base = baseOf(stored.baseType);
    domain::NodeType& type = stored.type;
    type.configSchema = base.configSchema;
    type.runsOffline = base.runsOffline;
    if (type.icon.empty()) type.icon = base.icon;
    if (type.category.empty()) type.category = base.category;
    if (type.inputSchema.empty()) type.inputSchema = base.inputSchema;
    if (type.outputSchema.empty()) type.outputSchema = base.outputSchema;
    if (type.requiredServices.empty()) type.requiredServices = base.requiredServices;
    return stored;
}

StoredNodeType findType(Connection& connection, const std::string& name) {
    if (const auto* type = knownTypes().find(name)) return builtIn(*type);
    auto stored = NodeTypesTable(connection).find(name);
    if (!stored) throw Error(ErrorKind::NotFound, "node_type.not_found", {{"type", name}});
    return whole(std::move(*stored));
}

/// What is wrong with the members that are there; what is missing a node may say itself.
void mustBeDefaults(const StoredNodeType& stored) {
    Json schema = stored.type.configSchema;
    schema.erase("required");
    Json list = Json::array();
    for (const Problem& problem : schema::compile(schema).validate(stored.type.defaultConfig))
        list.push_back(toJson(problem));
    if (list.empty()) return;
    throw Error(ErrorKind::InvalidArgument, "node_type.bad_config",
                {{"type", stored.type.name}, {"path", "/default_config"}, {"problems", std::move(list)}});
}

}  // namespace

domain::Graph withKnownTypes(Connection& connection, domain::Graph graph) {
    return domain::withBaseTypes(std::move(graph), NodeTypesTable(connection).all());
}

NodeTypeService::NodeTypeService(storage::Database& database, const AuditTrail& audit, const Clock& clock)
    : m_database(database), m_audit(audit), m_clock(clock) {}

awaitable<std::vector<StoredNodeType>> NodeTypeService::list(Caller caller, std::string category) {
    security::require(caller.principal, Operation::NodeTypesList, "");
    std::vector<StoredNodeType> found;
    const auto add = [&](StoredNodeType stored) {
        if (category.empty() || stored.type.category == category) found.push_back(std::move(stored));
    };
    for (const auto& [name, type] : knownTypes().all())
        add(builtIn(type));
    const auto job = [](Connection& connection) { return NodeTypesTable(connection).all(); };
    const domain::StoredNodeTypes stored = co_await m_database.read(job);
    for (const auto& [name, type] : stored)
        add(whole(type));
    co_return found;
}

awaitable<StoredNodeType> NodeTypeService::get(Caller caller, std::string name) {
    security::require(caller.principal, Operation::NodeTypesRead, "");
    const auto job = [&](Connection& connection) { return findType(connection, name); };
    co_return co_await m_database.read(job);
}

awaitable<StoredNodeType> NodeTypeService::create(Caller caller, StoredNodeType made) {
    made.ownerId = caller.principal.userId;
    security::require(caller.principal, Operation::NodeTypesCreate, made.ownerId);
    mustBeTypeName(made.type.name);
    made.createdMs = made.updatedMs = m_clock.nowMs();
    made = whole(std::move(made));
    mustBeDefaults(made);
    const auto job = [&](Connection& connection) {
        NodeTypesTable types(connection);
        if (knownTypes().find(made.type.name) || types.find(made.type.name))
            throw Error(ErrorKind::Conflict, "node_type.exists", {{"type", made.type.name}});
        types.put(made);
        m_audit.add(connection, caller, operationName(Operation::NodeTypesCreate), "node_types/" + made.type.name);
    };
    co_await m_database.write(job);
    co_return made;
}

awaitable<StoredNodeType> NodeTypeService::update(Caller caller, StoredNodeType changed,
                                                  std::optional<std::int64_t> revision) {
    const std::string name = changed.type.name;
    const auto job = [&](Connection& connection) {
        const StoredNodeType before = findType(connection, name);
        security::require(caller.principal, Operation::NodeTypesUpdate, before.ownerId);
        if (before.isBuiltIn()) throw Error(ErrorKind::Conflict, "node_type.built_in", {{"type", name}});
        if (revision && *revision != before.revision)
            throw Error(ErrorKind::Conflict, "node_type.changed", {{"type", name}, {"revision", before.revision}});
        changed.ownerId = before.ownerId;
        changed.createdMs = before.createdMs;
        changed.updatedMs = m_clock.nowMs();
        const StoredNodeType next = whole(changed);
        mustBeDefaults(next);
        NodeTypesTable(connection).put(next);
        m_audit.add(connection, caller, operationName(Operation::NodeTypesUpdate), "node_types/" + name);
        return findType(connection, name);
    };
    co_return co_await m_database.write(job);
}

awaitable<Problems> NodeTypeService::validateConfig(Caller caller, std::string name, Json config) {
    security::require(caller.principal, Operation::NodeTypesValidate, "");
    const auto job = [&](Connection& connection) { return findType(connection, name); };
    const StoredNodeType stored = co_await m_database.read(job);
    Json whole = stored.type.defaultConfig;
    whole.update(config);
    const schema::Schema schema = schema::compile(stored.type.configSchema);
    co_return schema.validate(schema.withDefaults(std::move(whole)));
}

}  // namespace heddle::services
