#pragma once
#include "core/domain/user.h"
#include "core/security/signing_key.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {
class Clock;
}

namespace heddle::security {

/// What an access token says of its bearer.
struct AccessClaims {
    std::string userId;
    domain::Roles roles;
    std::string sessionId;        ///< the family of the refresh token
    std::int64_t tokenEpoch = 0;  ///< void when the user's is higher
    std::string id;               ///< `jti`; made by issue()
    std::int64_t expiresMs = 0;   ///< made by issue()

    domain::Principal principal() const;
};

struct AccessTokenRules {
    std::string issuer;
    std::string audience;
    std::int64_t lifeMs = 600'000;
    std::int64_t skewMs = 60'000;  ///< by how much clocks may differ
};

/// The keys of a server: one signs, those before it are good for what they have signed.
struct AccessTokenKeys {
    struct Former {
        PublicKey key;
        std::int64_t retiredMs;  ///< nothing that it signs later is accepted
    };

    SigningKey active;
    std::vector<Former> former;
};

/// Issues and checks access tokens: JWTs of the profile of RFC 9068, signed with Ed25519 (RFC 8037). Nothing of a token
/// says how it is checked: the header must be, byte for byte, the one that is written here for a key that is known, so
/// that there is no algorithm to confuse. Safe from any thread. Checked tokens are remembered until they expire.
class AccessTokens {
public:
    /// `clock` must outlive it.
    AccessTokens(AccessTokenRules rules, AccessTokenKeys keys, const Clock& clock);

    /// `id` and `expiresMs` of `claims` are set here.
    std::string issue(AccessClaims claims) const;
    /// Throws Error(Unauthenticated, "token.expired"), or "token.invalid" with the fact `reason`: "format", "key",
    /// "signature", "claims", "issuer", "audience", "time". Revocation is the caller's: see AccessClaims::tokenEpoch.
    AccessClaims verify(std::string_view token) const;
    /// A new key signs from now on. What the last one signed stays good until it expires.
    void rotate(SigningKey key);

    /// `{keys: […]}`, as RFC 7517 has it: the keys that verify() accepts now.
    Json jwks() const;
    /// The keys, to be kept. Those are left out whose tokens have all expired.
    AccessTokenKeys keys() const;

private:
    AccessClaims check(std::string_view token, std::int64_t nowMs) const;
    AccessClaims checkClaims(const Json& payload, std::int64_t signedBeforeMs, std::int64_t nowMs) const;
    bool isOutlived(const AccessTokenKeys::Former& former, std::int64_t nowMs) const;

    const AccessTokenRules m_rules;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    AccessTokenKeys m_keys;                                              // by m_mutex
    mutable std::unordered_map<std::string, AccessClaims> m_remembered;  // by the token's digest; by m_mutex
};

}  // namespace heddle::security
