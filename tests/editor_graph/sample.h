#pragma once
#include "core/base/clock.h"
#include "core/domain/graph_edit.h"
#include "core/domain/node_type.h"

#include <string>

namespace heddle::tests {

/// A clock that the test moves.
class HandClock final : public Clock {
public:
    std::int64_t nowMs() const override { return m_ns / 1'000'000; }
    std::int64_t steadyNs() const override { return m_ns; }
    void forward(std::int64_t ms) { m_ns += ms * 1'000'000; }

private:
    std::int64_t m_ns = 1'000'000'000;
};

/// A handful of node types in all categories.
domain::NodeTypes sampleTypes();

/// A triage workflow with every kind of edge, laid out by hand.
domain::WorkflowDocument sampleDocument();

/// `nodes` nodes in a grid of columns with one and a half edges per node.
domain::WorkflowDocument largeDocument(int nodes);

/// The canonical texts of workflow and layout together.
std::string textOf(const domain::WorkflowDocument& document);

}  // namespace heddle::tests
