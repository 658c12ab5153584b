#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace heddle::domain {

/// The way of one version of an agent into the store.
struct Review {
    std::string id;
    std::string agentId;
    std::string versionId;
    std::string submitterId;
    std::string status = "submitted";  ///< submitted, waiting (for a person), approved, rejected
    Json findings = Json::array();     ///< of the automatic review: {rule, severity, path, text}
    std::string reviewerId;            ///< empty: nobody has decided, or the automatic review has
    std::string comment;
    std::int64_t createdMs = 0;
    std::int64_t decidedMs = 0;  ///< 0: not yet

    bool operator==(const Review&) const = default;
};

/// What one user says of an agent.
struct Rating {
    std::string agentId;
    std::string userId;
    int stars = 0;  ///< 1 to 5
    std::string comment;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;

    bool operator==(const Rating&) const = default;
};

Json toJson(const Review& review);
Json toJson(const Rating& rating);

}  // namespace heddle::domain
