#pragma once
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace heddle {
class Clock;
}

namespace heddle::security {

/// How tries of one account, or from one address, are slowed down: some are free, then the wait doubles from try to
/// try. One is forgotten in each `longestWaitMs`.
struct ThrottleLimit {
    double freeTries;
    std::int64_t firstWaitMs;
    std::int64_t longestWaitMs;
};

struct LoginLimits {
    ThrottleLimit account{5, 12'000, 300'000};
    ThrottleLimit address{20, 3'000, 60'000};
    std::size_t mostKept = 20'000;  ///< accounts, and addresses, that are remembered
};

/// Slows down guessing of passwords, by account and by address. It never locks anybody out for good. Unknown accounts
/// count like others, so that they do not show. Safe from any thread; memory is bounded.
class LoginThrottle {
public:
    /// `clock` must outlive it; its steady time counts.
    explicit LoginThrottle(const Clock& clock, LoginLimits limits = {});

    /// Takes a try before the password is looked at, so that tries at the same time count too. Milliseconds to wait
    /// (then nothing was taken), or 0 when it may go on.
    std::int64_t attempt(const std::string& account, const std::string& address);
    /// The password was right: the account's tries are forgotten, and the address gets this one back.
    void succeeded(const std::string& account, const std::string& address);

    /// How many accounts and addresses are remembered.
    std::size_t size() const;

private:
    struct Tries {
        double count = 0;  ///< at `atMs`
        std::int64_t atMs = 0;
        std::int64_t openMs = 0;  ///< none before this
    };
    using Known = std::unordered_map<std::string, Tries>;

    Tries& triesOf(Known& known, const std::string& name, const ThrottleLimit& limit, std::int64_t nowMs);
    void makeRoom(Known& known, const ThrottleLimit& limit, std::int64_t nowMs) const;
    std::int64_t nowMs() const;

    const Clock& m_clock;
    const LoginLimits m_limits;
    mutable std::mutex m_mutex;
    Known m_accounts;   // by m_mutex
    Known m_addresses;  // by m_mutex
};

}  // namespace heddle::security
