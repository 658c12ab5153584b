#pragma once
#include "core/base/problem.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// What one Argon2id computation takes. The standard values are those that OWASP asks for and more.
struct PasswordCost {
    unsigned passes = 3;
    std::size_t memoryBytes = 64u << 20;
};

/// Hashes and checks passwords: Argon2id with one lane, as PHC strings ("$argon2id$v=19$m=65536,t=3,p=1$…"). Safe from
/// any thread. A call computes for about a tenth of a second on its caller's thread, which therefore is none of the
/// pool's; at most two compute at a time, for each needs its memory.
class PasswordHasher {
public:
    explicit PasswordHasher(PasswordCost cost = {});

    /// Throws Error(RateLimited, "password.busy") when more than 32 callers wait already.
    std::string hash(std::string_view password);
    /// `stored` is the user's PHC string, or nothing when there is no such user: then it computes all the same and says
    /// no, so that the time does not tell who exists. Throws as hash does.
    bool verify(const std::optional<std::string>& stored, std::string_view password);
    /// Whether `stored` was made with other costs than these: to be made anew after the next good login.
    bool wantsRehash(const std::string& stored) const;

private:
    class Turn;

    const PasswordCost m_cost;
    const std::string m_nobody;  ///< a hash that no password has
    std::mutex m_mutex;
    std::condition_variable m_free;
    int m_computing = 0;  // by m_mutex
    int m_waiting = 0;    // by m_mutex
};

/// What is wrong with a new password (NIST SP 800-63B, section 5.1.1.2): "password.too_short" (under 8 characters),
/// "password.too_long" (over 1024 bytes), "password.not_text", "password.common", "password.pattern" (rows of keys,
/// counting, repetition), "password.personal" (made of one of `names`: login, name, mail address). No rules about kinds
/// of characters. Empty when it may be used.
Problems passwordProblems(std::string_view password, const std::vector<std::string>& names);

}  // namespace heddle::security
