#include "core/base/file.h"
#include "core/base/id.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/root_key.h"
#include "core/security/secret_store.h"
#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cstdlib>
#include <map>
#include <thread>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

/// A key ring that may be absent or locked.
class FakeStore final : public SecretStore {
public:
    bool available = true;
    bool locked = false;
    bool takesNone = false;
    std::map<std::string, std::string> secrets;

    bool isAvailable() override { return available; }
    std::optional<std::string> find(const std::string& entry) override {
        mustBeOpen();
        const auto found = secrets.find(entry);
        if (found == secrets.end()) return std::nullopt;
        return found->second;
    }
    bool save(const std::string& entry, const std::string& secret) override {
        if (takesNone) return false;
        secrets[entry] = secret;
        return true;
    }

private:
    void mustBeOpen() const {
        if (locked) throw Error(ErrorKind::Unavailable, "secret_store.refused", {{"reason", "locked"}});
    }
};

template <typename... Source>
RootKeySources sourcesOf(Source... source) {
    RootKeySources sources;
    (sources.push_back(std::move(source)), ...);
    return sources;
}

AskPassphrase says(std::optional<std::string> passphrase) {
    return [passphrase] { return passphrase; };
}

constexpr const char* kVariable = "HEDDLE_TEST_ROOT_KEY";

}  // namespace

class KeysTest : public QObject {
    Q_OBJECT
    fs::path m_folder;

private slots:
    void init() { m_folder = fs::temp_directory_path() / ("heddle-keys-" + newId()); }
    void cleanup() {
        ::unsetenv(kVariable);
        fs::remove_all(m_folder);
    }

    void dataKeysAreWrapped() {
        const RootKey root = RootKey::make();
        const WrappedKey first = makeDataKey(root, 1);
        const WrappedKey second = makeDataKey(root, 2);
        QVERIFY(wrappedKeyFromJson(toJson(first)) == first);
        const std::string old = openVault({first}, root).seal("text", "here");
        const Vault vault = openVault({first, second}, root);
        QCOMPARE(vault.open(old, "here"), std::string("text"));
        QVERIFY(vault.seal("text", "here").find("." + second.id + ".") != std::string::npos);
        QVERIFY(vault.resealed(old, "here") != old);
    }
    void aWrappedKeyOpensUnderItsRootKeyOnly() {
        const RootKey root = RootKey::make();
        WrappedKey key = makeDataKey(root, 1);
        QCOMPARE(factOf([&] { openVault({key}, RootKey::make()); }, "key"), root.id());
        WrappedKey renamed = key;
        renamed.id = "other";
        QCOMPARE(codeOf([&] { openVault({renamed}, root); }), std::string("vault.damaged"));
    }
    void aNewRootKeyKeepsTheData() {
        const RootKey oldRoot = RootKey::make();
        const RootKey newRoot = RootKey::make();
        const WrappedKey key = makeDataKey(oldRoot, 1);
        const std::string envelope = openVault({key}, oldRoot).seal("text", "here");
        const WrappedKey moved = rewrapped(key, oldRoot, newRoot);
        QCOMPARE(moved.rootId, newRoot.id());
        QCOMPARE(openVault({moved}, newRoot).open(envelope, "here"), std::string("text"));
        QCOMPARE(codeOf([&] { openVault({moved}, oldRoot); }), std::string("root_key.missing"));
    }
    void theEnvironmentHoldsAKeyButTakesNone() {
        const auto source = environmentSource(kVariable);
        QVERIFY(!source->find());
        QVERIFY(!source->create());
        const RootKey key = RootKey::make();
        ::setenv(kVariable, toBase64Url(key.bytes.view()).c_str(), 1);
        QCOMPARE(source->find()->id(), key.id());
        ::setenv(kVariable, "too short", 1);
        QCOMPARE(factOf([&] { source->find(); }, "source"), std::string(kVariable));
    }
    void aFileIsPrivate() {
        const fs::path file = m_folder / "keys" / "root.key";
        const auto source = fileSource(file);
        QVERIFY(!source->find());
        const std::string id = source->create()->id();
        QCOMPARE(source->find()->id(), id);
        QCOMPARE(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
        QCOMPARE(fs::status(file.parent_path()).permissions(), fs::perms::owner_all);
        QCOMPARE(std::distance(fs::directory_iterator(file.parent_path()), {}), 1);
        QCOMPARE(source->create()->id(), id);  // what is there is never replaced
        fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
        QCOMPARE(codeOf([&] { source->find(); }), std::string("root_key.file_open"));
        QCOMPARE(factOf([&] { source->find(); }, "mode"), std::string("0640"));
        writeFile(file, "no key", FileMode::OwnerOnly);
        QCOMPARE(codeOf([&] { source->find(); }), std::string("root_key.format"));
    }
    void twoProcessesThatStartAtOnceAgreeOnAKey() {
        const fs::path file = m_folder / "root.key";
        fs::create_directories(m_folder);
        for (int round = 0; round < 20; ++round) {
            std::string ids[2];
            {
                std::jthread one([&] { ids[0] = fileSource(file)->create()->id(); });
                std::jthread two([&] { ids[1] = fileSource(file)->create()->id(); });
            }
            QCOMPARE(ids[0], ids[1]);
            fs::remove(file);
        }
    }
    void aKeyRingMayBeAbsentOrLocked() {
        FakeStore store;
        const auto source = secretStoreSource(store, "workspace");
        QVERIFY(!source->find());
        const std::string id = source->create()->id();
        QCOMPARE(source->find()->id(), id);
        store.locked = true;
        QCOMPARE(codeOf([&] { source->find(); }), std::string("secret_store.refused"));
        store.available = false;
        QVERIFY(!source->find());
        QVERIFY(!source->create());
    }
    void aPassphraseGivesTheSameKeyAgain() {
        const fs::path file = m_folder / "root.json";
        QVERIFY(!passphraseSource(file, says("words of mine"))->find());
        QVERIFY(!passphraseSource(file, says(std::nullopt))->create());
        const std::string id = passphraseSource(file, says("words of mine"))->create()->id();
        QCOMPARE(passphraseSource(file, says("words of mine"))->find()->id(), id);
        QCOMPARE(codeOf([&] { passphraseSource(file, says("other words"))->find(); }),
                 std::string("root_key.wrong_passphrase"));
        QCOMPARE(codeOf([&] { passphraseSource(file, says(std::nullopt))->find(); }),
                 std::string("root_key.no_passphrase"));
        Json parameters = parseJson(readFile(file));
        QCOMPARE(parameters["memory_bytes"], Json(128 << 20));
        parameters["memory_bytes"] = std::int64_t{1} << 40;
        writeFile(file, canonicalJson(parameters));
        QCOMPARE(codeOf([&] { passphraseSource(file, says("words of mine"))->find(); }),
                 std::string("root_key.format"));
    }
    void theFirstSourceThatTakesANewKeyKeepsIt() {
        FakeStore store;
        const fs::path file = m_folder / "root.key";
        const auto sources =
            sourcesOf(environmentSource(kVariable), secretStoreSource(store, "workspace"), fileSource(file));
        const FoundRootKey made = findOrMakeRootKey(sources);
        QCOMPARE(made.source, std::string("secret_service"));
        QVERIFY(!fs::exists(file));
        QCOMPARE(findOrMakeRootKey(sources).key.id(), made.key.id());
        QCOMPARE(findRootKey(sources, made.key.id()).source, std::string("secret_service"));
    }
    void aKeyRingThatTakesNoneIsPassedOver() {
        FakeStore store;
        store.takesNone = true;
        const auto sources = sourcesOf(secretStoreSource(store, "workspace"), fileSource(m_folder / "root.key"));
        QCOMPARE(findOrMakeRootKey(sources).source, std::string("file"));
    }
    void aKeyIsFoundByItsIdWhereverItIs() {
        FakeStore store;
        store.available = false;
        const auto sources = sourcesOf(secretStoreSource(store, "workspace"), fileSource(m_folder / "root.key"));
        const FoundRootKey inFile = findOrMakeRootKey(sources);
        QCOMPARE(inFile.source, std::string("file"));
        // The desktop got a key ring since, with the key of something else in it.
        store.available = true;
        secretStoreSource(store, "workspace")->create();
        QCOMPARE(findRootKey(sources, inFile.key.id()).source, std::string("file"));
    }
    void aMissingKeyIsNotReplaced() {
        FakeStore store;
        const auto sources = sourcesOf(secretStoreSource(store, "workspace"), fileSource(m_folder / "root.key"));
        QCOMPARE(codeOf([&] { findRootKey(sources, "0123456789abcdef"); }), std::string("root_key.missing"));
        store.locked = true;
        QCOMPARE(codeOf([&] { findOrMakeRootKey(sources); }), std::string("secret_store.refused"));
        QVERIFY(!fs::exists(m_folder / "root.key"));
        QCOMPARE(codeOf([&] { findOrMakeRootKey(sourcesOf(environmentSource(kVariable))); }),
                 std::string("root_key.no_place"));
    }
    void withoutADesktopThereIsNoKeyRing() {
        const QByteArray address = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        const auto service = makeSecretService();
        QVERIFY(!service->isAvailable());
        QVERIFY(!service->save("workspace", "secret"));
        QCOMPARE(codeOf([&] { service->find("workspace"); }), std::string("secret_store.refused"));
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    }
};

HEDDLE_TEST(KeysTest);
#include "keys_test.moc"
