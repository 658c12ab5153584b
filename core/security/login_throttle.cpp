#include "core/security/login_throttle.h"

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>

namespace heddle::security {
namespace {

/// What is left of `count` tries after a time without any.
double remembered(double count, std::int64_t elapsedMs, const ThrottleLimit& limit) {
    return std::max(0.0, count - static_cast<double>(elapsedMs) / static_cast<double>(limit.longestWaitMs));
}

std::int64_t waitAfter(double count, const ThrottleLimit& limit) {
    if (count < limit.freeTries) return 0;
    const double wait = static_cast<double>(limit.firstWaitMs) * std::exp2(std::ceil(count - limit.freeTries));
    return static_cast<std::int64_t>(std::min(wait, static_cast<double>(limit.longestWaitMs)));
}

}  // namespace

LoginThrottle::LoginThrottle(const Clock& clock, LoginLimits limits) : m_clock(clock), m_limits(limits) {}

std::int64_t LoginThrottle::attempt(const std::string& account, const std::string& address) {
    const std::int64_t now = nowMs();
    const std::lock_guard lock(m_mutex);
    Tries& ofAccount = triesOf(m_accounts, account, m_limits.account, now);
    Tries& ofAddress = triesOf(m_addresses, address, m_limits.address, now);
    const std::int64_t wait = std::max(ofAccount.openMs, ofAddress.openMs) - now;
    if (wait > 0) return wait;
    ofAccount.openMs = now + waitAfter(++ofAccount.count, m_limits.account);
    ofAddress.openMs = now + waitAfter(++ofAddress.count, m_limits.address);
    return 0;
}

void LoginThrottle::succeeded(const std::string& account, const std::string& address) {
    const std::int64_t now = nowMs();
    const std::lock_guard lock(m_mutex);
    m_accounts.erase(account);
    Tries& ofAddress = triesOf(m_addresses, address, m_limits.address, now);
    ofAddress.count = std::max(0.0, ofAddress.count - 1);
    // Who guesses does not get around the wait by signing in with an account of their own in between.
    if (ofAddress.count < m_limits.address.freeTries) ofAddress.openMs = now;
}

std::size_t LoginThrottle::size() const {
    const std::lock_guard lock(m_mutex);
    return m_accounts.size() + m_addresses.size();
}

LoginThrottle::Tries& LoginThrottle::triesOf(Known& known, const std::string& name, const ThrottleLimit& limit,
                                             std::int64_t nowMs) {
    if (known.size() >= m_limits.mostKept && !known.contains(name)) makeRoom(known, limit, nowMs);
    Tries& tries = known[name];
    tries.count = remembered(tries.count, nowMs - tries.atMs, limit);
    tries.atMs = nowMs;
    return tries;
}

void LoginThrottle::makeRoom(Known& known, const ThrottleLimit& limit, std::int64_t nowMs) const {
    const auto now = [&](const Tries& tries) { return remembered(tries.count, nowMs - tries.atMs, limit); };
    std::erase_if(known, [&](const auto& entry) { return now(entry.second) == 0; });
    if (known.size() < m_limits.mostKept) return;
    known.erase(std::min_element(known.begin(), known.end(), [&](const auto& left, const auto& right) {
        return now(left.second) < now(right.second);
    }));
}

std::int64_t LoginThrottle::nowMs() const { return m_clock.steadyNs() / 1'000'000; }

}  // namespace heddle::security
