#include "core/security/certificate.h"
#include "core/security/dsse.h"
#include "core/security/encoding.h"
#include "core/security/openssl.h"
#include "core/security/signing_key.h"
#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <openssl/pem.h>

#include <algorithm>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;

namespace {

using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

std::string bytes(std::string_view hexText) { return *fromHex(hexText); }

Certificate certificateOf(const CertificatePair& pair) {
    const Bio in = readerOf(pair.certificate);
    return Certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
}

constexpr std::int64_t kNow = 1'800'000'000'000;

}  // namespace

class SigningTest : public QObject {
    Q_OBJECT
private slots:
    void signaturesOfTheStandardVerify() {
        // RFC 8032, section 7.1, tests 1 and 2.
        const PublicKey one =
            PublicKey::fromRaw(bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        const std::string signatureOne = bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25b"
            "f5f0595bbe24655141438e7a100b");
        QVERIFY(one.verifies("", signatureOne));
        QVERIFY(!one.verifies("x", signatureOne));
        const PublicKey two =
            PublicKey::fromRaw(bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        const std::string signatureTwo = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b"
            "2eaeb4302aeeb00d291612bb0c00");
        QVERIFY(two.verifies("\x72", signatureTwo));
        QVERIFY(!one.verifies("\x72", signatureTwo));
        QVERIFY(!two.verifies("\x72", signatureTwo.substr(1)));
        QVERIFY(!two.verifies("\x72", ""));
    }
    void keysAreNamedAsTheStandardNamesThem() {
        // RFC 8037, appendices A.2, A.3 and A.4.
        const PublicKey key = PublicKey::fromRaw(*fromBase64Url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        QCOMPARE(key.jwk(),
                 Json({{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}));
        QCOMPARE(key.fingerprint(), std::string("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
        QVERIFY(
            key.verifies("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                         *fromBase64Url("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp"
                                        "Ar_MuM0KAg")));
    }
    void whatIsSignedVerifies() {
        const SigningKey key = SigningKey::generate();
        const std::string signature = key.sign("some bytes");
        QCOMPARE(signature.size(), std::size_t(64));
        QVERIFY(key.publicKey().verifies("some bytes", signature));
        QVERIFY(!key.publicKey().verifies("some bytez", signature));
        QVERIFY(!SigningKey::generate().publicKey().verifies("some bytes", signature));
        QVERIFY(PublicKey::fromPem(key.publicKey().pem()).verifies("some bytes", signature));
    }
    void keysAreStoredUnderAPassphrase() {
        const SigningKey key = SigningKey::generate();
        const std::string pem = key.pem("words of mine");
        QVERIFY(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        const SigningKey back = SigningKey::fromPem(pem, "words of mine");
        QCOMPARE(back.publicKey().fingerprint(), key.publicKey().fingerprint());
        QVERIFY(key.publicKey().verifies("x", back.sign("x")));
        QCOMPARE(codeOf([&] { SigningKey::fromPem(pem, "other words"); }), std::string("signing_key.wrong_passphrase"));
        QCOMPARE(codeOf([&] { SigningKey::fromPem("no key", "x"); }), std::string("signing_key.format"));
        // Other programs read it too.
        const Bio in = readerOf(pem);
        char passphrase[] = "words of mine";
        const Pkey read(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, passphrase));
        QVERIFY(read != nullptr);
    }
    void keysOfOtherKindsAreRefused() {
        const Pkey other(EVP_EC_gen("P-256"));
        const Bio out(BIO_new(BIO_s_mem()));
        QVERIFY(PEM_write_bio_PUBKEY(out.get(), other.get()) == 1);
        QCOMPARE(codeOf([&] { PublicKey::fromPem(contentOf(out)); }), std::string("signing_key.format"));
        QCOMPARE(codeOf([&] { PublicKey::fromPem(""); }), std::string("signing_key.format"));
        QCOMPARE(codeOf([&] { PublicKey::fromRaw("short"); }), std::string("signing_key.format"));
    }
    void envelopesSignTypeAndPayload() {
        const SigningKey key = SigningKey::generate();
        const Json envelope = signEnvelope({"http://example.com/HelloWorld", "hello world"}, {key});
        QCOMPARE(envelope["payload"], Json("aGVsbG8gd29ybGQ="));
        // The protocol's own example of what is signed.
        QVERIFY(key.publicKey().verifies("DSSEv1 29 http://example.com/HelloWorld 11 hello world",
                                         *fromBase64(envelope["signatures"][0]["sig"].get<std::string>())));
        const SignedPayload content = verifyEnvelope(envelope, {key.publicKey()});
        QCOMPARE(content.type, std::string("http://example.com/HelloWorld"));
        QCOMPARE(content.payload, std::string("hello world"));
    }
    void oneTrustedSignatureIsEnough() {
        const SigningKey mine = SigningKey::generate();
        const SigningKey other = SigningKey::generate();
        const Json envelope = signEnvelope({"t", "p"}, {other, mine});
        QCOMPARE(codeOf([&] { verifyEnvelope(envelope, {mine.publicKey()}); }), std::string("nothing"));
        QCOMPARE(codeOf([&] { verifyEnvelope(envelope, {SigningKey::generate().publicKey()}); }),
                 std::string("signature.invalid"));
        QCOMPARE(codeOf([&] { verifyEnvelope(envelope, {}); }), std::string("signature.invalid"));
    }
    void changedEnvelopesAreRefused() {
        const SigningKey key = SigningKey::generate();
        const Json envelope = signEnvelope({"t", "payload"}, {key});
        const auto with = [&](const char* pointer, const Json& value) {
            Json changed = envelope;
            changed[Json::json_pointer(pointer)] = value;
            return codeOf([&] { verifyEnvelope(changed, {key.publicKey()}); });
        };
        QCOMPARE(with("/payload", toBase64("paylaod")), std::string("signature.invalid"));
        QCOMPARE(with("/payloadType", "u"), std::string("signature.invalid"));
        QCOMPARE(with("/signatures", Json::array()), std::string("signature.invalid"));
        QCOMPARE(with("/signatures/0/keyid", "somebody"), std::string("signature.invalid"));
        QCOMPARE(with("/signatures/0/keyid", ""), std::string("nothing"));
        QCOMPARE(with("/signatures/0/sig", "?"), std::string("signature.format"));
        QCOMPARE(with("/payload", 1), std::string("json.type"));
        QCOMPARE(codeOf([&] { verifyEnvelope(Json::object(), {key.publicKey()}); }), std::string("json.missing"));
        // Moving bytes between type and payload changes what is signed.
        QCOMPARE(codeOf([&] {
                     Json moved = envelope;
                     moved["payloadType"] = "t 7 payload";
                     moved["payload"] = "";
                     verifyEnvelope(moved, {key.publicKey()});
                 }),
                 std::string("signature.invalid"));
    }
    void aCertificateHoldsForItsNames() {
        const CertificatePair pair = makeSelfSigned({"localhost", "127.0.0.1", "::1", "loom.example"}, 30, kNow);
        const Certificate certificate = certificateOf(pair);
        QVERIFY(certificate);
        for (const char* name : {"localhost", "loom.example"}) {
            QCOMPARE(X509_check_host(certificate.get(), name, 0, 0, nullptr), 1);
        }
        QCOMPARE(X509_check_host(certificate.get(), "other.example", 0, 0, nullptr), 0);
        for (const char* address : {"127.0.0.1", "::1"}) {
            QCOMPARE(X509_check_ip_asc(certificate.get(), address, 0), 1);
        }
        QCOMPARE(X509_check_ip_asc(certificate.get(), "10.0.0.1", 0), 0);
    }
    void aCertificateIsItsOwnAnchor() {
        const CertificatePair pair = makeSelfSigned({"localhost"}, 30, kNow);
        const Certificate certificate = certificateOf(pair);
        const std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>> store(X509_STORE_new());
        QCOMPARE(X509_STORE_add_cert(store.get(), certificate.get()), 1);
        const auto verifiedAt = [&](std::int64_t ms) {
            const std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
            X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
            X509_STORE_CTX_set_time(context.get(), 0, static_cast<std::time_t>(ms / 1000));
            X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
            return X509_verify_cert(context.get()) == 1;
        };
        QVERIFY(verifiedAt(kNow));
        QVERIFY(verifiedAt(kNow - 3'000'000));
        QVERIFY(!verifiedAt(kNow - 4'000'000));
        QVERIFY(verifiedAt(kNow + 29 * std::int64_t{86'400'000}));
        QVERIFY(!verifiedAt(kNow + 31 * std::int64_t{86'400'000}));
    }
    void theKeyBelongsToTheCertificate() {
        const CertificatePair pair = makeSelfSigned({"localhost"}, 30, kNow);
        const Bio in = readerOf(pair.key);
        const Pkey key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
        QVERIFY(key);
        QCOMPARE(X509_check_private_key(certificateOf(pair).get(), key.get()), 1);
        QVERIFY(makeSelfSigned({"localhost"}, 30, kNow).key != pair.key);
    }
    void namesCannotSmuggleExtensions() {
        for (const char* name : {"", "a b", "a,IP:1.2.3.4", "@section", "a\nb", "..", "名.example", "1.2.3.4/8"}) {
            QCOMPARE(QString::fromStdString(codeOf([&] {
                         makeSelfSigned({"localhost", name}, 1, kNow);
                     })),
                     QString("certificate.name"));
        }
        QCOMPARE(codeOf([&] { makeSelfSigned({}, 1, kNow); }), std::string("certificate.name"));
        const std::string longest(63, 'a');
        QCOMPARE(codeOf([&] { makeSelfSigned({longest + "." + longest + ".example"}, 1, kNow); }),
                 std::string("nothing"));
    }
    void thisComputerHasNames() {
        const auto names = namesOfThisComputer();
        QVERIFY(std::find(names.begin(), names.end(), "localhost") != names.end());
        QCOMPARE(codeOf([&] { makeSelfSigned(names, 1, kNow); }), std::string("nothing"));
    }
};

HEDDLE_TEST(SigningTest);
#include "signing_test.moc"
