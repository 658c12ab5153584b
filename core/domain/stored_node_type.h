#pragma once
#include "core/domain/node_type.h"
#include "core/domain/workflow.h"

namespace heddle::domain {

/// A node type as a registry holds it (design 3.4.1): a built-in one, or one that users have made of a built-in one,
/// which has its behaviour and its form, and other defaults, name and description.
struct StoredNodeType {
    NodeType type;
    std::string baseType;  ///< empty: built in, and not to be changed
    std::string ownerId;
    bool isActive = true;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t revision = 1;

    bool operator==(const StoredNodeType&) const = default;
    bool isBuiltIn() const { return baseType.empty(); }
};

/// By name.
using StoredNodeTypes = std::map<std::string, StoredNodeType>;

/// The graph with each node of such a type as a node of the base type: what the node says itself goes before the type's
/// defaults. In sub-graphs too.
Graph withBaseTypes(Graph graph, const StoredNodeTypes& types);

Json toJson(const StoredNodeType& stored);

}  // namespace heddle::domain
