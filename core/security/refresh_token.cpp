#include "core/security/refresh_token.h"

#include "core/base/id.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"

namespace heddle::security {
namespace {

constexpr std::string_view kRefreshPrefix = "hdr_";

std::string digestOf(std::string_view token) { return toHex(digest(Hash::Sha256, token)); }

/// Stores a new token of the family that `record` is of.
RefreshOutcome issueNext(RefreshTokenStore& store, RefreshRecord record, std::int64_t nowMs) {
    RefreshOutcome outcome;
    outcome.verdict = RefreshVerdict::Renewed;
    outcome.token = std::string(kRefreshPrefix) + toBase64Url(randomBytes(32));
    record.digest = digestOf(outcome.token);
    record.issuedMs = nowMs;
    record.usedMs = 0;
    record.successor.clear();
    store.save(record);
    outcome.record = std::move(record);
    return outcome;
}

/// Whether a used token comes again because its device did not get the answer: then nobody has used the next one.
bool isLostAnswer(RefreshTokenStore& store, const RefreshRules& rules, const RefreshRecord& record,
                  const std::string& device, std::int64_t nowMs) {
    if (device != record.device || nowMs - record.usedMs > rules.graceMs) return false;
    const auto next = store.find(record.successor);
    return next && next->usedMs == 0 && !next->revoked;
}

}  // namespace

RefreshOutcome startSession(RefreshTokenStore& store, const std::string& userId, const std::string& device,
                            std::int64_t nowMs) {
    RefreshRecord record;
    record.familyId = newId();
    record.userId = userId;
    record.device = device;
    record.familyStartMs = nowMs;
    return issueNext(store, std::move(record), nowMs);
}

RefreshOutcome renewSession(RefreshTokenStore& store, const RefreshRules& rules, std::string_view token,
                            const std::string& device, std::int64_t nowMs) {
    auto found = store.find(digestOf(token));
    if (!found) return {};
    RefreshRecord& record = *found;
    if (record.revoked) return {RefreshVerdict::Revoked, {}, record};
    if (nowMs - record.issuedMs > rules.idleMs || nowMs - record.familyStartMs > rules.totalMs) {
        return {RefreshVerdict::Expired, {}, record};
    }
    if (record.usedMs != 0) {
        if (!isLostAnswer(store, rules, record, device, nowMs)) {
            store.revokeFamily(record.familyId);
            return {RefreshVerdict::Reused, {}, record};
        }
        // The lost one must not live on beside the one that is issued in its place.
        RefreshRecord lost = *store.find(record.successor);
        lost.revoked = true;
        store.save(lost);
    } else {
        record.usedMs = nowMs;
    }
    RefreshOutcome outcome = issueNext(store, record, nowMs);
    record.successor = outcome.record.digest;
    store.save(record);
    return outcome;
}

}  // namespace heddle::security
