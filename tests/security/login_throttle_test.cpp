#include "core/security/login_throttle.h"

#include "tests/support/hand_clock.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::security;
using namespace heddle::tests;

class LoginThrottleTest : public QObject {
    Q_OBJECT
private slots:
    void someTriesAreFreeThenTheWaitDoubles() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(throttle.attempt("maria", "10.0.0.1"), 0);
        }
        for (const std::int64_t wait : {12'000, 24'000, 48'000, 96'000, 192'000, 192'000, 300'000, 300'000}) {
            // While waiting, a part of a try is forgotten.
            const std::int64_t asked = throttle.attempt("maria", "10.0.0.1");
            QCOMPARE(asked, wait);
            clock.forward(asked - 1);
            QCOMPARE(throttle.attempt("maria", "10.0.0.1"), 1);
            clock.forward(1);
            QCOMPARE(throttle.attempt("maria", "10.0.0.1"), 0);
        }
    }
    void otherAccountsAreNotHeldUp() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int i = 0; i < 6; ++i) {
            throttle.attempt("maria", "10.0.0.1");
        }
        QVERIFY(throttle.attempt("maria", "10.0.0.2") > 0);
        QCOMPARE(throttle.attempt("jan", "10.0.0.1"), 0);
    }
    void anAddressThatTriesManyAccountsIsHeldUp() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(throttle.attempt("user" + std::to_string(i), "10.0.0.1"), 0);
        }
        QCOMPARE(throttle.attempt("user20", "10.0.0.1"), 3'000);
        QCOMPARE(throttle.attempt("user20", "10.0.0.2"), 0);
    }
    void aRightPasswordForgetsTheFailures() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int round = 0; round < 10; ++round) {
            for (int i = 0; i < 4; ++i) {
                QCOMPARE(throttle.attempt("maria", "10.0.0." + std::to_string(round)), 0);
            }
            throttle.succeeded("maria", "10.0.0." + std::to_string(round));
        }
    }
    void manyGoodSignInsFromOneAddressAreFine() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int i = 0; i < 1000; ++i) {
            const std::string account = "user" + std::to_string(i);
            QCOMPARE(throttle.attempt(account, "10.0.0.1"), 0);
            throttle.succeeded(account, "10.0.0.1");
        }
    }
    void anOwnAccountDoesNotPayForGuesses() {
        HandClock clock;
        LoginThrottle throttle(clock);
        int guesses = 0;
        for (int i = 0; i < 200; ++i) {
            if (throttle.attempt("victim" + std::to_string(i), "10.0.0.1") == 0) ++guesses;
            if (throttle.attempt("mine", "10.0.0.1") == 0) throttle.succeeded("mine", "10.0.0.1");
        }
        QVERIFY2(guesses <= 20, qPrintable(QString::number(guesses)));
    }
    void triesAreForgottenInTime() {
        HandClock clock;
        LoginThrottle throttle(clock);
        for (int i = 0; i < 5; ++i) {
            throttle.attempt("maria", "10.0.0.1");
        }
        clock.forward(5 * 300'000);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(throttle.attempt("maria", "10.0.0.1"), 0);
        }
        QVERIFY(throttle.attempt("maria", "10.0.0.1") > 0);
    }
    void memoryIsBoundedAndTheWorstAreKept() {
        HandClock clock;
        LoginLimits limits;
        limits.mostKept = 100;
        LoginThrottle throttle(clock, limits);
        for (int i = 0; i < 5; ++i) {
            throttle.attempt("maria", "10.0.0.1");
        }
        for (int i = 0; i < 1000; ++i) {
            throttle.attempt("user" + std::to_string(i), "10.0.1." + std::to_string(i));
        }
        QVERIFY(throttle.size() <= 200);
        QVERIFY(throttle.attempt("maria", "10.0.0.1") > 0);
        clock.forward(3'600'000);
        throttle.attempt("one", "10.0.0.9");
        QCOMPARE(throttle.size(), std::size_t(2));
    }
};

HEDDLE_TEST(LoginThrottleTest);
#include "login_throttle_test.moc"
