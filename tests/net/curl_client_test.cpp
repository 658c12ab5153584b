#include "core/net/curl_client.h"

#include "core/base/error.h"
#include "core/net/public_address.h"
#include "tests/support/await.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

#include <arpa/inet.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netinet/in.h>

using namespace heddle;
using namespace heddle::net;
using heddle::tests::Script;
using heddle::tests::ScriptedServer;
using std::chrono::milliseconds;
namespace asio = boost::asio;

namespace {

Request get(const std::string& url) {
    Request request;
    request.url = url;
    return request;
}

asio::awaitable<void> pause(int ms) {
    asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds(ms));
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<std::string> text(HttpClient& client, Request request) {
    const auto stream = co_await client.open(std::move(request));
    co_return co_await readAll(*stream, 1u << 30);
}

/// The code of the error that `work` ends with; facts go to `facts`.
template <class Work>
std::string codeOf(Work work, Json* facts = nullptr) {
    try {
        work();
    } catch (const Error& error) {
        if (facts) *facts = error.facts();
        return error.code();
    }
    return "no error";
}

}  // namespace

class CurlClientTest : public QObject {
    Q_OBJECT
private slots:
    void aPublicRequestStaysOutOfPrivateNetworks_data() {
        QTest::addColumn<QString>("host");
        for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"})
            QTest::newRow(host) << host;
    }
    void aPublicRequestStaysOutOfPrivateNetworks() {
        QFETCH(QString, host);
        ScriptedServer server({Script::response(200, "secret")});
        CurlClient client;
        QCOMPARE(tests::await(text(client, get(server.url()))), std::string("secret"));  // leaves a connection open
        Request request = get("http://" + host.toStdString() + ":" + std::to_string(server.port()) + "/");
        request.isPublicOnly = true;
        QCOMPARE(codeOf([&] { tests::await(text(client, request)); }), std::string("net.private_address"));
    }
    void addressesAreSorted_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isPublic");
        for (const char* address : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"})
            QTest::newRow(address) << address << true;
        for (const char* address : {"10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
                                    "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "ff02::1",
                                    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1"})
            QTest::newRow(address) << address << false;
    }
    void addressesAreSorted() {
        QFETCH(QString, address);
        QFETCH(bool, isPublic);
        sockaddr_storage place{};
        auto& v4 = reinterpret_cast<sockaddr_in&>(place);
        auto& v6 = reinterpret_cast<sockaddr_in6&>(place);
        const bool isV6 = address.contains(':');
        place.ss_family = isV6 ? AF_INET6 : AF_INET;
        void* bytes = isV6 ? static_cast<void*>(&v6.sin6_addr) : static_cast<void*>(&v4.sin_addr);
        QCOMPARE(inet_pton(place.ss_family, address.toLatin1().constData(), bytes), 1);
        QCOMPARE(isPublicAddress(reinterpret_cast<const sockaddr&>(place)), isPublic);
    }
    void sendsAndReceives() {
        ScriptedServer server({Script::response(418, "{\"tea\":true}", "X-Kind: pot\r\n")});
        CurlClient client;
        Request request = get(server.url("/brew?milk=1"));
        request.method = "POST";
        request.body = "leaves";
        request.headers = {{"Content-Type", "text/tea"}, {"X-Empty", ""}};
        const Response response = tests::await(client.send(request));
        QCOMPARE(response.status, 418);
        QCOMPARE(response.body, std::string("{\"tea\":true}"));
        QCOMPARE(response.headers.find("x-kind").value(), std::string("pot"));
        const auto seen = server.seen().at(0);
        QCOMPARE(seen.method, std::string("POST"));
        QCOMPARE(seen.target, std::string("/brew?milk=1"));
        QCOMPARE(seen.body, std::string("leaves"));
        QCOMPARE(seen.headers.at("content-type"), std::string("text/tea"));
        QVERIFY(seen.headers.contains("x-empty") && !seen.headers.contains("expect"));
    }
    void chunksArriveWhileTheServerStillWrites() {
        ScriptedServer server({Script::stream().chunk("one").wait().chunk("two").end()});
        CurlClient client;
        const auto work = [&]() -> asio::awaitable<std::string> {
            const auto stream = co_await client.open(get(server.url()));
            std::string all = (co_await stream->read()).value_or("end");
            all += "|";
            server.release();
            all += co_await readAll(*stream, 100);
            co_return all;
        };
        QCOMPARE(tests::await(work()), std::string("one|two"));
    }
    void aSlowReaderHoldsTheTransferBack() {
        const std::string big(24u << 20, 'x');
        ScriptedServer server({Script::response(200, big)});
        CurlClient client;
        std::size_t largest = 0;
        std::size_t total = 0;
        const auto work = [&]() -> asio::awaitable<void> {
            const auto stream = co_await client.open(get(server.url()));
            for (int reads = 0;; ++reads) {
                if (reads < 5) co_await pause(20);
                const auto bytes = co_await stream->read();
                if (!bytes) break;
                largest = std::max(largest, bytes->size());
                total += bytes->size();
            }
        };
        tests::await(work());
        QCOMPARE(total, big.size());
        QVERIFY2(largest <= (300u << 10), std::to_string(largest).c_str());
    }
    void cancelAbortsTheTransferAtOnce() {
        ScriptedServer server({Script::stream().chunk("one").wait()});
        CurlClient client;
        asio::io_context context;
        asio::cancellation_signal signal;
        std::string code;
        QElapsedTimer timer;
        const auto done = [&](std::exception_ptr e, const std::string&) {
            code = codeOf([&] {
                if (e) std::rethrow_exception(e);
            });
        };
        asio::co_spawn(context, text(client, get(server.url())), asio::bind_cancellation_slot(signal.slot(), done));
        asio::steady_timer trigger(context, milliseconds(50));
        trigger.async_wait([&](auto) {
            timer.start();
            signal.emit(asio::cancellation_type::terminal);
        });
        context.run();
        QCOMPARE(code, std::string("net.cancelled"));
        QVERIFY(timer.elapsed() < 100);
        QVERIFY(server.waitForHangUp(milliseconds(1000)));
        QVERIFY(timer.elapsed() < 100);
        qInfo("cancel to hang-up seen by the server: %lld ms", timer.elapsed());
    }
    void droppingTheStreamHangsUp() {
        ScriptedServer server({Script::stream().chunk("one").wait()});
        CurlClient client;
        const auto work = [&]() -> asio::awaitable<void> { (void)co_await client.open(get(server.url())); };
        tests::await(work());
        QVERIFY(server.waitForHangUp(milliseconds(1000)));
    }
    void destroyingTheClientEndsWhatGoesOn() {
        ScriptedServer server({Script::stream().chunk("one").wait()});
        auto client = std::make_unique<CurlClient>();
        const auto work = [&]() -> asio::awaitable<void> {
            const auto stream = co_await client->open(get(server.url()));
            (void)co_await stream->read();
            client.reset();
            (void)co_await stream->read();
        };
        QCOMPARE(codeOf([&] { tests::await(work()); }), std::string("net.cancelled"));
    }
    void silenceTimesOutAndAnyByteStartsTheTimeAnew() {
        ScriptedServer server(
            {Script::stream().chunk(":").wait().chunk(":").wait().chunk(":").wait().chunk(":").wait()});
        CurlClient client;
        Request request = get(server.url());
        request.idleTimeout = milliseconds(200);
        int pieces = 0;
        Json facts;
        QElapsedTimer timer;
        timer.start();
        const auto work = [&]() -> asio::awaitable<void> {
            const auto stream = co_await client.open(request);
            while (co_await stream->read()) {
                if (++pieces == 4) continue;
                co_await pause(100);
                server.release();
            }
        };
        QCOMPARE(codeOf([&] { tests::await(work()); }, &facts), std::string("net.timeout"));
        QCOMPARE(pieces, 4);
        QVERIFY(timer.elapsed() >= 500);
        QVERIFY(facts["reason"].get<std::string>().find("0.2 s") != std::string::npos);
    }
    void theWholeMustBeDoneInTime() {
        ScriptedServer server({Script::stream().chunk("one").wait()});
        CurlClient client;
        Request request = get(server.url());
        request.totalTimeout = milliseconds(80);
        QCOMPARE(codeOf([&] { tests::await(client.send(request)); }), std::string("net.timeout"));
    }
    void errorsNameTheAddressWithoutItsSecrets() {
        int port = 0;
        { port = ScriptedServer({Script()}).port(); }
        CurlClient client;
        Json facts;
        const std::string url = "http://u:p@127.0.0.1:" + std::to_string(port) + "/v1?key=s";
        QCOMPARE(codeOf([&] { tests::await(client.send(get(url))); }, &facts), std::string("net.connect"));
        QCOMPARE(facts["url"].get<std::string>(), "http://127.0.0.1:" + std::to_string(port) + "/v1");
        QCOMPARE(codeOf([&] { tests::await(client.send(get("ftp://127.0.0.1/x"))); }), std::string("net.url"));
        QCOMPARE(codeOf([&] { tests::await(client.send(get("not a url"))); }), std::string("net.url"));
    }
    void aConnectionCutInMidBodyIsClosed() {
        ScriptedServer server({Script().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
                               Script::stream().chunk("half").wait().reset(),
                               Script().send("HTTP/1.1 200 OK\r\n").reset(), Script()});
        CurlClient client;
        QCOMPARE(codeOf([&] { tests::await(client.send(get(server.url()))); }), std::string("net.closed"));
        server.release();
        QCOMPARE(codeOf([&] { tests::await(client.send(get(server.url()))); }), std::string("net.closed"));
        QCOMPARE(codeOf([&] { tests::await(client.send(get(server.url()))); }), std::string("net.closed"));
        QCOMPARE(codeOf([&] { tests::await(client.send(get(server.url()))); }), std::string("net.closed"));
    }
    void bodiesOverTheLimitAreRefused() {
        ScriptedServer server({Script::response(200, std::string(2000, 'x'))});
        CurlClient client;
        Request request = get(server.url());
        request.bodyLimit = 1000;
        QCOMPARE(codeOf([&] { tests::await(client.send(request)); }), std::string("net.too_large"));
    }
    void gzipIsUnpacked() {
        const unsigned char zipped[] = {0x1f, 0x8b, 0x8,  0x0,  0x0,  0x0,  0x0,  0x0,  0x2,  0x3,
                                        0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0x48, 0xaf, 0xca, 0x2c,
                                        0x0,  0x0,  0x19, 0x6a, 0xd2, 0xdf, 0xa,  0x0,  0x0,  0x0};
        const std::string body(reinterpret_cast<const char*>(zipped), sizeof zipped);
        ScriptedServer server({Script::response(200, body, "Content-Encoding: gzip\r\n")});
        CurlClient client;
        QCOMPARE(tests::await(client.send(get(server.url()))).body, std::string("hello gzip"));
    }
    void redirectsToAnotherServerForgetTheKey() {
        ScriptedServer target({Script::response(200, "there")});
        ScriptedServer server({Script::response(302, "", "Location: /second\r\n"),
                               Script::response(302, "", "Location: " + target.url("/x") + "\r\n")});
        CurlClient client;
        Request request = get(server.url());
        request.headers = {{"Authorization", "Bearer k"}, {"api-key", "k"}};
        QCOMPARE(tests::await(client.send(request)).body, std::string("there"));
        QVERIFY(server.seen().at(1).headers.contains("authorization"));
        QVERIFY(!target.seen().at(0).headers.contains("authorization") &&
                !target.seen().at(0).headers.contains("api-key"));
    }
    void circlesOfRedirectsEnd() {
        ScriptedServer server({Script::response(302, "", "Location: /\r\n")});
        CurlClient client;
        QCOMPARE(codeOf([&] { tests::await(client.send(get(server.url()))); }), std::string("net.redirect"));
    }
    void lineBreaksInHeadersAreRefused() {
        CurlClient client;
        Request request = get("http://127.0.0.1:1/");
        request.headers = {{"X-A", "b\r\nX-C: d"}};
        QCOMPARE(codeOf([&] { tests::await(client.send(request)); }), std::string("net.header"));
    }
    void fiftyStreamsAtOnce() {
        Script script = Script::stream();
        for (int i = 0; i < 100; ++i)
            script.chunk("data: " + std::to_string(i) + "\n\n");
        ScriptedServer server({script.end()});
        CurlClient client;
        asio::io_context context;
        int right = 0;
        for (int i = 0; i < 50; ++i)
            asio::co_spawn(context, text(client, get(server.url())), [&](std::exception_ptr e, const std::string& all) {
                right += !e && all.ends_with("data: 99\n\n") && all.size() == 990;
            });
        context.run();
        QCOMPARE(right, 50);
    }
};

HEDDLE_TEST(CurlClientTest);
#include "curl_client_test.moc"
