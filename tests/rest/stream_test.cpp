#include "core/base/error.h"
#include "core/rest/protocol/event_stream.h"
#include "tests/rest/served.h"
#include "tests/support/await.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <fstream>

using namespace heddle;
using namespace heddle::tests;
using std::chrono::milliseconds;

namespace {

constexpr int kSoonMs = 10'000;

/// Keeps what is written to it.
class Kept final : public rest::ResponseStream {
public:
    boost::asio::awaitable<void> write(std::string_view bytes) override {
        text += bytes;
        co_return;
    }
    std::string text;
};

std::string eventText(const rest::ServerEvent& event) {
    Kept kept;
    rest::SseWriter writer(kept);
    await(writer.write(event));
    return kept.text;
}

double residentMb() {
    std::ifstream in("/proc/self/statm");
    double total = 0;
    double resident = 0;
    in >> total >> resident;
    return resident * 4096 / (1024 * 1024);
}

}  // namespace

class StreamTest : public QObject {
    Q_OBJECT
private slots:
    void linesComeAsTheyAreWritten() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/ticks"));
        // The first is here although the stream goes on for seconds.
        const std::string first = client.readUntil("{\"tick\":0}\n");
        QVERIFY(first.find("Transfer-Encoding: chunked") != std::string::npos);
        QVERIFY(first.find("X-Accel-Buffering: no") != std::string::npos);
        QVERIFY(first.find("Content-Length") == std::string::npos);
        QVERIFY(!client.readUntil("{\"tick\":1}\n").empty());
    }
    void manyLinesGoTogetherAndInOrder() {
        Served served;
        RawClient client(served.server.port());
        const RawReply reply = client.ask("GET", "/burst");
        QVERIFY(reply.isWhole);
        std::string expected;
        for (int i = 0; i < 1000; ++i)
            expected += "{\"line\":" + std::to_string(i) + "}\n";
        QCOMPARE(reply.body, expected);
        QCOMPARE(client.ask("GET", "/health").status, 200);
    }
    void aFailureIsTheLastLine() {
        Served served;
        RawClient client(served.server.port());
        const RawReply reply = client.ask("GET", "/failing");
        QVERIFY(reply.isWhole);
        const std::string last = reply.body.substr(reply.body.find('\n') + 1);
        QCOMPARE(Json::parse(last)["type"], Json("error"));
        QCOMPARE(Json::parse(last)["problem"]["code"], Json("net.too_large"));
    }
    void aLeavingClientEndsItsStream_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("hard");
        for (const char* path : {"/ticks", "/events", "/flood"}) {
            QTest::addRow("%s closed", path) << path << false;
            QTest::addRow("%s reset", path) << path << true;
        }
    }
    void aLeavingClientEndsItsStream() {
        QFETCH(QString, path);
        QFETCH(bool, hard);
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", path.toStdString()));
        QVERIFY(!client.readUntil("\r\n\r\n").empty());
        QTRY_COMPARE_WITH_TIMEOUT(served.api.started.load(), 1, kSoonMs);
        if (hard)
            client.reset();
        else
            client.hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(served.api.cancelled.load(), 1, kSoonMs);
        QTRY_COMPARE_WITH_TIMEOUT(served.server.connections(), std::size_t(0), kSoonMs);
    }
    void aClientThatDoesNotReadHoldsItsProducerBack() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/flood"));
        std::size_t before = 0;
        do {
            before = served.api.written;
            QTest::qWait(100);
        } while (before == 0 || served.api.written != before);
        // What the kernel's buffers and ours hold, and nothing more.
        QVERIFY2(before < (16u << 20), qPrintable(QString::number(before)));
        [[maybe_unused]] const double resident = residentMb();
        QCOMPARE(client.read(8u << 20).size(), std::size_t(8u << 20));
        QTRY_VERIFY_WITH_TIMEOUT(served.api.written > before, kSoonMs);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which need memory of their own
        QVERIFY(residentMb() < resident + 40);
#endif
    }
    void aClientThatStopsReadingIsCutOff() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/flood"));
        QTRY_VERIFY_WITH_TIMEOUT(served.api.written > 0, kSoonMs);
        while (served.server.connections() > 0) {
            served.clock.forward(1000);
            QTest::qWait(3);
        }
        QCOMPARE(served.api.cancelled.load(), 1);
    }
    void silenceIsFilledWithHeartbeats() {
        Served served;
        RawClient client(served.server.port());
        client.send(requestText("GET", "/events"));
        const std::string start = client.readUntil("data: lines\n\n");
        QVERIFY(start.find("text/event-stream") != std::string::npos);
        for (int i = 0; i < 2; ++i) {
            const auto beat = [&] { return client.readUntil(": still here\n\n"); };
            QVERIFY(whileTimePasses(served.clock, client, {}, beat).ends_with(": still here\n\n"));
        }
    }
    void stoppingEndsEventStreamsAtOnceAndWhole() {
        rest::ServerOptions options = quickOptions();
        options.limits.drain = milliseconds(60'000);
        Served served(options);
        RawClient client(served.server.port());
        client.send(requestText("GET", "/events"));
        QVERIFY(!client.readUntil("data: lines\n\n").empty());
        auto stopped = std::async(std::launch::async, [&] { served.server.stop(); });
        QVERIFY(client.readUntil("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
        client.hangUp();
        stopped.get();
    }
    void eventsAreSpelledAsTheStandardSays() {
        QCOMPARE(eventText({"7", "greeting", "one\ntwo\r\nthree"}),
                 std::string("id: 7\nevent: greeting\ndata: one\ndata: two\ndata: three\n\n"));
        QCOMPARE(eventText({"", "", ""}), std::string("data: \n\n"));
        QCOMPARE(eventText({"7\nevent: x", "a\r", "d"}), std::string("id: 7event: x\nevent: a\ndata: d\n\n"));
    }
};

HEDDLE_TEST(StreamTest);
#include "stream_test.moc"
