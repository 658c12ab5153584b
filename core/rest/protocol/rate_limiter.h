#pragma once
#include "core/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

namespace heddle::rest {

/// A token bucket: `burst` requests at once, and `perSecond` more every second.
struct RateRule {
    double perSecond = 20;
    double burst = 60;
};

struct RateVerdict {
    bool isAllowed = true;
    std::int64_t limit = 0;         ///< requests that the full bucket holds
    std::int64_t remaining = 0;     ///< requests that are left now
    std::int64_t resetMs = 0;       ///< until the bucket is full again
    std::int64_t retryAfterMs = 0;  ///< until the next request; 0 when this one was allowed
};

/// How often each client may come, by class of route. A client whose bucket is full again is forgotten. Safe from any
/// thread.
class RateLimiter {
public:
    /// Rules by class; a class without one is not limited.
    RateLimiter(const Clock& clock, std::map<std::string, RateRule> rules);

    RateVerdict take(const std::string& rateClass, const std::string& client);

private:
    struct Bucket {
        double tokens = 0;
        std::int64_t ns = 0;
    };
    void forgetFull(std::int64_t now);

    const Clock& m_clock;
    std::map<std::string, RateRule> m_rules;
    std::mutex m_mutex;
    std::map<std::string, std::unordered_map<std::string, Bucket>> m_buckets;
    std::size_t m_count = 0;
    std::size_t m_sweepAt;
};

}  // namespace heddle::rest
