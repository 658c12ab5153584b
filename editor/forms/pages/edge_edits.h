#pragma once
#include "core/domain/graph_edit.h"

namespace heddle::editor {

/// Edges that leave a node, and edges that lead to it, by id.
std::vector<const domain::Edge*> edgesFrom(const domain::Graph& graph, const std::string& node);
std::vector<const domain::Edge*> edgesTo(const domain::Graph& graph, const std::string& node);

/// The same edge as another kind: what it led to is kept as far as the kind can say it.
domain::Edge withKind(domain::Edge edge, domain::EdgeKind kind);

/// How the plain edges into a node are joined.
struct Join {
    std::size_t sources = 0;  ///< of normal and barrier edges
    bool waitsForAll = false;
};
Join joinOf(const domain::Graph& graph, const std::string& node);

/// Makes one barrier of all plain edges into a node, or single edges of the barrier.
domain::GraphEdit setJoin(const domain::WorkflowDocument& document, const std::string& node, bool waitsForAll);

}  // namespace heddle::editor
