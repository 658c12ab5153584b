#pragma once
#include "core/services/jobs/job_workers.h"

namespace heddle::storage {
class Database;
}

namespace heddle::services {

class ExecutionService;

/// Jobs of the kind "test", with the rights that their owner has when they are run: payload {agent_id, inputs}, result
/// {runs: [{run_id, status, output, error}]}. Each input is a run of its own; one that fails does not end the job.
JobHandler testHandler(storage::Database& database, ExecutionService& executions);

}  // namespace heddle::services
