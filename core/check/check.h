#pragma once
#include "core/base/problem.h"
#include "core/domain/node_type.h"
#include "core/domain/workflow.h"

namespace heddle::check {

/// Everything that can be said against a workflow without running it: unknown node types, edges to nowhere, nodes that
/// nothing reaches, cycles without an exit, configurations that do not fit their schema, expressions that do not parse
/// or name unknown state fields. Each problem has its node and a JSON pointer into the workflow file. Any thread.
Problems check(const domain::Graph& graph, const domain::NodeTypes& types);

}  // namespace heddle::check
