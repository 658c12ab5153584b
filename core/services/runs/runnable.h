#pragma once
#include "core/domain/node_type.h"
#include "core/domain/workflow.h"

namespace heddle::services {

/// The built-in node types, made once.
const domain::NodeTypes& knownTypes();

/// Refuses what cannot run, with all that is wrong with it: Error(InvalidArgument, "run.invalid_workflow") with the
/// facts `problems` and `reason`.
void mustBeRunnable(const domain::Graph& graph);

}  // namespace heddle::services
