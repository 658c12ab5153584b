#pragma once
#include "core/base/json.h"
#include "core/domain/workflow.h"

namespace heddle::services {

/// What the automatic review finds in a workflow: an array of {rule, severity, path, text}. Only those of severity
/// "error" keep a version out of the store. Looks for what does not run, for secrets, for characters that hide text
/// from a reader, and for phrases that try to take models over.
Json inspect(const domain::Graph& graph);

/// Whether a finding is an error.
bool hasBlockingFinding(const Json& findings);

}  // namespace heddle::services
