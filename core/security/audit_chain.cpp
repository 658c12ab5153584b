#include "core/security/audit_chain.h"

#include "core/security/digest.h"
#include "core/security/encoding.h"

namespace heddle::security {
namespace {

std::string digestOfEntry(const AuditEntry& entry, std::string_view previous, std::string_view key) {
    const std::string text = std::string(previous) + "\n" + compactJson(toJson(entry));
    return toHex(key.empty() ? digest(Hash::Sha256, text) : hmac(Hash::Sha256, key, {text}));
}

}  // namespace

Json toJson(const AuditEntry& entry) {
    return {{"sequence", entry.sequence},     {"time_ms", entry.timeMs},  {"actor", entry.actor},
            {"credential", entry.credential}, {"action", entry.action},   {"object", entry.object},
            {"result", entry.result},         {"address", entry.address}, {"request_id", entry.requestId},
            {"detail", entry.detail}};
}

AuditEntry auditEntryFromJson(const Json& json) {
    const JsonReader in(json);
    return {.sequence = in.integer("sequence", 0),
            .timeMs = in.integer("time_ms", 0),
            .actor = in.string("actor", ""),
            .credential = in.string("credential", ""),
            .action = in.string("action"),
            .object = in.string("object", ""),
            .result = in.string("result", ""),
            .address = in.string("address", ""),
            .requestId = in.string("request_id", ""),
            .detail = in.object("detail")};
}

ChainedEntry chained(AuditEntry entry, const AuditAnchor& last, std::string_view key) {
    entry.sequence = last.sequence + 1;
    std::string digest = digestOfEntry(entry, last.digest, key);
    return {std::move(entry), last.digest, std::move(digest)};
}

std::string_view auditDamageName(AuditDamage damage) {
    switch (damage) {
        case AuditDamage::Changed:
            return "changed";
        case AuditDamage::Missing:
            return "missing";
        case AuditDamage::Reordered:
            return "reordered";
        case AuditDamage::Truncated:
            return "truncated";
    }
    return "changed";
}

AuditDamage auditDamageByName(std::string_view name) {
    for (const auto damage : {AuditDamage::Missing, AuditDamage::Reordered, AuditDamage::Truncated}) {
        if (auditDamageName(damage) == name) return damage;
    }
    return AuditDamage::Changed;
}

AuditVerifier::AuditVerifier(std::string key, AuditAnchor end, AuditAnchor start)
    : m_key(std::move(key)), m_start(start), m_end(std::move(end)), m_last(std::move(start)) {}

void AuditVerifier::add(const ChainedEntry& next) {
    if (!m_break) {
        m_break = breakAt(next);
        if (!m_break) m_last = {next.entry.sequence, next.digest};
    } else if (m_break->damage == AuditDamage::Missing && next.entry.sequence == m_break->sequence) {
        m_break->damage = AuditDamage::Reordered;
    }
}

std::optional<AuditBreak> AuditVerifier::breakAt(const ChainedEntry& next) const {
    const std::int64_t expected = m_last.sequence + 1;
    const std::int64_t sequence = next.entry.sequence;
    if (!sameBytes(digestOfEntry(next.entry, next.previous, m_key), next.digest)) {
        return AuditBreak{AuditDamage::Changed, expected};
    }
    if (sequence > expected) return AuditBreak{AuditDamage::Missing, expected};
    if (sequence < expected) return AuditBreak{AuditDamage::Reordered, expected};
    if (next.previous != m_last.digest) {
        // This entry is as it was made, after another predecessor: that one was changed, together with its digest.
        return AuditBreak{AuditDamage::Changed, m_last == m_start ? sequence : m_last.sequence};
    }
    if (sequence == m_end.sequence && next.digest != m_end.digest) return AuditBreak{AuditDamage::Changed, sequence};
    return std::nullopt;
}

std::optional<AuditBreak> AuditVerifier::finish() const {
    if (m_break) return m_break;
    if (m_last.sequence < m_end.sequence) return AuditBreak{AuditDamage::Truncated, m_last.sequence + 1};
    return std::nullopt;
}

}  // namespace heddle::security
