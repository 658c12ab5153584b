#include "core/security/api_key.h"
#include "core/security/refresh_token.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <map>
#include <set>

using namespace heddle;
using namespace heddle::security;

namespace {

class FakeTokenStore final : public RefreshTokenStore {
public:
    std::map<std::string, RefreshRecord> records;

    std::optional<RefreshRecord> find(const std::string& digest) override {
        const auto found = records.find(digest);
        if (found == records.end()) return std::nullopt;
        return found->second;
    }
    void save(const RefreshRecord& record) override { records[record.digest] = record; }
    void revokeFamily(const std::string& familyId) override {
        for (auto& [digest, record] : records) {
            if (record.familyId == familyId) record.revoked = true;
        }
    }
};

constexpr std::int64_t kDay = 86'400'000;

}  // namespace

/// Refresh tokens and API keys.
class SessionsTest : public QObject {
    Q_OBJECT
    const RefreshRules m_rules;

    RefreshOutcome renew(RefreshTokenStore& store, const std::string& token, std::int64_t nowMs,
                         const std::string& device = "laptop") const {
        return renewSession(store, m_rules, token, device, nowMs);
    }

private slots:
    void eachUseGivesTheNextToken() {
        FakeTokenStore store;
        RefreshOutcome last = startSession(store, "u1", "laptop", 0);
        const std::string family = last.record.familyId;
        std::set<std::string> seen{last.token};
        for (int i = 1; i <= 20; ++i) {
            last = renew(store, last.token, i * kDay);
            QCOMPARE(last.verdict, RefreshVerdict::Renewed);
            QCOMPARE(last.record.familyId, family);
            QCOMPARE(last.record.userId, std::string("u1"));
            QVERIFY(seen.insert(last.token).second);
        }
        QVERIFY(last.token.starts_with("hdr_") && last.token.size() == 47);
        QCOMPARE(store.records.size(), std::size_t(21));
    }
    void onlyDigestsAreStored() {
        FakeTokenStore store;
        const auto first = startSession(store, "u1", "laptop", 0);
        const auto& [digest, record] = *store.records.begin();
        QCOMPARE(digest.size(), std::size_t(64));
        QVERIFY(record == first.record);
        QVERIFY(digest.find(first.token.substr(4, 8)) == std::string::npos);
    }
    void aReusedTokenEndsItsFamily() {
        FakeTokenStore store;
        const auto first = startSession(store, "u1", "laptop", 0);
        const auto other = startSession(store, "u1", "phone", 0);
        const auto second = renew(store, first.token, 1'000);
        const auto third = renew(store, second.token, 2'000);
        QCOMPARE(renew(store, first.token, 60'000).verdict, RefreshVerdict::Reused);
        QCOMPARE(renew(store, third.token, 61'000).verdict, RefreshVerdict::Revoked);
        QCOMPARE(renew(store, other.token, 62'000, "phone").verdict, RefreshVerdict::Renewed);
    }
    void aLostAnswerMayBeAskedForAgain() {
        FakeTokenStore store;
        const auto first = startSession(store, "u1", "laptop", 0);
        const auto lost = renew(store, first.token, 1'000);
        const auto again = renew(store, first.token, 5'000);
        QCOMPARE(again.verdict, RefreshVerdict::Renewed);
        QCOMPARE(renew(store, lost.token, 6'000).verdict, RefreshVerdict::Revoked);
        QCOMPARE(renew(store, again.token, 7'000).verdict, RefreshVerdict::Renewed);
        // The answer has arrived, so whoever comes with the first token now is not that device.
        QCOMPARE(renew(store, first.token, 8'000).verdict, RefreshVerdict::Reused);
    }
    void graceIsForTheSameDeviceAndShort() {
        FakeTokenStore store;
        const auto first = startSession(store, "u1", "laptop", 0);
        renew(store, first.token, 1'000);
        QCOMPARE(renew(store, first.token, 2'000, "phone").verdict, RefreshVerdict::Reused);
        const auto second = startSession(store, "u1", "laptop", 0);
        renew(store, second.token, 1'000);
        QCOMPARE(renew(store, second.token, 11'001).verdict, RefreshVerdict::Reused);
    }
    void sessionsEnd() {
        FakeTokenStore store;
        const auto idle = startSession(store, "u1", "laptop", 0);
        QCOMPARE(renew(store, idle.token, 7 * kDay + 1).verdict, RefreshVerdict::Expired);
        RefreshOutcome last = startSession(store, "u1", "laptop", 0);
        for (int day = 6; day <= 30; day += 6) {
            last = renew(store, last.token, day * kDay);
            QCOMPARE(last.verdict, RefreshVerdict::Renewed);
        }
        QCOMPARE(renew(store, last.token, 30 * kDay + 1).verdict, RefreshVerdict::Expired);
    }
    void unknownTokensAreUnknown() {
        FakeTokenStore store;
        startSession(store, "u1", "laptop", 0);
        for (const char* token : {"", "hdr_", "hdr_AAAA"}) {
            QCOMPARE(renew(store, token, 1).verdict, RefreshVerdict::Unknown);
        }
    }

    void apiKeysAreReadBack() {
        const NewApiKey key = makeApiKey();
        const auto parts = parseApiKey(key.text);
        QVERIFY(parts);
        QCOMPARE(parts->prefix, key.parts.prefix);
        QCOMPARE(parts->digest, key.parts.digest);
        QVERIFY(key.text.starts_with(key.parts.prefix + "_"));
        QVERIFY(makeApiKey().text != key.text);
    }
    void madeUpApiKeysNeedNoDatabase() {
        const std::string text = makeApiKey().text;
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string changed = text;
            changed[i] = changed[i] == '0' ? '1' : '0';
            QVERIFY2(!parseApiKey(changed), changed.c_str());
        }
        QVERIFY(!parseApiKey(""));
        QVERIFY(!parseApiKey(text + "0"));
        QVERIFY(!parseApiKey(text.substr(1)));
    }
};

HEDDLE_TEST(SessionsTest);
#include "sessions_test.moc"
