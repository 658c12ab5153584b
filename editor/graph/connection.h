#pragma once
#include "core/domain/graph_edit.h"
#include "editor/graph/scene/node_view.h"

#include <QString>

#include <string>
#include <vector>

namespace heddle::editor {

/// Where a new edge begins: a node's plain output, one of its cases, or its error port.
struct ConnectionStart {
    std::string node;
    PortKind kind = PortKind::Out;
    std::string caseName;
};

/// The edges that begin or end at a node.
std::vector<const domain::Edge*> edgesAt(const domain::Graph& graph, const std::string& node);

/// Why an edge from `start` to the node or "$end" `to` cannot be made, in words for people; empty when it can. `near`
/// must hold the edges of one of the two ends: asking for many nodes then costs little.
QString refusal(const domain::Graph& graph, const std::vector<const domain::Edge*>& near, const ConnectionStart& start,
                const std::string& to);

/// The edit that makes the edge. A second plain edge into a node becomes a barrier (the node waits for all), unless the
/// two ways exclude each other or one of them leads back: then the node would wait for ever.
domain::GraphEdit connection(const domain::WorkflowDocument& document, const ConnectionStart& start,
                             const std::string& to);

/// The same edge as another kind. Conditional edges with several targets keep their kind: no changes then.
domain::GraphEdit changeKind(const domain::WorkflowDocument& document, const std::string& edge, domain::EdgeKind kind);
/// Makes a node with a barrier run on any of its edges, and one with several plain edges wait for all of them.
domain::GraphEdit toggleJoin(const domain::WorkflowDocument& document, const std::string& node);
/// Adds or removes a node among those that runs begin with.
domain::GraphEdit toggleEntry(const domain::WorkflowDocument& document, const std::string& node);
/// Gives a node an error port, or takes it and its error edge away.
domain::GraphEdit toggleErrorPort(const domain::WorkflowDocument& document, const std::string& node);

}  // namespace heddle::editor
