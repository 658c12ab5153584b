#pragma once
#include "core/services/jobs/job_workers.h"

namespace heddle::services {

class PublishingService;

/// Jobs of the kind "review": payload {review_id}, result {status}. The automatic review of what was submitted, when
/// the process that took it ended before it had one.
JobHandler reviewHandler(PublishingService& publishing);

}  // namespace heddle::services
