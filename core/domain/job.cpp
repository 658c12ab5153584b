#include "core/domain/job.h"

namespace heddle::domain {

Json toJson(const Job& job) {
    return {{"id", job.id},
            {"kind", job.kind},
            {"owner_id", job.ownerId},
            {"payload", job.payload},
            {"state", job.state},
            {"progress", job.progress},
            {"message", job.message},
            {"result", job.result},
            {"error", job.error},
            {"attempts", job.attempts},
            {"max_attempts", job.maxAttempts},
            {"is_cancel_requested", job.isCancelRequested},
            {"created_ms", job.createdMs},
            {"started_ms", job.startedMs},
            {"finished_ms", job.finishedMs}};
}

}  // namespace heddle::domain
