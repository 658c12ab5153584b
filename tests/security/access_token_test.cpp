#include "core/security/access_token.h"

#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "tests/security/thrown.h"
#include "tests/support/hand_clock.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <functional>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;
using domain::Role;

namespace {

const AccessTokenRules kRules{"https://heddle.test", "heddle"};

std::string part(const Json& json) { return toBase64Url(compactJson(json)); }

Json headerOf(const PublicKey& key) { return {{"alg", "EdDSA"}, {"kid", key.fingerprint()}, {"typ", "at+jwt"}}; }

std::string signedBy(const SigningKey& key, const std::string& text) {
    return text + "." + toBase64Url(key.sign(text));
}

}  // namespace

class AccessTokenTest : public QObject {
    Q_OBJECT
    HandClock m_clock;
    const SigningKey m_key = SigningKey::generate();
    const AccessClaims m_claims{.userId = "u1", .roles = {Role::User, Role::Admin}, .sessionId = "s1", .tokenEpoch = 3};

    AccessTokens tokens() const { return AccessTokens(kRules, {m_key, {}}, m_clock); }
    Json payload() const {
        const std::int64_t now = m_clock.nowMs() / 1000;
        return {{"iss", kRules.issuer}, {"aud", kRules.audience}, {"sub", "u1"}, {"iat", now},
                {"nbf", now},           {"exp", now + 600},       {"jti", "x"},  {"sid", "s"},
                {"epoch", 0},           {"roles", {"user"}}};
    }
    /// A token with this payload that is signed as it should be.
    std::string tokenWith(const Json& claims) const {
        return signedBy(m_key, part(headerOf(m_key.publicKey())) + "." + part(claims));
    }

private slots:
    void initTestCase() { m_clock.forward(1'700'000'000'000); }

    void whatIsIssuedIsAccepted() {
        const auto tokens = this->tokens();
        const std::string token = tokens.issue(m_claims);
        const AccessClaims claims = tokens.verify(token);
        QCOMPARE(claims.userId, std::string("u1"));
        QVERIFY(claims.roles == m_claims.roles);
        QCOMPARE(claims.sessionId, std::string("s1"));
        QCOMPARE(claims.tokenEpoch, 3);
        QCOMPARE(claims.expiresMs, m_clock.nowMs() / 1000 * 1000 + 600'000);
        QVERIFY(claims.principal() == (domain::Principal{"u1", m_claims.roles, std::nullopt, "s1"}));
        QVERIFY(tokens.verify(tokens.issue(m_claims)).id != claims.id);
        QVERIFY(token.size() < 600);
        QCOMPARE(codeOf([&] { tokens.verify(tokenWith(payload())); }), std::string("nothing"));
    }
    void tokensAreSignedAsTheStandardSays() {
        const std::string token = tokens().issue(m_claims);
        const auto dot = token.rfind('.');
        QVERIFY(m_key.publicKey().verifies(token.substr(0, dot), *fromBase64Url(token.substr(dot + 1))));
        const Json header = parseJson(*fromBase64Url(token.substr(0, token.find('.'))));
        QCOMPARE(header, headerOf(m_key.publicKey()));
    }
    void forgedTokensAreRefused_data() {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("reason");
        const PublicKey& key = m_key.publicKey();
        const SigningKey stranger = SigningKey::generate();
        const std::string good = tokenWith(payload());
        const std::string body = part(payload());
        const auto row = [](const char* name, const std::string& token, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(token) << QString(reason);
        };
        const auto header = [&](const Json& changes) {
            Json json = headerOf(key);
            json.update(changes);
            return part(json);
        };
        row("empty", "", "format");
        row("dots", "..", "key");
        row("one part", "abc", "format");
        row("four parts", good + ".eA", "signature");
        row("too long", good + std::string(4096, 'A'), "format");
        row("none", header({{"alg", "none"}}) + "." + body + ".", "key");
        row("None", signedBy(m_key, header({{"alg", "None"}}) + "." + body), "key");
        const std::string mac = header({{"alg", "HS256"}}) + "." + body;
        row("HMAC with the public key", mac + "." + toBase64Url(hmac(Hash::Sha256, key.pem(), {mac})), "key");
        row("HMAC with the raw key", mac + "." + toBase64Url(hmac(Hash::Sha256, key.raw(), {mac})), "key");
        row("ES256", signedBy(m_key, header({{"alg", "ES256"}}) + "." + body), "key");
        row("jwk in the header", signedBy(stranger, header({{"jwk", stranger.publicKey().jwk()}}) + "." + body), "key");
        row("jku", signedBy(m_key, header({{"jku", "https://evil.test"}}) + "." + body), "key");
        row("crit", signedBy(m_key, header({{"crit", {"b64"}}, {"b64", false}}) + "." + body), "key");
        row("typ of another use", signedBy(m_key, header({{"typ", "JWT"}}) + "." + body), "key");
        row("kid that is a path", signedBy(m_key, header({{"kid", "../../dev/null"}}) + "." + body), "key");
        row("unknown key", signedBy(stranger, part(headerOf(stranger.publicKey())) + "." + body), "key");
        std::string twice = compactJson(headerOf(key));
        twice.insert(1, "\"alg\":\"none\",");
        row("alg twice", signedBy(m_key, toBase64Url(twice) + "." + body), "key");
        row("spaces in the header", signedBy(m_key, toBase64Url(headerOf(key).dump(1)) + "." + body), "key");
        row("signed by a stranger", signedBy(stranger, part(headerOf(key)) + "." + body), "signature");
        row("no signature", part(headerOf(key)) + "." + body + ".", "signature");
        row("other payload", part(headerOf(key)) + "." + part({{"sub", "admin"}}) + good.substr(good.rfind('.')),
            "signature");
        row("padded signature", good + "==", "format");
        row("payload that is no JSON", signedBy(m_key, part(headerOf(key)) + "." + toBase64Url("[")), "claims");
        row("payload that is no object", signedBy(m_key, part(headerOf(key)) + "." + toBase64Url("[]")), "claims");
    }
    void forgedTokensAreRefused() {
        QFETCH(QByteArray, token);
        QFETCH(QString, reason);
        const auto tokens = this->tokens();
        QCOMPARE(QString::fromStdString(factOf([&] { tokens.verify(token.toStdString()); }, "reason")), reason);
    }
    void noBitOfATokenCanBeTurned() {
        const auto tokens = this->tokens();
        const std::string token = tokens.issue(m_claims);
        tokens.verify(token);  // remembered, and yet
        for (std::size_t i = 0; i < token.size(); ++i) {
            std::string changed = token;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            if (changed == token) continue;
            QVERIFY2(codeOf([&] { tokens.verify(changed); }) == "token.invalid", changed.c_str());
        }
    }
    void everyClaimCounts_data() {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* change, const char* reason) {
            QTest::newRow(change) << QByteArray(change) << QString(reason);
        };
        row(R"({"iss": "other"})", "issuer");
        row(R"({"iss": null})", "claims");
        row(R"({"aud": "other"})", "audience");
        row(R"({"aud": ["heddle"]})", "claims");
        row(R"({"sub": 1})", "claims");
        row(R"({"sub": null})", "claims");
        row(R"({"exp": null})", "claims");
        row(R"({"exp": "never"})", "claims");
        row(R"({"exp": 1e300})", "claims");
        row(R"({"exp": 9223372036854775807})", "claims");
        row(R"({"exp": -1})", "claims");
        row(R"({"iat": null})", "claims");
        row(R"({"nbf": null})", "claims");
        row(R"({"jti": null})", "claims");
        row(R"({"sid": null})", "claims");
        row(R"({"epoch": null})", "claims");
        row(R"({"roles": "admin"})", "claims");
        row(R"({"roles": ["king"]})", "claims");
        row(R"({"roles": [1]})", "claims");
        row(R"({"roles": null})", "claims");
    }
    void everyClaimCounts() {
        QFETCH(QByteArray, change);
        QFETCH(QString, reason);
        Json claims = payload();
        claims.merge_patch(Json::parse(change.toStdString()));
        const auto tokens = this->tokens();
        QCOMPARE(QString::fromStdString(factOf([&] { tokens.verify(tokenWith(claims)); }, "reason")), reason);
    }
    void timesAreTakenWithSomeSkew() {
        const auto tokens = this->tokens();
        const std::string token = tokens.issue(m_claims);
        const auto now = [&](std::int64_t shift, const char* claim) {
            Json claims = payload();
            claims[claim] = claims[claim].get<std::int64_t>() + shift;
            return codeOf([&] { tokens.verify(tokenWith(claims)); });
        };
        QCOMPARE(now(59, "nbf"), std::string("nothing"));
        QCOMPARE(now(62, "nbf"), std::string("token.invalid"));
        QCOMPARE(now(59, "iat"), std::string("nothing"));
        QCOMPARE(now(62, "iat"), std::string("token.invalid"));
        QCOMPARE(now(1, "exp"), std::string("token.invalid"));  // lives longer than any that is issued
        m_clock.forward(659'000);
        QCOMPARE(codeOf([&] { tokens.verify(token); }), std::string("nothing"));
        m_clock.forward(2'000);
        QCOMPARE(codeOf([&] { tokens.verify(token); }), std::string("token.expired"));
    }
    void keysAreRotatedWithoutSigningAnybodyOut() {
        auto tokens = this->tokens();
        const std::string before = tokens.issue(m_claims);
        tokens.rotate(SigningKey::generate());
        const std::string after = tokens.issue(m_claims);
        QCOMPARE(codeOf([&] { tokens.verify(before); }), std::string("nothing"));
        QCOMPARE(codeOf([&] { tokens.verify(after); }), std::string("nothing"));
        QCOMPARE(tokens.jwks()["keys"].size(), std::size_t(2));
        // The retired key is stolen: what it signs after that is worth nothing.
        m_clock.forward(62'000);
        QCOMPARE(factOf([&] { tokens.verify(tokenWith(payload())); }, "reason"), std::string("key"));
        // A restart keeps all that.
        const AccessTokens again(kRules, tokens.keys(), m_clock);
        QCOMPARE(codeOf([&] { again.verify(before); }), std::string("nothing"));
        m_clock.forward(700'000);
        QCOMPARE(tokens.jwks()["keys"].size(), std::size_t(1));
        QCOMPARE(factOf([&] { again.verify(before); }, "reason"), std::string("key"));
    }
    void publishedKeysAreWhatClientsNeed() {
        const Json keys = tokens().jwks()["keys"];
        QCOMPARE(keys.size(), std::size_t(1));
        const Json expected{{"kty", "OKP"},
                            {"crv", "Ed25519"},
                            {"x", toBase64Url(m_key.publicKey().raw())},
                            {"kid", m_key.publicKey().fingerprint()},
                            {"use", "sig"},
                            {"alg", "EdDSA"}};
        QCOMPARE(keys[0], expected);
    }
    void rememberedTokensAreBounded() {
        const auto tokens = this->tokens();
        const std::string first = tokens.issue(m_claims);
        for (int i = 0; i < 5000; ++i) {
            tokens.verify(tokens.issue(m_claims));
        }
        QCOMPARE(tokens.verify(first).userId, std::string("u1"));
    }
};

HEDDLE_TEST(AccessTokenTest);
#include "access_token_test.moc"
