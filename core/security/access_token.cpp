#include "core/security/access_token.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace heddle::security {
namespace {

constexpr std::size_t kLongestToken = 4096;
constexpr std::size_t kMostRemembered = 4096;
constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void refuse(const char* reason) {
    throw Error(ErrorKind::Unauthenticated, "token.invalid", {{"reason", reason}});
}

/// `typ` keeps other signed texts from passing as access tokens (RFC 8725, section 3.11).
std::string headerFor(const PublicKey& key) {
    return toBase64Url(compactJson({{"alg", "EdDSA"}, {"kid", key.fingerprint()}, {"typ", "at+jwt"}}));
}

}  // namespace

domain::Principal AccessClaims::principal() const {
    return {.userId = userId, .roles = roles, .scopes = std::nullopt, .credentialId = sessionId};
}

AccessTokens::AccessTokens(AccessTokenRules rules, AccessTokenKeys keys, const Clock& clock)
    : m_rules(std::move(rules)), m_clock(clock), m_keys(std::move(keys)) {}

std::string AccessTokens::issue(AccessClaims claims) const {
    const std::int64_t now = m_clock.nowMs() / 1000;
    const Json payload{{"iss", m_rules.issuer},
                       {"aud", m_rules.audience},
                       {"sub", claims.userId},
                       {"iat", now},
                       {"nbf", now},
                       {"exp", now + m_rules.lifeMs / 1000},
                       {"jti", toBase64Url(randomBytes(16))},
                       {"roles", domain::toJson(claims.roles)},
                       {"sid", claims.sessionId},
                       {"epoch", claims.tokenEpoch}};
    const std::lock_guard lock(m_mutex);
    const std::string text = headerFor(m_keys.active.publicKey()) + "." + toBase64Url(compactJson(payload));
    return text + "." + toBase64Url(m_keys.active.sign(text));
}

AccessClaims AccessTokens::verify(std::string_view token) const {
    if (token.size() > kLongestToken) refuse("format");
    const std::int64_t now = m_clock.nowMs();
    const std::string name = digest(Hash::Sha256, token);
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_remembered.find(name);
        if (known != m_remembered.end() && now < known->second.expiresMs) return known->second;
    }
    AccessClaims claims = check(token, now);
    const std::lock_guard lock(m_mutex);
    // Tokens live for minutes, so starting over is rare, and simpler than knowing which is the oldest.
    if (m_remembered.size() >= kMostRemembered) m_remembered.clear();
    m_remembered.insert_or_assign(name, claims);
    return claims;
}

AccessClaims AccessTokens::check(std::string_view token, std::int64_t nowMs) const {
    const auto firstDot = token.find('.');
    const auto lastDot = token.rfind('.');
    if (firstDot == std::string_view::npos || firstDot == lastDot) refuse("format");
    const std::string_view header = token.substr(0, firstDot);
    const std::string_view payload = token.substr(firstDot + 1, lastDot - firstDot - 1);
    const auto signature = fromBase64Url(token.substr(lastDot + 1));
    if (!signature) refuse("format");

    const AccessTokenKeys known = keys();
    std::optional<PublicKey> key;
    std::int64_t signedBeforeMs = kForEver;
    if (header == headerFor(known.active.publicKey())) key = known.active.publicKey();
    for (const auto& former : known.former) {
        if (key || header != headerFor(former.key)) continue;
        key = former.key;
        signedBeforeMs = former.retiredMs;
    }
    if (!key) refuse("key");
    if (!key->verifies(token.substr(0, lastDot), *signature)) refuse("signature");
    // Signed by this server, so what follows finds only what another version of it would have written.
    const Json claims = Json::parse(fromBase64Url(payload).value_or(""), nullptr, false);
    if (!claims.is_object()) refuse("claims");
    return checkClaims(claims, signedBeforeMs, nowMs);
}

AccessClaims AccessTokens::checkClaims(const Json& payload, std::int64_t signedBeforeMs, std::int64_t nowMs) const {
    const auto number = [&](const char* name) {
        const auto found = payload.find(name);
        if (found == payload.end() || !found->is_number_integer()) refuse("claims");
        const auto seconds = found->get<std::int64_t>();
        if (seconds < 0 || seconds > kForEver / 1000) refuse("claims");
        return seconds;
    };
    const auto text = [&](const char* name) {
        const auto found = payload.find(name);
        if (found == payload.end() || !found->is_string()) refuse("claims");
        return found->get<std::string>();
    };
    if (text("iss") != m_rules.issuer) refuse("issuer");
    if (text("aud") != m_rules.audience) refuse("audience");
    const std::int64_t issuedMs = number("iat") * 1000;
    const std::int64_t expiresMs = number("exp") * 1000;
    const std::int64_t skewMs = m_rules.skewMs;
    if (issuedMs - skewMs > signedBeforeMs) refuse("key");
    if (issuedMs > nowMs + skewMs || number("nbf") * 1000 > nowMs + skewMs) refuse("time");
    if (expiresMs - issuedMs > m_rules.lifeMs) refuse("time");
    if (nowMs >= expiresMs + skewMs) throw Error(ErrorKind::Unauthenticated, "token.expired");
    const auto roles = payload.find("roles");
    if (roles == payload.end() || !roles->is_array()) refuse("claims");
    domain::Roles known;
    for (const auto& role : *roles) {
        const auto found = role.is_string() ? domain::roleByName(role.get<std::string>()) : std::nullopt;
        if (!found) refuse("claims");
        known.insert(*found);
    }
    return {.userId = text("sub"),
            .roles = std::move(known),
            .sessionId = text("sid"),
            .tokenEpoch = number("epoch"),
            .id = text("jti"),
            .expiresMs = expiresMs};
}

bool AccessTokens::isOutlived(const AccessTokenKeys::Former& former, std::int64_t nowMs) const {
    return nowMs >= former.retiredMs + m_rules.lifeMs + 2 * m_rules.skewMs;
}

void AccessTokens::rotate(SigningKey key) {
    const std::int64_t now = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    m_keys.former.push_back({m_keys.active.publicKey(), now});
    m_keys.active = std::move(key);
    std::erase_if(m_keys.former, [&](const auto& former) { return isOutlived(former, now); });
}

Json AccessTokens::jwks() const {
    Json all = Json::array();
    const auto add = [&](const PublicKey& key) {
        Json jwk = key.jwk();
        jwk.update({{"kid", key.fingerprint()}, {"use", "sig"}, {"alg", "EdDSA"}});
        all.push_back(std::move(jwk));
    };
    const AccessTokenKeys known = keys();
    add(known.active.publicKey());
    for (const auto& former : known.former) {
        add(former.key);
    }
    return {{"keys", std::move(all)}};
}

AccessTokenKeys AccessTokens::keys() const {
    const std::int64_t now = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    AccessTokenKeys known = m_keys;
    std::erase_if(known.former, [&](const auto& former) { return isOutlived(former, now); });
    return known;
}

}  // namespace heddle::security
