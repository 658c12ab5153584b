#include "core/security/vault.h"

#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/sm4.h"
#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <set>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;

namespace {

std::string bytes(std::string_view hexText) { return *fromHex(hexText); }

/// One block under the cipher itself: counter mode encrypts its counter.
std::string sm4Block(const std::string& key, const std::string& block) {
    return sm4Ctr(key, block, std::string(16, '\0'));
}

Vault vaultOf(std::initializer_list<const DataKey*> keys) {
    std::vector<DataKey> copies;
    for (const auto* key : keys) {
        copies.push_back({key->id, key->bytes.copy()});
    }
    return Vault(copies);
}

}  // namespace

class VaultTest : public QObject {
    Q_OBJECT
private slots:
    void sm4GivesTheStandardsExamples() {
        // GB/T 32907-2016, appendix A.
        const std::string key = bytes("0123456789abcdeffedcba9876543210");
        QCOMPARE(toHex(sm4Block(key, key)), std::string("681edf34d206965e86b3e94f536e4246"));
        std::string block = key;
        for (int i = 0; i < 1'000'000; ++i) {
            block = sm4Block(key, block);
        }
        QCOMPARE(toHex(block), std::string("595298c7c6fd271f0402f804c33d3f66"));
    }
    void sm4CountsThroughItsBlocks() {
        const std::string key = bytes("0123456789abcdeffedcba9876543210");
        const std::string counter = bytes("000102030405060708090a0b0c0d0eff");
        const std::string next = bytes("000102030405060708090a0b0c0d0f00");
        const std::string stream = sm4Ctr(key, counter, std::string(20, '\0'));
        QCOMPARE(stream, sm4Block(key, counter) + sm4Block(key, next).substr(0, 4));
        QCOMPARE(sm4Ctr(key, counter, sm4Ctr(key, counter, "a text of some length")),
                 std::string("a text of some length"));
    }
    void digestsGiveTheStandardsExamples() {
        // GB/T 32905-2016, appendix A; FIPS 180-4.
        QCOMPARE(toHex(digest(Hash::Sm3, "abc")),
                 std::string("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));
        std::string longer;
        for (int i = 0; i < 16; ++i)
            longer += "abcd";
        QCOMPARE(toHex(digest(Hash::Sm3, longer)),
                 std::string("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"));
        QCOMPARE(toHex(digest(Hash::Sha256, "abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }
    void hmacsGiveThePublishedExamples_data() {
        QTest::addColumn<bool>("sm3");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("mac");
        // GM/T 0042-2015, appendix D.3.
        const QByteArray alphabet("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
        QTest::newRow("SM3 1") << true << QByteArray("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")
                               << alphabet + alphabet
                               << QByteArray("ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a");
        QTest::newRow("SM3 2") << true
                               << QByteArray(
                                      "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425")
                               << QByteArray(50, '\xcd')
                               << QByteArray("220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae");
        QTest::newRow("SM3 3") << true << QByteArray("0b").repeated(32) << QByteArray("Hi There")
                               << QByteArray("c0ba18c68b90c88bc07de794bfc7d2c8d19ec31ed8773bc2b390c9604e0be11e");
        QTest::newRow("SM3 4") << true << QByteArray("4a656665") << QByteArray("what do ya want for nothing?")
                               << QByteArray("2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
        // RFC 4231, test case 2.
        QTest::newRow("SHA-256") << false << QByteArray("4a656665") << QByteArray("what do ya want for nothing?")
                                 << QByteArray("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
    void hmacsGiveThePublishedExamples() {
        QFETCH(bool, sm3);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, mac);
        const Hash hash = sm3 ? Hash::Sm3 : Hash::Sha256;
        const std::string secret = bytes(key.toStdString());
        const std::string message = text.toStdString();
        QCOMPARE(toHex(hmac(hash, secret, {message})), mac.toStdString());
        QCOMPARE(toHex(hmac(hash, secret, {message.substr(0, 3), "", message.substr(3)})), mac.toStdString());
    }
    void derivedKeysGiveThePublishedExample() {
        // RFC 5869, appendix A.3: neither salt nor info.
        const SecretBytes key = derivedKey(Hash::Sha256, std::string(22, '\x0b'), "", 42);
        QCOMPARE(toHex(key.view()), std::string("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                                "9d201395faa4b61a96c8"));
        QVERIFY(derivedKey(Hash::Sm3, "key", "one", 32).view() != derivedKey(Hash::Sm3, "key", "two", 32).view());
    }
    void textsHaveOneSpelling() {
        for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfd"}) {
            QCOMPARE(*fromHex(toHex(text)), text);
            QCOMPARE(*fromBase64(toBase64(text)), text);
            QCOMPARE(*fromBase64Url(toBase64Url(text)), text);
        }
        QCOMPARE(toBase64("foob"), std::string("Zm9vYg=="));  // RFC 4648, section 10
        QCOMPARE(toBase64Url("\xff\xfe"), std::string("__4"));
        for (const char* bad : {"Zg==", "Zh", "Z", "Zg\n", " Zg", "Z+8", "Zm9v="}) {
            QVERIFY2(!fromBase64Url(bad), bad);
        }
        for (const char* bad : {"Zg", "Zh==", "Zg=", "Zg===", "Zm9v\n"}) {
            QVERIFY2(!fromBase64(bad), bad);
        }
        for (const char* bad : {"0", "0G", "AB", "00 "}) {
            QVERIFY2(!fromHex(bad), bad);
        }
    }
    void whatIsSealedOpens() {
        const DataKey key = DataKey::make();
        const Vault vault = vaultOf({&key});
        std::set<std::string> envelopes;
        for (std::size_t size = 0; size < 200; ++size) {
            const std::string plain = randomBytes(size);
            const std::string envelope = vault.seal(plain, "a place");
            QVERIFY(Vault::isEnvelope(envelope));
            QCOMPARE(vault.open(envelope, "a place"), plain);
            envelopes.insert(envelope);
            envelopes.insert(vault.seal(plain, "a place"));
        }
        QCOMPARE(envelopes.size(), std::size_t(400));
        QVERIFY(vault.seal("sk-secret", "").find("sk-secret") == std::string::npos);
    }
    void nothingOfAnEnvelopeCanBeChanged() {
        const DataKey key = DataKey::make();
        const Vault vault = vaultOf({&key});
        const std::string envelope = vault.seal("the secret of a service", "service_configs/7");
        for (std::size_t i = 0; i < envelope.size(); ++i) {
            for (const char other : {'A', 'B', '.', '0', '\0'}) {
                if (envelope[i] == other) continue;
                std::string changed = envelope;
                changed[i] = other;
                const std::string code = codeOf([&] { vault.open(changed, "service_configs/7"); });
                QVERIFY2(code == "vault.damaged" || code == "vault.unknown_key", changed.c_str());
            }
            QVERIFY(codeOf([&] { vault.open(envelope.substr(0, i), "service_configs/7"); }) != "nothing");
        }
        QCOMPARE(codeOf([&] { vault.open(envelope + "A", "service_configs/7"); }), std::string("vault.damaged"));
        QCOMPARE(codeOf([&] { vault.open(envelope, "service_configs/8"); }), std::string("vault.damaged"));
        QCOMPARE(codeOf([&] { vault.open("", ""); }), std::string("vault.damaged"));
    }
    void partsOfAnEnvelopeAreNotExchanged() {
        const DataKey key = DataKey::make();
        const Vault vault = vaultOf({&key});
        const auto nonceOf = [](const std::string& text) { return text.substr(0, text.find('.', 23)); };
        const std::string one = vault.seal("one", "");
        const std::string two = vault.seal("two", "");
        const std::string mixed = nonceOf(one) + two.substr(nonceOf(two).size());
        QCOMPARE(codeOf([&] { vault.open(mixed, ""); }), std::string("vault.damaged"));
    }
    void contextAndKeyIdCannotRunTogether() {
        DataKey shortId = DataKey::make();
        shortId.id = "ab";
        DataKey longId{"abc", shortId.bytes.copy()};
        const Vault vault = vaultOf({&shortId, &longId});
        std::string envelope = vault.seal("text", "cd");
        envelope.replace(envelope.find(".ab."), 4, ".abc.");
        QCOMPARE(codeOf([&] { vault.open(envelope, "d"); }), std::string("vault.damaged"));
    }
    void oldKeysStillOpenAndRotationMovesOn() {
        const DataKey oldKey = DataKey::make();
        const DataKey newKey = DataKey::make();
        const std::string envelope = vaultOf({&oldKey}).seal("kept", "here");
        const Vault both = vaultOf({&newKey, &oldKey});
        QCOMPARE(both.open(envelope, "here"), std::string("kept"));
        const std::string moved = both.resealed(envelope, "here");
        QVERIFY(moved != envelope);
        QCOMPARE(both.resealed(moved, "here"), moved);
        const Vault onlyNew = vaultOf({&newKey});
        QCOMPARE(onlyNew.open(moved, "here"), std::string("kept"));
        QCOMPARE(codeOf([&] { onlyNew.open(envelope, "here"); }), std::string("vault.unknown_key"));
        QCOMPARE(factOf([&] { onlyNew.open(envelope, "here"); }, "key"), oldKey.id);
        QCOMPARE(codeOf([&] { both.resealed(envelope, "there"); }), std::string("vault.damaged"));
    }
    void secretBytesMoveAndWipe() {
        SecretBytes bytes("a key");
        SecretBytes moved = std::move(bytes);
        QVERIFY(bytes.empty());
        QCOMPARE(moved.view(), std::string_view("a key"));
        QCOMPARE(moved.copy().view(), moved.view());
        std::string text = "a secret of more than a few characters, on the heap";
        const char* place = text.data();
        wipe(text);
        QVERIFY(text.empty());
        QCOMPARE(*place, '\0');
        QVERIFY(sameBytes("abc", "abc"));
        QVERIFY(!sameBytes("abc", "abd"));
        QVERIFY(!sameBytes("abc", "abcd"));
    }
};

HEDDLE_TEST(VaultTest);
#include "vault_test.moc"
