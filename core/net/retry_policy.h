#pragma once
#include "core/base/error.h"
#include "core/net/http_client.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace heddle::net {

/// When to try a request again.
struct RetryPolicy {
    int retries = 2;
    std::chrono::milliseconds firstDelay{500};      ///< doubles with each attempt …
    std::chrono::milliseconds longestDelay{8000};   ///< … up to this
    std::chrono::milliseconds longestWait{120000};  ///< a server that asks for more is not waited for
};

/// How long to wait before the next try, or nothing when there should be none. `attempt` counts the tries so far, from
/// 1. The header x-should-retry decides first; else errors of kind Network, Timeout, Unavailable and RateLimited are
/// worth it. retry-after-ms and retry-after (seconds or an HTTP date, RFC 9110, section 10.2.3) say how long; without
/// them it is firstDelay·2^(attempt-1), less up to a quarter: `random` is 0 … 1. `nowMs` is the time since 1970.
std::optional<std::chrono::milliseconds> delayBefore(const RetryPolicy& policy, int attempt, const Error& error,
                                                     const Headers& headers, std::int64_t nowMs, double random);

/// What retry-after-ms or retry-after ask for, whatever its length.
std::optional<std::chrono::milliseconds> retryAfter(const Headers& headers, std::int64_t nowMs);

}  // namespace heddle::net
