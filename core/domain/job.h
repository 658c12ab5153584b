#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace heddle::domain {

/// A piece of long work that outlives the request that asked for it, and the process too.
struct Job {
    std::string id;
    std::string kind;  ///< "test", "review"
    std::string ownerId;
    Json payload = Json::object();
    std::string state = "queued";  ///< queued, running, done, failed, cancelled
    double progress = 0;           ///< 0 to 1
    std::string message;           ///< what is being done, for people
    Json result;
    Json error;  ///< Error::toJson(), or null
    int attempts = 0;
    int maxAttempts = 3;
    std::int64_t runAfterMs = 0;
    std::string leaseOwner;  ///< the worker that has it
    std::int64_t leaseUntilMs = 0;
    bool isCancelRequested = false;
    std::int64_t createdMs = 0;
    std::int64_t startedMs = 0;
    std::int64_t finishedMs = 0;

    bool operator==(const Job&) const = default;
};

Json toJson(const Job& job);

}  // namespace heddle::domain
