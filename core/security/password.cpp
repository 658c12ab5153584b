#include "core/security/password.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/sodium.h"

#include <new>

namespace heddle::security {
namespace {

constexpr int kAtOnce = 2;
constexpr int kMostWaiting = 32;

/// A PHC string of the same cost whose salt and hash are random: verifying against it takes the time of a real one.
std::string hashOfNobody(const PasswordCost& cost) {
    const auto base64 = [](std::size_t size) {
        std::string text = toBase64(randomBytes(size));
        return text.substr(0, text.find('='));
    };
    return "$argon2id$v=19$m=" + std::to_string(cost.memoryBytes / 1024) + ",t=" + std::to_string(cost.passes) +
           ",p=1$" + base64(16) + "$" + base64(32);
}

}  // namespace

/// A place among those that compute.
class PasswordHasher::Turn {
public:
    explicit Turn(PasswordHasher& hasher) : m_hasher(hasher) {
        std::unique_lock lock(hasher.m_mutex);
        if (hasher.m_computing >= kAtOnce && hasher.m_waiting >= kMostWaiting) {
            throw Error(ErrorKind::RateLimited, "password.busy", {{"retry_after_ms", 2000}});
        }
        ++hasher.m_waiting;
        hasher.m_free.wait(lock, [&] { return hasher.m_computing < kAtOnce; });
        --hasher.m_waiting;
        ++hasher.m_computing;
    }
    ~Turn() {
        {
            const std::lock_guard lock(m_hasher.m_mutex);
            --m_hasher.m_computing;
        }
        m_hasher.m_free.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    PasswordHasher& m_hasher;
};

PasswordHasher::PasswordHasher(PasswordCost cost) : m_cost(cost), m_nobody(hashOfNobody(cost)) {}

std::string PasswordHasher::hash(std::string_view password) {
    const Turn turn(*this);
    char text[crypto_pwhash_STRBYTES] = {};
    const int failed = crypto_pwhash_str_alg(text, password.data(), password.size(), m_cost.passes, m_cost.memoryBytes,
                                             crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc();
    return text;
}

bool PasswordHasher::verify(const std::optional<std::string>& stored, std::string_view password) {
    const Turn turn(*this);
    const std::string& text = stored ? *stored : m_nobody;
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0 && stored.has_value();
}

bool PasswordHasher::wantsRehash(const std::string& stored) const {
    return crypto_pwhash_str_needs_rehash(stored.c_str(), m_cost.passes, m_cost.memoryBytes) != 0;
}

}  // namespace heddle::security
