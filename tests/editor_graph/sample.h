#pragma once
#include "core/domain/graph_edit.h"
#include "core/domain/node_type.h"
#include "tests/support/hand_clock.h"

#include <string>

namespace heddle::tests {

/// A handful of node types in all categories.
domain::NodeTypes sampleTypes();

/// A triage workflow with every kind of edge, laid out by hand.
domain::WorkflowDocument sampleDocument();

/// `nodes` nodes in a grid of columns with one and a half edges per node.
domain::WorkflowDocument largeDocument(int nodes);

/// The canonical texts of workflow and layout together.
std::string textOf(const domain::WorkflowDocument& document);

}  // namespace heddle::tests
