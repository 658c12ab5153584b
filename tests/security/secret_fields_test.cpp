#include "core/security/secret_fields.h"

#include "core/base/log.h"
#include "core/security/vault.h"
#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;

namespace {

const Json kSchema = Json::parse(R"({
    "type": "object",
    "$defs": {"login": {"type": "object", "properties": {
        "user": {"type": "string"},
        "password": {"type": "string", "encrypted": true},
        "next": {"$ref": "#/$defs/login"}}}},
    "properties": {
        "api_key": {"type": "string", "encrypted": true},
        "model": {"type": "string"},
        "login": {"$ref": "#/$defs/login"},
        "headers": {"additionalProperties": {"type": "string", "encrypted": true}, "properties": {"Accept": {}}},
        "tokens": {"type": "array", "items": {"type": "object", "properties": {"value": {"encrypted": true}}}},
        "pair": {"prefixItems": [{}, {"encrypted": true}]}},
    "anyOf": [{"properties": {"certificate": {"encrypted": true}}}, {"required": ["api_key"]}],
    "if": {"properties": {"model": {"const": "x"}}}, "then": {"properties": {"pin": {"encrypted": true}}}})");

const Json kDocument = Json::parse(R"({
    "api_key": "sk-0123456789abcdef", "model": "m", "login": {"user": "u", "password": "p1",
        "next": {"user": "v", "password": "p2"}},
    "headers": {"Accept": "text", "Authorization": "Bearer abcdefghijkl"}, "tokens": [{"value": "t0"}, {"value": {"a": [1]}}],
    "pair": ["plain", "hidden"], "certificate": null, "pin": 1234})");

const std::string kHere = "service_configs/7";

}  // namespace

class SecretFieldsTest : public QObject {
    Q_OBJECT
    const SecretFields m_fields{kSchema};
    const Vault m_vault{[] {
        std::vector<DataKey> keys;
        keys.push_back(DataKey::make());
        return keys;
    }()};

private slots:
    void theSchemaSaysWhatIsSecret() {
        const std::vector<std::string> expected{
            "/api_key", "/certificate", "/headers/Authorization", "/login/next/password", "/login/password",
            "/pair/1",  "/pin",         "/tokens/0/value",        "/tokens/1/value"};
        QVERIFY(m_fields.places(kDocument) == expected);
        QVERIFY(m_fields.places(Json()).empty());
        QVERIFY(m_fields.places(Json::array({1})).empty());
        QVERIFY(SecretFields(Json(true)).places(kDocument).empty());
        QVERIFY(SecretFields(Json{{"encrypted", true}}).places("text") == std::vector<std::string>{""});
        QVERIFY(SecretFields(Json{{"$ref", "#"}}).places(kDocument).empty());
        QVERIFY(SecretFields(Json{{"$ref", "#/%%"}, {"allOf", 1}}).places(kDocument).empty());
    }
    void sealedDocumentsHoldNoSecret() {
        const Json sealed = m_fields.sealed(kDocument, {}, m_vault, kHere);
        for (const auto& place : m_fields.places(kDocument)) {
            const Json& value = sealed.at(Json::json_pointer(place));
            if (place == "/certificate") {
                QVERIFY(value.is_null());
            } else {
                QVERIFY2(Vault::isEnvelope(value.get<std::string>()), place.c_str());
            }
        }
        QCOMPARE(sealed["model"], kDocument["model"]);
        const std::string text = sealed.dump();
        for (const char* secret : {"sk-0123", "p1", "p2", "Bearer", "t0", "hidden", "1234"}) {
            QVERIFY2(text.find("\"" + std::string(secret)) == std::string::npos, secret);
        }
        QCOMPARE(m_fields.opened(sealed, m_vault, kHere), kDocument);
        QCOMPARE(masked("the key is sk-0123456789abcdef"), std::string("the key is ***"));
    }
    void secretsStayWithTheirRecordAndPlace() {
        Json sealed = m_fields.sealed(kDocument, {}, m_vault, kHere);
        QCOMPARE(codeOf([&] { m_fields.opened(sealed, m_vault, "service_configs/8"); }), std::string("vault.damaged"));
        std::swap(sealed["api_key"], sealed["login"]["password"]);
        QCOMPARE(codeOf([&] { m_fields.opened(sealed, m_vault, kHere); }), std::string("vault.damaged"));
    }
    void peopleSeeMasks() {
        const Json sealed = m_fields.sealed(kDocument, {}, m_vault, kHere);
        const Json shown = m_fields.masked(sealed, m_vault, kHere);
        QCOMPARE(shown["api_key"], Json("••••cdef"));
        QCOMPARE(shown["login"]["password"], Json("••••"));
        QCOMPARE(shown["pin"], Json("••••"));
        QVERIFY(shown["certificate"].is_null());
        QCOMPARE(shown["headers"]["Accept"], Json("text"));
        QCOMPARE(maskOf("密码密码密码密码一二三四"), std::string("••••一二三四"));
        QCOMPARE(maskOf("elevenchars"), std::string("••••"));
    }
    void unchangedSecretsAreKept() {
        const Json stored = m_fields.sealed(kDocument, {}, m_vault, kHere);
        Json sent = m_fields.masked(stored, m_vault, kHere);
        sent["model"] = "another";
        sent["login"]["password"] = "new password";
        sent["pair"][1] = "hidden";  // typed again
        const Json updated = m_fields.sealed(sent, stored, m_vault, kHere);
        QCOMPARE(updated["api_key"], stored["api_key"]);
        QCOMPARE(updated["pair"], stored["pair"]);
        QCOMPARE(updated["tokens"], stored["tokens"]);
        QVERIFY(updated["login"]["password"] != stored["login"]["password"]);
        Json expected = kDocument;
        expected["model"] = "another";
        expected["login"]["password"] = "new password";
        QCOMPARE(m_fields.opened(updated, m_vault, kHere), expected);
    }
    void secretsCanBeTakenAway() {
        const Json stored = m_fields.sealed(kDocument, {}, m_vault, kHere);
        const Json updated = m_fields.sealed({{"api_key", ""}, {"pin", nullptr}}, stored, m_vault, kHere);
        QCOMPARE(updated, Json({{"api_key", ""}, {"pin", nullptr}}));
    }
    void aMaskIsNoSecret() {
        const Json stored = m_fields.sealed(kDocument, {}, m_vault, kHere);
        QCOMPARE(codeOf([&] {
                     m_fields.sealed({{"api_key", "••••0000"}}, stored, m_vault, kHere);
                 }),
                 std::string("secret.masked"));
        QCOMPARE(factOf(
                     [&] {
                         m_fields.sealed({{"api_key", "••••cdef"}}, {}, m_vault, kHere);
                     },
                     "path"),
                 std::string("/api_key"));
    }
    void anEnvelopeThatIsSentIsJustAText() {
        // Who has got hold of an envelope cannot have it opened by handing it in.
        const Json stored = m_fields.sealed(kDocument, {}, m_vault, kHere);
        const Json updated = m_fields.sealed({{"api_key", stored["api_key"]}}, {}, m_vault, kHere);
        QCOMPARE(m_fields.opened(updated, m_vault, kHere)["api_key"], stored["api_key"]);
    }
    void whatBecameSecretLaterIsSealedWithTheNextChange() {
        Json sent = kDocument;
        sent["api_key"] = maskOf(kDocument["api_key"]);
        const Json updated = m_fields.sealed(sent, kDocument, m_vault, kHere);
        QVERIFY(Vault::isEnvelope(updated["api_key"].get<std::string>()));
        QCOMPARE(m_fields.opened(updated, m_vault, kHere), kDocument);
    }
    void rotationTouchesEverySecret() {
        std::vector<DataKey> keys;
        keys.push_back(DataKey::make());
        keys.push_back(DataKey::make());
        std::vector<DataKey> oldOnly;
        oldOnly.push_back({keys[1].id, keys[1].bytes.copy()});
        const Json stored = m_fields.sealed(kDocument, {}, Vault(oldOnly), kHere);
        const Vault both(keys);
        const Json moved = m_fields.resealed(stored, both, kHere);
        keys.pop_back();
        QCOMPARE(m_fields.opened(moved, Vault(keys), kHere), kDocument);
        QCOMPARE(m_fields.resealed(moved, both, kHere), moved);
    }
};

HEDDLE_TEST(SecretFieldsTest);
#include "secret_fields_test.moc"
