#include "core/domain/review.h"

namespace heddle::domain {

Json toJson(const Review& review) {
    return {{"id", review.id},
            {"agent_id", review.agentId},
            {"agent_version_id", review.versionId},
            {"submitter_id", review.submitterId},
            {"status", review.status},
            {"findings", review.findings},
            {"reviewer_id", review.reviewerId},
            {"comment", review.comment},
            {"created_ms", review.createdMs},
            {"decided_ms", review.decidedMs}};
}

Json toJson(const Rating& rating) {
    return {{"agent_id", rating.agentId}, {"user_id", rating.userId},       {"stars", rating.stars},
            {"comment", rating.comment},  {"created_ms", rating.createdMs}, {"updated_ms", rating.updatedMs}};
}

}  // namespace heddle::domain
