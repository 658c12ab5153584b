#pragma once
#include "core/base/problem.h"
#include "core/domain/workflow_template.h"

namespace heddle::storage {
class Connection;
}

namespace heddle::services {

/// What is wrong with a template: its parameters' schema, the shape of its definition, and what an instance with the
/// default parameters has wrong, its nodes' types being those that the database knows.
Problems problemsOf(storage::Connection& connection, const domain::WorkflowTemplate& value);

}  // namespace heddle::services
