#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// What is stored of a refresh token: its digest, never itself. Tokens of one sign-in form a family, each replaced by
/// the next when it is used.
struct RefreshRecord {
    std::string digest;  ///< key; SHA-256 in hex
    std::string familyId;
    std::string userId;
    std::string device;  ///< whatever tells the client's devices apart
    std::int64_t familyStartMs = 0;
    std::int64_t issuedMs = 0;
    std::int64_t usedMs = 0;  ///< 0: not yet
    std::string successor;    ///< digest of the one that replaced it, or empty
    bool revoked = false;

    bool operator==(const RefreshRecord&) const = default;
};

/// Where the records are: a port, which storage implements inside of one transaction.
class RefreshTokenStore {
public:
    virtual ~RefreshTokenStore() = default;
    virtual std::optional<RefreshRecord> find(const std::string& digest) = 0;
    /// Inserts, or replaces the record with this digest.
    virtual void save(const RefreshRecord& record) = 0;
    virtual void revokeFamily(const std::string& familyId) = 0;
};

struct RefreshRules {
    std::int64_t idleMs = 7 * std::int64_t{86'400'000};    ///< from one use to the next
    std::int64_t totalMs = 30 * std::int64_t{86'400'000};  ///< from the sign-in
    std::int64_t graceMs = 10'000;  ///< for the same device to ask again when the answer was lost
};

enum class RefreshVerdict {
    Renewed,
    Unknown,  ///< no such token
    Expired,
    Revoked,  ///< signed out
    Reused,   ///< a used one came again: stolen, or its thief's. The family was revoked; to be audited
};

struct RefreshOutcome {
    RefreshVerdict verdict = RefreshVerdict::Unknown;
    std::string token;     ///< the next one, when renewed
    RefreshRecord record;  ///< of the next one when renewed, else of the one that was given
};

/// The first token of a new family.
RefreshOutcome startSession(RefreshTokenStore& store, const std::string& userId, const std::string& device,
                            std::int64_t nowMs);

/// Uses a token up for the next one. The verdict is a value and no error: what a reuse has changed must be committed.
RefreshOutcome renewSession(RefreshTokenStore& store, const RefreshRules& rules, std::string_view token,
                            const std::string& device, std::int64_t nowMs);

}  // namespace heddle::security
