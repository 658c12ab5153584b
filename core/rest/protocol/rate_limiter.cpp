#include "core/rest/protocol/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace heddle::rest {
namespace {

/// Clients in memory before the idle ones are looked for; some 100 bytes each.
constexpr std::size_t kFewBuckets = 10'000;
constexpr double kNsPerSecond = 1e9;

double filled(double tokens, std::int64_t sinceNs, const RateRule& rule) {
    return std::min(rule.burst, tokens + static_cast<double>(sinceNs) / kNsPerSecond * rule.perSecond);
}

std::int64_t msFor(double tokens, const RateRule& rule) {
    return static_cast<std::int64_t>(std::ceil(std::max(0.0, tokens) / rule.perSecond * 1000));
}

}  // namespace

RateLimiter::RateLimiter(const Clock& clock, std::map<std::string, RateRule> rules)
    : m_clock(clock), m_rules(std::move(rules)), m_sweepAt(kFewBuckets) {}

RateVerdict RateLimiter::take(const std::string& rateClass, const std::string& client) {
    RateVerdict verdict;
    const auto found = m_rules.find(rateClass);
    if (found == m_rules.end()) return verdict;
    const RateRule& rule = found->second;
    const std::int64_t now = m_clock.steadyNs();
    const std::lock_guard lock(m_mutex);
    if (m_count >= m_sweepAt) forgetFull(now);
    const auto [it, isNew] = m_buckets[rateClass].try_emplace(client, Bucket{rule.burst, now});
    if (isNew) ++m_count;
    Bucket& bucket = it->second;
    bucket.tokens = filled(bucket.tokens, now - bucket.ns, rule);
    bucket.ns = now;
    verdict.isAllowed = bucket.tokens >= 1;
    if (verdict.isAllowed)
        bucket.tokens -= 1;
    else
        verdict.retryAfterMs = msFor(1 - bucket.tokens, rule);
    verdict.limit = static_cast<std::int64_t>(rule.burst);
    verdict.remaining = static_cast<std::int64_t>(bucket.tokens);
    verdict.resetMs = msFor(rule.burst - bucket.tokens, rule);
    return verdict;
}

void RateLimiter::forgetFull(std::int64_t now) {
    m_count = 0;
    for (auto& [rateClass, buckets] : m_buckets) {
        const RateRule& rule = m_rules.at(rateClass);
        std::erase_if(buckets, [&](const auto& entry) {
            return filled(entry.second.tokens, now - entry.second.ns, rule) >= rule.burst;
        });
        m_count += buckets.size();
    }
    // Twice as many must come before the next look, so that looking costs little for each.
    m_sweepAt = std::max(kFewBuckets, 2 * m_count);
}

}  // namespace heddle::rest
