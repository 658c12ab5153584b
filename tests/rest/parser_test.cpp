#include "core/rest/server/request_parser.h"
#include "tests/rest/refusal.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <random>

using namespace heddle;
using namespace heddle::tests;
using rest::Framing;
using rest::Request;
using rest::RequestParser;
using rest::ServerLimits;

namespace {

const ServerLimits kLimits;

/// Reads a whole request; gives its body.
std::string bodyOf(const std::string& head, const std::string& body, std::size_t limit = 1000) {
    RequestParser parser(kLimits);
    Request request;
    parser.readHead(head, request);
    for (std::size_t at = 0, end = 0; !parser.isDone() && end < body.size();) {
        // A byte at a time, as a network may.
        ++end;
        at += parser.readBody(std::string_view(body).substr(at, end - at), request.body, limit);
    }
    if (!parser.isDone()) throw Error(ErrorKind::Internal, "test.unfinished");
    return request.body;
}

std::string post(const std::string& fields) { return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }
std::string get(const std::string& fields) { return "GET /x HTTP/1.1\r\n" + fields + "\r\n"; }

std::string headRefusal(const std::string& head) {
    return refusal([&] {
        RequestParser parser(kLimits);
        Request request;
        if (parser.headLength(head) > 0) parser.readHead(head, request);
    });
}

}  // namespace

class ParserTest : public QObject {
    Q_OBJECT
private slots:
    void aHeadBecomesARequest() {
        RequestParser parser(kLimits);
        const std::string head = "PUT /a/b?c=d HTTP/1.1\r\nHost: h\r\nX-One:  1 \r\nContent-Length: 3\r\n\r\n";
        const std::string bytes = head + "abcGET";
        QCOMPARE(parser.headLength(bytes), head.size());
        Request request;
        const Framing framing = parser.readHead(head, request);
        QCOMPARE(request.method, std::string("PUT"));
        QCOMPARE(request.target, std::string("/a/b?c=d"));
        QCOMPARE(*request.headers.find("x-one"), std::string("1"));
        QVERIFY(framing.hasBody && framing.keepsAlive && !framing.isHttp10);
        QCOMPARE(*framing.length, std::uint64_t(3));
        QCOMPARE(parser.readBody(bytes.substr(head.size()), request.body, 10), std::size_t(3));
        QVERIFY(parser.isDone());
        QCOMPARE(request.body, std::string("abc"));
    }
    void connectionsAreKeptAsTheVersionSays() {
        const std::vector<std::pair<std::string, bool>> cases{
            {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
            {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
            {"GET / HTTP/1.0\r\n\r\n", false},
            {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
        };
        for (const auto& [head, keeps] : cases) {
            RequestParser parser(kLimits);
            Request request;
            QCOMPARE(parser.readHead(head, request).keepsAlive, keeps);
        }
    }
    void chunksArePutTogether() {
        QCOMPARE(bodyOf(post("Transfer-Encoding: chunked\r\n"), "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n"),
                 std::string("abc0123456789"));
        QCOMPARE(bodyOf(post("transfer-encoding: CHUNKED\r\n"), "1\r\na\r\n0\r\nX-Trailer: t\r\n\r\n"),
                 std::string("a"));
    }
    void ambiguousHeadsAreRefused_data() {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, const std::string& head, const char* code = "rest.bad_request") {
            QTest::newRow(name) << QByteArray::fromStdString(head) << QByteArray(code);
        };
        row("two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n"));
        row("one length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n"));
        row("list of lengths", post("Content-Length: 5, 5\r\n"));
        row("length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
        row("coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
        row("length +5", post("Content-Length: +5\r\n"));
        row("length -1", post("Content-Length: -1\r\n"));
        row("length 0x5", post("Content-Length: 0x5\r\n"));
        row("empty length", post("Content-Length: \r\n"));
        row("length overflow", post("Content-Length: 99999999999999999999999\r\n"));
        row("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n"));
        row("chunked in two fields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
        row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"));
        row("unknown coding", post("Transfer-Encoding: xchunked\r\n"));
        row("coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("no Host", get(""));
        row("two Host", get("Host: a\r\nHost: b\r\n"));
        row("space before colon", get("Host : a\r\n"));
        row("NUL in a field", get(std::string("Host: a\r\nX: b\0c\r\n", 17)));
        row("bare CR in a field", get("Host: a\r\nX: b\rc\r\n"));
        row("bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n");
        row("bare LF between fields", get("Host: a\r\nX: b\nY: c\r\n"));
        row("folded field", get("Host: a\r\nX: b\r\n c\r\n"));
        row("folded first field", get(" X: b\r\nHost: a\r\n"));
        row("field without colon", get("Host: a\r\nX\r\n"));
        row("field without name", get("Host: a\r\n: b\r\n"));
        row("binary", std::string("\x16\x03\x01\x02\xff\r\n\r\n", 9));
        row("version 9.9", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "rest.http_version");
        row("version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "rest.http_version");
        row("other expectation", post("Expect: miracles\r\nContent-Length: 1\r\n"), "rest.expectation");
        std::string many;
        for (int i = 0; i < 101; ++i)
            many += "A: b\r\n";
        row("101 fields", get(many), "rest.head_too_large");
        row("long field", get("Host: a\r\nX: " + std::string(20'000, 'x')), "rest.head_too_large");
        row("long target", "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "rest.target_too_long");
        row("endless target", "GET /" + std::string(40'000, 'x'), "rest.target_too_long");
    }
    void ambiguousHeadsAreRefused() {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, code);
        QCOMPARE(headRefusal(head.toStdString()), code.toStdString());
    }
    void badBodiesAreRefused_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, const std::string& body, const char* code = "rest.bad_request") {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(code);
        };
        row("negative chunk", "-2\r\nhello\r\n0\r\n\r\n");
        row("chunk overflow", "FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n");
        row("no size", "\r\nhello\r\n0\r\n\r\n");
        row("longer than its size", "3\r\nhello\r\n0\r\n\r\n");
        row("extension", "5;a=b\r\nhello\r\n0\r\n\r\n");
        row("extension with a bare LF", "5;\nhello\r\n0\r\n\r\n");
        row("bare LF after size", "5\nhello\r\n0\r\n\r\n");
        row("over the limit", "3E9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n", "rest.body_too_large");
        row("endless size line", std::string(40'000, '0'), "rest.head_too_large");
        row("endless trailers", "0\r\n" + std::string(40'000, 'x'), "rest.head_too_large");
    }
    void anEmptyChunkedBodyMayComeByteByByte() {
        QCOMPARE(bodyOf(post("Transfer-Encoding: chunked\r\n"), "0\r\n\r\n"), std::string());
    }
    void anyBytesInAnyPiecesAreReadOrRefused() {
        // Pieces of good and bad requests, put together at random: nothing may crash, hang or read beyond its end.
        const std::vector<std::string> parts{"POST /x HTTP/1.1\r\nHost: a\r\n",
                                             "Transfer-Encoding: chunked\r\n",
                                             "\r\n",
                                             "5\r\nhello\r\n",
                                             "0\r\n",
                                             "Content-Length: 3\r\n",
                                             "\r",
                                             "\n",
                                             "abc",
                                             "X: y\r\n",
                                             std::string(1, '\0'),
                                             "FFFF",
                                             ";",
                                             " "};
        std::mt19937 random(7);
        int whole = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string text = random() % 2 ? parts[0] + parts[1] + parts[2] : parts[0];
            for (auto n = random() % 8; n > 0; --n)
                text += parts[random() % 2 ? 2 + random() % 3 : random() % parts.size()];
            refusal([&] {
                RequestParser parser(kLimits);
                Request request;
                std::size_t at = parser.headLength(text);
                if (at == 0 || !parser.readHead(text.substr(0, at), request).hasBody) return;
                for (std::size_t end = at; !parser.isDone() && end < text.size();) {
                    end = std::min(text.size(), end + 1 + random() % 6);
                    at += parser.readBody(std::string_view(text).substr(at, end - at), request.body, 100);
                }
                whole += parser.isDone() ? 1 : 0;
            });
        }
        QVERIFY(whole > 100);
    }
    void badBodiesAreRefused() {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, code);
        const auto read = [&] { bodyOf(post("Transfer-Encoding: chunked\r\n"), body.toStdString()); };
        QCOMPARE(refusal(read), code.toStdString());
    }
};

HEDDLE_TEST(ParserTest);
#include "parser_test.moc"
