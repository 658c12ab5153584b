#pragma once
#include "core/services/jobs/job_workers.h"

namespace heddle::services {

class ExecutionService;

/// Jobs of the kind "test": payload {agent_id, inputs}, result {runs: [{run_id, status, output, error}]}. Each input is
/// a run of its own; one that fails does not end the job.
JobHandler testHandler(ExecutionService& executions);

}  // namespace heddle::services
