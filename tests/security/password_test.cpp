#include "core/security/password.h"

#include "tests/security/thrown.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <atomic>
#include <latch>
#include <thread>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;

namespace {

/// Cheap enough for many.
constexpr PasswordCost kCheap{1, 1u << 20};

std::string codesOf(std::string_view password, const std::vector<std::string>& names = {}) {
    std::string codes;
    for (const auto& problem : passwordProblems(password, names)) {
        codes += (codes.empty() ? "" : " ") + problem.code;
    }
    return codes;
}

}  // namespace

class PasswordTest : public QObject {
    Q_OBJECT
private slots:
    void passwordsAreStoredAsPhcStrings() {
        PasswordHasher hasher;
        const std::string stored = hasher.hash("correct horse battery");
        QVERIFY2(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), stored.c_str());
        QVERIFY(hasher.hash("correct horse battery") != stored);
        QVERIFY(hasher.verify(stored, "correct horse battery"));
        QVERIFY(!hasher.verify(stored, "correct horse batterz"));
        QVERIFY(!hasher.wantsRehash(stored));
    }
    void aHashOfAnotherLibraryIsUnderstood() {
        // Of the reference implementation's tests: argon2id, t=2, m=64 MiB, p=1, "password" with the salt "somesalt".
        const std::string stored =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        PasswordHasher hasher;
        QVERIFY(hasher.verify(stored, "password"));
        QVERIFY(!hasher.verify(stored, "Password"));
        QVERIFY(hasher.wantsRehash(stored));
    }
    void whatIsNoHashIsNoPassword() {
        PasswordHasher hasher(kCheap);
        for (const char* stored : {"", "x", "$argon2id$", "$2b$10$abcdefghijklmnopqrstuv"}) {
            QVERIFY2(!hasher.verify(stored, ""), stored);
            QVERIFY2(hasher.wantsRehash(stored), stored);
        }
    }
    void anUnknownUserTakesTheTimeOfAKnownOne() {
        PasswordHasher hasher;
        const std::string stored = hasher.hash("correct horse battery");
        const auto cpuOf = [&](const std::optional<std::string>& of) {
            const std::clock_t start = std::clock();
            const bool is = hasher.verify(of, "something else");
            return is ? 0.0 : static_cast<double>(std::clock() - start);
        };
        const double known = cpuOf(stored);
        const double unknown = cpuOf(std::nullopt);
        QVERIFY2(unknown > known / 4 && unknown < known * 4, qPrintable(QString("%1 %2").arg(known).arg(unknown)));
    }
    void atMostTwoComputeAtOnceAndTheRestIsSentAway() {
        PasswordHasher hasher(kCheap);
        constexpr int kCallers = 60;
        std::latch start(kCallers);
        std::atomic<int> done = 0;
        std::atomic<int> busy = 0;
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < kCallers; ++i) {
                callers.emplace_back([&] {
                    start.arrive_and_wait();
                    for (int round = 0; round < 5; ++round) {
                        const std::string code = codeOf([&] { hasher.verify(std::nullopt, "x"); });
                        ++(code == "password.busy" ? busy : done);
                    }
                });
            }
        }
        QCOMPARE(done + busy, kCallers * 5);
        QVERIFY(done > 0);
        QVERIFY(!hasher.verify(std::nullopt, "x"));  // all places were given back
    }
    void newPasswordsFollowTheRules_data() {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("codes");
        const auto row = [](const char* password, const char* codes) {
            QTest::newRow(password) << QString(password) << QString(codes);
        };
        row("seven77", "password.too_short");
        row("天地玄黄宇宙洪", "password.too_short");
        row("天地玄黄宇宙洪荒", "");
        row("correct horse battery", "");
        row("Zj4kQm9x", "");
        row("no rule about signs", "");
        row("password", "password.common");
        row("P4$$w0rd2024!", "password.common");
        row("Passw0rd", "password.common");
        row("iloveyou123", "password.common");
        row("welcomewelcome", "password.common");
        row("Heddle2026", "password.common");
        row("12345678", "password.pattern");
        row("aaaaaaaaaaaa", "password.pattern");
        row("abcabcabc", "password.common password.pattern");
        row("qwertyuiop", "password.pattern");
        row("1qaz2wsx", "password.pattern");
        row("87654321", "password.pattern");
        row("asdfghjkl123", "password.pattern");
        row("maria.lopez1", "password.personal");
        row("maria.lopez and a long rest", "");
    }
    void newPasswordsFollowTheRules() {
        QFETCH(QString, password);
        QFETCH(QString, codes);
        QCOMPARE(QString::fromStdString(codesOf(password.toStdString(), {"Maria.Lopez@example.com", "ml"})), codes);
    }
    void lengthIsCountedInBytesAtTheUpperEnd() {
        std::string longest;
        while (longest.size() < 1024)
            longest += "word" + std::to_string(longest.size());
        longest.resize(1024);
        QCOMPARE(codesOf(longest), std::string());
        QCOMPARE(codesOf(longest + "x"), std::string("password.too_long"));
        QCOMPARE(codesOf("\xff\xfe 12345678"), std::string("password.not_text"));
    }
};

HEDDLE_TEST(PasswordTest);
#include "password_test.moc"
