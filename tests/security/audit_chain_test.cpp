#include "core/security/audit_chain.h"

#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::security;

namespace {

using Log = std::vector<ChainedEntry>;

AuditAnchor anchorAt(const Log& log, std::int64_t sequence) {
    return {sequence, log[static_cast<std::size_t>(sequence) - 1].digest};
}

Log logOf(int entries, const std::string& key) {
    Log log;
    AuditAnchor last;
    for (int i = 1; i <= entries; ++i) {
        AuditEntry entry;
        entry.timeMs = 1000 * i;
        entry.actor = "u" + std::to_string(i % 3);
        entry.action = "agents.update";
        entry.object = "agents/" + std::to_string(i);
        entry.result = "ok";
        entry.detail = {{"name", "编织"}, {"count", i}};
        log.push_back(chained(std::move(entry), last, key));
        last = {log.back().entry.sequence, log.back().digest};
    }
    return log;
}

/// "ok", or the damage and its sequence.
std::string verdict(const Log& log, const std::string& key, AuditAnchor end = {}, AuditAnchor start = {}) {
    AuditVerifier verifier(key, std::move(end), std::move(start));
    for (const auto& entry : log) {
        verifier.add(entry);
    }
    const auto found = verifier.finish();
    if (!found) return "ok";
    return std::string(auditDamageName(found->damage)) + " " + std::to_string(found->sequence);
}

}  // namespace

class AuditChainTest : public QObject {
    Q_OBJECT
private slots:
    void aWholeLogIsInOrder() {
        for (const std::string key : {"", "a key"}) {
            const Log log = logOf(50, key);
            QCOMPARE(verdict(log, key), std::string("ok"));
            QCOMPARE(verdict(log, key, anchorAt(log, 50)), std::string("ok"));
            QCOMPARE(verdict(log, key, anchorAt(log, 20)), std::string("ok"));
            QCOMPARE(verdict({}, key), std::string("ok"));
        }
        QCOMPARE(verdict(logOf(3, "a key"), "another"), std::string("changed 1"));
        QCOMPARE(verdict(logOf(3, "a key"), ""), std::string("changed 1"));
    }
    void theDigestIsOverCanonicalJson() {
        // What a script in another language would compute.
        const Log log = logOf(2, "");
        const std::string text =
            log[0].digest +
            "\n{\"action\":\"agents.update\",\"actor\":\"u2\",\"address\":\"\",\"credential\":\"\",\"detail\":{"
            "\"count\":2,\"name\":\"编织\"},\"object\":\"agents/2\",\"request_id\":\"\",\"result\":\"ok\","
            "\"sequence\":2,\"time_ms\":2000}";
        QCOMPARE(log[1].digest, toHex(digest(Hash::Sha256, text)));
        QCOMPARE(log[0].previous, std::string(64, '0'));
        QVERIFY(auditEntryFromJson(toJson(log[1].entry)) == log[1].entry);
    }
    void everyFieldIsBound() {
        const Log log = logOf(3, "");
        const Json fields = toJson(log[1].entry);
        for (const auto& [name, value] : fields.items()) {
            Log changed = log;
            Json json = fields;
            json[name] = value.is_number() ? Json(99) : value.is_object() ? Json{{"x", 1}} : Json("x");
            changed[1].entry = auditEntryFromJson(json);
            QCOMPARE(QString::fromStdString(name + ": " + verdict(changed, "")),
                     QString::fromStdString(name + ": changed 2"));
        }
    }
    void oneThatIsTakenAwayIsMissed() {
        Log log = logOf(9, "");
        const AuditAnchor end = anchorAt(log, 9);
        log.erase(log.begin() + 4);
        QCOMPARE(verdict(log, "", end), std::string("missing 5"));
        log.erase(log.begin(), log.begin() + 2);
        QCOMPARE(verdict(log, "", end), std::string("missing 1"));
    }
    void anExchangeOfTwoIsFound() {
        Log log = logOf(9, "");
        std::swap(log[3], log[6]);
        QCOMPARE(verdict(log, ""), std::string("reordered 4"));
        Log renumbered = logOf(9, "");
        std::swap(renumbered[3], renumbered[4]);
        std::swap(renumbered[3].entry.sequence, renumbered[4].entry.sequence);
        QCOMPARE(verdict(renumbered, ""), std::string("changed 4"));
        Log twice = logOf(9, "");
        twice.insert(twice.begin() + 5, twice[4]);
        QCOMPARE(verdict(twice, ""), std::string("reordered 6"));
    }
    void aCutEndIsFoundByTheAnchor() {
        Log log = logOf(9, "");
        const AuditAnchor end = anchorAt(log, 8);
        log.resize(5);
        QCOMPARE(verdict(log, ""), std::string("ok"));
        QCOMPARE(verdict(log, "", end), std::string("truncated 6"));
        QCOMPARE(verdict({}, "", end), std::string("truncated 1"));
    }
    void aDigestThatWasMadeAnewDoesNotHelp() {
        Log log = logOf(9, "");
        log[3].entry.actor = "somebody else";
        log[3] = chained(log[3].entry, anchorAt(log, 3), "");
        QCOMPARE(verdict(log, ""), std::string("changed 4"));
        // Not even when all that follows is made anew: the anchor knows better, and without the key it cannot be done.
        const Log original = logOf(9, "");
        for (std::size_t i = 4; i < log.size(); ++i) {
            log[i] = chained(log[i].entry, anchorAt(log, static_cast<std::int64_t>(i)), "");
        }
        QCOMPARE(verdict(log, ""), std::string("ok"));
        QCOMPARE(verdict(log, "", anchorAt(original, 7)), std::string("changed 7"));
        QCOMPARE(verdict(log, "a key"), std::string("changed 1"));
    }
    void aLogMayBeginWhereAnArchiveEnds() {
        const Log log = logOf(9, "");
        const Log rest(log.begin() + 4, log.end());
        QCOMPARE(verdict(rest, "", anchorAt(log, 9), anchorAt(log, 4)), std::string("ok"));
        QCOMPARE(verdict(rest, "", {}, {4, std::string(64, 'f')}), std::string("changed 5"));
        QCOMPARE(verdict(rest, ""), std::string("missing 1"));
    }
    void theVerifierKnowsTheNextAnchor() {
        const Log log = logOf(5, "");
        AuditVerifier verifier("");
        for (const auto& entry : log) {
            verifier.add(entry);
        }
        QVERIFY(verifier.last() == anchorAt(log, 5));
    }
};

HEDDLE_TEST(AuditChainTest);
#include "audit_chain_test.moc"
