#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// One line of the audit log: who did what to what, and how it ended. Holds no secrets.
struct AuditEntry {
    std::int64_t sequence = 0;  ///< from 1, without gaps
    std::int64_t timeMs = 0;
    std::string actor;       ///< user id, or "server"
    std::string credential;  ///< session or API key
    std::string action;      ///< an operation's name, or "auth.sign_in", …
    std::string object;      ///< "agents/ID"
    std::string result;      ///< "ok", or an error's code
    std::string address;
    std::string requestId;
    Json detail = Json::object();

    bool operator==(const AuditEntry&) const = default;
};

/// An entry with the digest of the one before it and its own: changing, taking away or moving one breaks the chain.
struct ChainedEntry {
    AuditEntry entry;
    std::string previous;
    std::string digest;

    bool operator==(const ChainedEntry&) const = default;
};

/// A place in the chain, kept apart from the log (signed, or on another computer): what shows that its end is missing,
/// or that all of it was written anew.
struct AuditAnchor {
    std::int64_t sequence = 0;
    std::string digest = std::string(64, '0');  ///< as it is, the beginning of every chain

    bool operator==(const AuditAnchor&) const = default;
};

Json toJson(const AuditEntry& entry);
AuditEntry auditEntryFromJson(const Json& json);

/// `entry` as the next one after `last`: its sequence is set. The digest is SHA-256 in hex over the last digest and the
/// entry's canonical JSON; with `key`, HMAC-SHA-256, which whoever can write the log but does not have the key cannot
/// make.
ChainedEntry chained(AuditEntry entry, const AuditAnchor& last, std::string_view key);

enum class AuditDamage {
    Changed,    ///< the entry is not what was written
    Missing,    ///< no entry has this sequence
    Reordered,  ///< the entry is there, but not at its place
    Truncated,  ///< the log ends before the anchor
};

/// "changed", "missing", "reordered", "truncated".
std::string_view auditDamageName(AuditDamage damage);
/// Changed for a name of none.
AuditDamage auditDamageByName(std::string_view name);

struct AuditBreak {
    AuditDamage damage = AuditDamage::Changed;
    std::int64_t sequence = 0;  ///< of the first entry that is not in order

    bool operator==(const AuditBreak&) const = default;
};

/// Reads a log in its stored order, an entry at a time, and finds the first that is not in order.
class AuditVerifier {
public:
    /// `end` is the last anchor that was kept, and `start` where the log begins now: the default of each when there is
    /// none.
    explicit AuditVerifier(std::string key, AuditAnchor end = {}, AuditAnchor start = {});

    void add(const ChainedEntry& next);
    /// The first break, or nothing when the log is whole.
    std::optional<AuditBreak> finish() const;
    /// The last entry that was in order: the next anchor.
    const AuditAnchor& last() const { return m_last; }

private:
    std::optional<AuditBreak> breakAt(const ChainedEntry& next) const;

    std::string m_key;
    AuditAnchor m_start;
    AuditAnchor m_end;
    AuditAnchor m_last;
    std::optional<AuditBreak> m_break;
};

}  // namespace heddle::security
