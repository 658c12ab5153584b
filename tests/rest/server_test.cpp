#include "core/base/error.h"
#include "core/rest/server/admissions.h"
#include "tests/rest/refusal.h"
#include "tests/rest/served.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using std::chrono::milliseconds;

namespace {

constexpr int kSoonMs = 10'000;
const std::string kBytes = "Content-Type: application/octet-stream\r\n";

}  // namespace

class ServerTest : public QObject {
    Q_OBJECT
private slots:
    void aReplySaysWhatItMust() {
        Served served;
        RawClient client(served.server.port());
        const RawReply reply = client.ask("GET", "/health", "X-Request-Id: from-the.client_1\r\n");
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.headers.at("x-request-id"), std::string("from-the.client_1"));
        QCOMPARE(reply.headers.at("content-type"), std::string("application/json"));
        QCOMPARE(reply.headers.at("x-content-type-options"), std::string("nosniff"));
        QCOMPARE(reply.headers.at("cache-control"), std::string("no-store"));
        QCOMPARE(reply.headers.at("date"), std::string("Thu, 01 Jan 1970 00:00:01 GMT"));
        QVERIFY(!reply.headers.contains("connection"));
        QVERIFY(!reply.headers.contains("strict-transport-security"));
    }
    void aHarmfulRequestIdIsReplaced() {
        Served served;
        RawClient client(served.server.port());
        const RawReply reply = client.ask("GET", "/health", "X-Request-Id: a b\"c\r\n");
        QCOMPARE(reply.headers.at("x-request-id").size(), std::size_t(36));
    }
    void oneConnectionServesManyRequests() {
        Served served;
        RawClient client(served.server.port());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(client.ask("POST", "/echo", kBytes, "body " + std::to_string(i)).body,
                     "body " + std::to_string(i));
        QCOMPARE(served.server.connections(), std::size_t(1));
    }
    void pipelinedRequestsAreAnsweredInOrder() {
        Served served;
        RawClient client(served.server.port());
        std::string all;
        for (int i = 0; i < 20; ++i)
            all += requestText("POST", "/echo", kBytes, std::to_string(i));
        client.send(all);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(client.reply().body, std::to_string(i));
    }
    void headHasNoBodyAndCloseIsObeyed() {
        Served served;
        RawClient client(served.server.port());
        const RawReply head = client.ask("HEAD", "/large");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.at("content-length"), std::string("65536"));
        const RawReply last = client.ask("GET", "/health", "Connection: close\r\n");
        QCOMPARE(last.headers.at("connection"), std::string("close"));
        QVERIFY(client.isClosedSoon());
    }
    void anOldClientGetsItsBodyUntilTheEnd() {
        Served served;
        RawClient client(served.server.port());
        client.send("GET /burst HTTP/1.0\r\n\r\n");
        const RawReply reply = client.reply();
        QVERIFY(!reply.headers.contains("transfer-encoding"));
        QVERIFY(reply.body.ends_with("{\"line\":999}\n"));
    }
    void aClientThatAsksFirstIsToldToGoOn() {
        Served served;
        RawClient client(served.server.port());
        const std::string fields = kBytes + "Expect: 100-continue\r\n";
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "Content-Length: 4\r\n\r\n");
        QCOMPARE(client.reply().status, 100);
        client.send("body");
        QCOMPARE(client.reply().body, std::string("body"));
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "Content-Length: 99999999\r\n\r\n");
        QCOMPARE(client.reply().status, 413);
        QVERIFY(client.isClosedSoon());
    }
    void aRefusalIsReadThoughTheClientGoesOnSending() {
        Served served;
        RawClient client(served.server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "10000\r\n" + std::string(65536, 'x') + "\r\n";
        for (int i = 0; i < 400 && client.send(chunk); ++i) {
        }
        QCOMPARE(client.reply().status, 413);
    }
    void aBodyThatNobodyWantsIsNotRead() {
        Served served;
        RawClient client(served.server.port());
        client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.headers.at("connection"), std::string("close"));
    }
    void malformedRequestsEndTheConnection() {
        Served served;
        for (const char* bytes :
             {"GET / HTTP/1.1\r\n\r\n", "garbage\r\n\r\n",
              "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
            RawClient client(served.server.port());
            client.send(bytes);
            const RawReply reply = client.reply();
            QCOMPARE(reply.status, 400);
            QCOMPARE(reply.headers.at("content-type"), std::string("application/problem+json"));
            QCOMPARE(Json::parse(reply.body)["code"], Json("rest.bad_request"));
            QVERIFY(client.isClosedSoon());
        }
    }
    void aHeadThatDripsIsCutOff() {
        Served served;
        RawClient client(served.server.port());
        client.send("GET /health HTTP/1.1\r\nHost: a\r\nX: ");
        const auto status = [&] { return client.reply().status; };
        QCOMPARE(whileTimePasses(served.clock, client, "x", status), 408);
    }
    void aSilentConnectionIsClosed() {
        Served served;
        RawClient client(served.server.port());
        QVERIFY(whileTimePasses(served.clock, client, {}, [&] { return client.isClosedSoon(); }));
    }
    void anIdleConnectionIsKeptForAMinute() {
        Served served;
        RawClient client(served.server.port());
        client.ask("GET", "/health");
        served.clock.forward(50'000);
        QCOMPARE(client.ask("GET", "/health").status, 200);
        QVERIFY(whileTimePasses(served.clock, client, {}, [&] { return client.isClosedSoon(); }));
    }
    void aBodyThatDripsIsCutOff() {
        Served served;
        RawClient client(served.server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
        const auto status = [&] { return client.reply().status; };
        QCOMPARE(whileTimePasses(served.clock, client, std::string(100, 'x'), status), 408);
    }
    void oneAddressHasItsShare() {
        rest::ServerOptions options = quickOptions();
        options.limits.perAddress = 2;
        Served served(options);
        RawClient first(served.server.port());
        RawClient second(served.server.port());
        QCOMPARE(first.ask("GET", "/health").status, 200);
        QCOMPARE(second.ask("GET", "/health").status, 200);
        RawClient third(served.server.port());
        QVERIFY(third.isClosedSoon());
        first.hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(served.server.connections(), std::size_t(1), kSoonMs);
        RawClient fourth(served.server.port());
        QCOMPARE(fourth.ask("GET", "/health").status, 200);
    }
    void allConnectionsTogetherHaveALimit() {
        rest::ServerOptions options = quickOptions();
        options.limits.connections = 1;
        Served served(options);
        RawClient first(served.server.port());
        QCOMPARE(first.ask("GET", "/health").status, 200);
        RawClient second(served.server.port());
        QVERIFY(second.isClosedSoon());
    }
    void aLeavingClientCancelsItsHandler() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/slow"));
        QTRY_COMPARE_WITH_TIMEOUT(served.api.started.load(), 1, kSoonMs);
        client.hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(served.api.cancelled.load(), 1, kSoonMs);
        QTRY_COMPARE_WITH_TIMEOUT(served.server.connections(), std::size_t(0), kSoonMs);
    }
    void aRequestThatCameEarlyWaitsForItsTurn() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/burst") + requestText("GET", "/health"));
        QVERIFY(client.reply().isWhole);
        QCOMPARE(client.reply().status, 200);
        // While a handler works, the server reads on: what came must not be lost.
        client.send(requestText("GET", "/ticks?"));
        QVERIFY(!client.readUntil("\"tick\":0").empty());
        client.send(requestText("GET", "/health"));
        QVERIFY(!client.readUntil("\"tick\":2").empty());
    }
    void stoppingEndsIdleConnectionsAtOnce() {
        rest::ServerOptions options = quickOptions();
        options.limits.drain = milliseconds(60'000);
        Served served(options);
        RawClient client(served.server.port());
        client.ask("GET", "/health");
        served.server.stop();
        QVERIFY(client.isClosedSoon());
        QVERIFY_EXCEPTION_THROWN(RawClient(served.server.port()), std::runtime_error);
    }
    void stoppingWaitsForRepliesAndThenCancels() {
        Served served;
        RawClient slow(served.server.port());
        slow.send(requestText("GET", "/slow"));
        QTRY_COMPARE_WITH_TIMEOUT(served.api.started.load(), 1, kSoonMs);
        served.server.stop();
        QCOMPARE(served.api.cancelled.load(), 1);
        QVERIFY(slow.isClosedSoon());
    }
    void aPortThatIsTakenIsAnError() {
        Served served;
        rest::ServerOptions options = quickOptions();
        options.port = served.server.port();
        QCOMPARE(refusal([&] { Served second(options); }), std::string("rest.cannot_listen"));
        options.address = "nowhere";
        QCOMPARE(refusal([&] { Served second(options); }), std::string("rest.address"));
    }
    void aProxyIsBelievedOnlyWhenTrusted() {
        rest::ServerOptions options;
        const rest::Admissions plain(options);
        options.trustedProxies = {"127.0.0.1", "10.0.0.1"};
        const rest::Admissions behind(options);
        const auto local = boost::asio::ip::make_address("127.0.0.1");
        const net::Headers headers{{"X-Forwarded-For", "6.6.6.6, 9.9.9.9, 10.0.0.1"}};
        QCOMPARE(plain.clientOf(headers, local), std::string("127.0.0.1"));
        QCOMPARE(behind.clientOf(headers, local), std::string("9.9.9.9"));
        const net::Headers nonsense{{"X-Forwarded-For", "9.9.9.9, <script>"}};
        QCOMPARE(behind.clientOf(nonsense, local), std::string("127.0.0.1"));
    }
};

HEDDLE_TEST(ServerTest);
#include "server_test.moc"
