#include "core/base/log.h"
#include "core/rest/protocol/cursor.h"
#include "core/rest/protocol/negotiation.h"
#include "core/rest/protocol/problem_document.h"
#include "core/rest/protocol/rate_limiter.h"
#include "core/rest/routing/route_table.h"
#include "tests/rest/refusal.h"
#include "tests/support/hand_clock.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

rest::Route routeTo(const std::string& path) {
    rest::Route route;
    route.method = "GET";
    route.path = path;
    route.isPublic = true;
    route.handler = [](rest::Call) -> boost::asio::awaitable<rest::Response> { co_return rest::Response(); };
    return route;
}

std::string refusalOf(rest::Route route) {
    return refusal([&] { rest::RouteTable({std::move(route)}, Json::object()); });
}

}  // namespace

class ProtocolTest : public QObject {
    Q_OBJECT
private slots:
    void aCursorIsOpenedByItsListOnly() {
        const rest::CursorSeal seal("a key of some bytes");
        const std::string cursor = seal.seal("agents", {{"after", 7}});
        QCOMPARE(seal.open("agents", cursor).dump(), std::string(R"({"after":7})"));
        QCOMPARE(refusal([&] { seal.open("chats", cursor); }), std::string("rest.cursor"));
        QCOMPARE(refusal([&] { rest::CursorSeal("another key").open("agents", cursor); }), std::string("rest.cursor"));
        for (std::size_t i = 0; i < cursor.size(); ++i) {
            std::string wrong = cursor;
            wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
            QCOMPARE(refusal([&] { seal.open("agents", wrong); }), std::string("rest.cursor"));
        }
        for (const char* garbage : {"", "x", "===="})
            QCOMPARE(refusal([&] { seal.open("agents", garbage); }), std::string("rest.cursor"));
    }
    void theMostExactEntryCounts() {
        QCOMPARE(rest::qualityOf("text/*;q=0.5, text/html;q=0.25, */*;q=0.1", "text/html"), 0.25);
        QCOMPARE(rest::qualityOf("text/*;q=0.5, */*;q=0.1", "text/plain"), 0.5);
        QCOMPARE(rest::qualityOf("text/*;q=0.5, */*;q=0.1", "image/png"), 0.1);
        QCOMPARE(rest::qualityOf("text/html", "image/png"), 0.0);
        QCOMPARE(rest::mediaTypeOf("Text/Plain; charset=utf-8"), std::string("text/plain"));
    }
    void everyErrorHasAStatus_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        const std::pair<ErrorKind, int> statuses[] = {
            {ErrorKind::InvalidArgument, 422}, {ErrorKind::Parse, 400},   {ErrorKind::NotFound, 404},
            {ErrorKind::Conflict, 409},        {ErrorKind::Denied, 403},  {ErrorKind::Unauthenticated, 401},
            {ErrorKind::RateLimited, 429},     {ErrorKind::Storage, 500}, {ErrorKind::Unavailable, 503}};
        for (const auto& [kind, status] : statuses)
            QTest::newRow(std::string(errorKindName(kind)).c_str()) << static_cast<int>(kind) << status;
    }
    void everyErrorHasAStatus() {
        QFETCH(int, kind);
        QFETCH(int, status);
        const Error error(static_cast<ErrorKind>(kind), "test.code", {{"path", "/a"}, {"retry_after_ms", 1500}});
        const rest::Response response = rest::problemResponse(error, "r1");
        QCOMPARE(response.status, status);
        QCOMPARE(*response.headers.find("Retry-After"), std::string("2"));
        const Json document = Json::parse(response.body);
        QCOMPARE(document.value("code", ""), std::string("test.code"));
        QCOMPARE(document.contains("path"), status != 500);
    }
    void keysInProblemsAreMasked() {
        maskSecret("planted-secret-1");
        const Error error(ErrorKind::Network, "net.unreachable",
                          {{"url", "https://example.org/?key=planted-secret-1"}, {"reason", "no route"}});
        QVERIFY(rest::problemDocument(error, "r1").dump().find("planted") == std::string::npos);
    }
    void aBucketFillsWithTime() {
        HandClock clock;
        rest::RateLimiter limiter(clock, {{"c", {2, 2}}});
        QVERIFY(limiter.take("c", "a").isAllowed);
        QVERIFY(limiter.take("c", "a").isAllowed);
        const rest::RateVerdict refused = limiter.take("c", "a");
        QVERIFY(!refused.isAllowed);
        QCOMPARE(refused.retryAfterMs, std::int64_t(500));
        QVERIFY(limiter.take("c", "b").isAllowed);
        QVERIFY(limiter.take("unlimited", "a").limit == 0);
        clock.forward(500);
        QVERIFY(limiter.take("c", "a").isAllowed);
        clock.forward(60'000);
        QCOMPARE(limiter.take("c", "a").remaining, std::int64_t(1));
    }
    void aTableWithMistakesIsNotServed() {
        QCOMPARE(refusalOf(routeTo("/a")), std::string());
        QCOMPARE(refusalOf(routeTo("a")), std::string("rest.route_table"));
        QCOMPARE(refusalOf(routeTo("/{id}")), std::string("rest.route_table"));  // not described
        rest::Route open = routeTo("/a");
        open.isPublic = false;
        QCOMPARE(refusalOf(open), std::string("rest.route_table"));  // neither public nor with a permission
        rest::Route idle = routeTo("/a");
        idle.handler = nullptr;
        QCOMPARE(refusalOf(idle), std::string("rest.route_table"));
        QCOMPARE(refusal([] {
                     rest::RouteTable({routeTo("/a"), routeTo("/a")}, Json::object());
                 }),
                 std::string("rest.route_table"));
    }
};

HEDDLE_TEST(ProtocolTest);
#include "protocol_test.moc"
