#include "core/net/redirect.h"
#include "core/net/retry_policy.h"
#include "core/net/url.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::net;
using std::chrono::milliseconds;

namespace {

const Error kBusy(ErrorKind::Unavailable, "llm.overloaded");
constexpr std::int64_t kNow = 1'795'000'000'000;  // 2026-11-18T11:06:40Z

std::optional<milliseconds> wait(int attempt, const Headers& headers, double random = 0, const Error& error = kBusy) {
    return delayBefore(RetryPolicy(), attempt, error, headers, kNow, random);
}

Request post(const std::string& url) {
    Request request;
    request.method = "POST";
    request.url = url;
    request.body = "secret";
    request.headers = {{"Authorization", "Bearer k"}, {"api-key", "k"}, {"Accept", "text/plain"}};
    return request;
}

}  // namespace

class PolicyTest : public QObject {
    Q_OBJECT
private slots:
    void delaysDoubleUpToEightSecondsWithJitter() {
        QCOMPARE(wait(1, {})->count(), 500);
        QCOMPARE(wait(2, {})->count(), 1000);
        QCOMPARE(wait(2, {}, 1)->count(), 750);
        RetryPolicy patient;
        patient.retries = 20;
        QCOMPARE(delayBefore(patient, 15, kBusy, {}, kNow, 0)->count(), 8000);
        QVERIFY(!wait(3, {}));
    }
    void serversSayHowLong() {
        QCOMPARE(wait(1, {{"Retry-After", "2"}})->count(), 2000);
        QCOMPARE(wait(1, {{"retry-after", "0.25"}})->count(), 250);
        QCOMPARE(wait(1, {{"retry-after", "9"}, {"Retry-After-Ms", "40"}})->count(), 40);
        QCOMPARE(wait(1, {{"retry-after", "Wed, 18 Nov 2026 11:07:10 GMT"}})->count(), 30000);
        QVERIFY(!wait(1, {{"retry-after", "121"}}));
        QCOMPARE(wait(1, {{"retry-after", "120"}})->count(), 120000);
    }
    void nonsenseFallsBackToTheOwnDelay() {
        for (const char* text : {"", "soon", "-5", "0", "nan", "Wed, 18 Nov 2020 11:07:10 GMT"})
            QCOMPARE(wait(1, {{"retry-after", text}})->count(), 500);
    }
    void onlyWhatMayPassIsTriedAgain() {
        QVERIFY(!wait(1, {}, 0, Error(ErrorKind::Denied, "llm.auth")));
        QVERIFY(!wait(1, {}, 0, Error(ErrorKind::Limit, "llm.quota")));
        QVERIFY(!wait(1, {}, 0, Error(ErrorKind::Cancelled, "net.cancelled")));
        QVERIFY(wait(1, {}, 0, Error(ErrorKind::RateLimited, "llm.rate_limit")).has_value());
        QVERIFY(!wait(1, {{"x-should-retry", "false"}}));
        QVERIFY(wait(1, {{"X-Should-Retry", "true"}}, 0, Error(ErrorKind::Denied, "llm.auth")).has_value());
    }
    void redirectsOnTheSameServerKeepEverythingThatFits() {
        const auto moved = redirected(post("http://a.test/x/y"), 307, {{"Location", "../z?q=1"}});
        QCOMPARE(moved->url, std::string("http://a.test/z?q=1"));
        QCOMPARE(moved->body, std::string("secret"));
        QVERIFY(moved->headers.find("authorization").has_value());
        const auto seen = redirected(post("http://a.test/x"), 303, {{"location", "/y"}});
        QCOMPARE(seen->method, std::string("GET"));
        QVERIFY(seen->body.empty());
        QVERIFY(!redirected(post("http://a.test/x"), 200, {{"location", "/y"}}));
        QVERIFY(!redirected(post("http://a.test/x"), 307, {}));
    }
    void redirectsElsewhereTakeNoKeyAlong() {
        const auto moved = redirected(post("http://a.test/x"), 302, {{"location", "http://b.test/y"}});
        QVERIFY(!moved->headers.find("authorization") && !moved->headers.find("api-key"));
        QCOMPARE(moved->headers.find("accept").value(), std::string("text/plain"));
        const Headers onward{{"location", "http://a.test:81/y"}};
        QVERIFY_EXCEPTION_THROWN((void)redirected(post("http://a.test/x"), 307, onward), Error);
        const Headers plain{{"location", "http://a.test/y"}};
        QVERIFY_EXCEPTION_THROWN((void)redirected(post("https://a.test/x"), 302, plain), Error);
    }
    void urlsAreShownWithoutSecrets() {
        QCOMPARE(displayUrl("https://me:pw@a.test/v1/x?key=s#f"), std::string("https://a.test/v1/x"));
        QCOMPARE(displayUrl("nonsense?key=1"), std::string("nonsense"));
        QCOMPARE(joinUrl("http://a/v1/", "/models"), std::string("http://a/v1/models"));
        QCOMPARE(originOf("https://A.test/x"), std::string("https://A.test:443"));
        QVERIFY(isLoopback("http://127.0.0.1:8080/v1") && isLoopback("http://[::1]/") &&
                isLoopback("http://localhost:1"));
        QVERIFY(!isLoopback("http://example.com") && !isLoopback("nonsense"));
    }
};

HEDDLE_TEST(PolicyTest);
#include "policy_test.moc"
