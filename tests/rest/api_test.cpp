#include "tests/rest/served.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <zlib.h>

using namespace heddle;
using namespace heddle::tests;

namespace {

const std::string kJson = "Content-Type: application/json\r\n";
const std::string kAlice = "Authorization: Bearer alice\r\n";
const std::string kItem = "0199aaaa-0000-7000-8000-000000000001";

std::string unzipped(const std::string& bytes) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string out(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return result == Z_STREAM_END ? out : std::string();
}

rest::ApiOptions limitedTo(double burst) {
    rest::ApiOptions options;
    options.rates["default"] = {1, burst};
    return options;
}

}  // namespace

/// What is the same for all routes, as a client sees it.
class ApiTest : public QObject {
    Q_OBJECT
private:
    static RawReply ask(Served& served, const std::string& method, const std::string& target,
                        const std::string& fields = {}, const std::string& body = {}) {
        RawClient client(served.server.port());
        return client.ask(method, target, fields, body);
    }
    static Json problemOf(const RawReply& reply) {
        if (reply.headers.at("content-type") != "application/problem+json") return {};
        return Json::parse(reply.body);
    }
    static RawReply makeThing(Served& served, const std::string& fields, const std::string& body) {
        return ask(served, "POST", "/things", kJson + kAlice + fields, body);
    }

private slots:
    void parametersComeTypedAndWithDefaults() {
        Served served;
        const RawReply reply = ask(served, "GET", "/search/agent/items/" + kItem + "?tags=a,b&weight=0.5&exact=true");
        QCOMPARE(reply.status, 200);
        const Json wanted{{"kind", "agent"},    {"item_id", kItem}, {"limit", 20},
                          {"tags", {"a", "b"}}, {"weight", 0.5},    {"exact", true}};
        QCOMPARE(Json::parse(reply.body).dump(), wanted.dump());
    }
    void wrongParametersAreNamed_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const QString items = QString("/search/agent/items/%1").arg(kItem.c_str());
        QTest::newRow("out of range") << items + "?limit=0" << 400 << "rest.parameter";
        QTest::newRow("no number") << items + "?limit=ten" << 400 << "rest.parameter";
        QTest::newRow("no boolean") << items + "?exact=maybe" << 400 << "rest.parameter";
        QTest::newRow("twice") << items + "?limit=1&limit=2" << 400 << "rest.parameter";
        QTest::newRow("unknown") << items + "?colour=red" << 400 << "rest.unknown_parameter";
        QTest::newRow("of the path") << "/search/agent/items/7" << 404 << "rest.no_route";
        QTest::newRow("not one of a few")
            << QString("/search/chat/items/%1").arg(kItem.c_str()) << 404 << "rest.no_route";
        QTest::newRow("no route") << "/nowhere" << 404 << "rest.no_route";
        QTest::newRow("above the root") << "/../etc/passwd" << 400 << "rest.bad_target";
        QTest::newRow("hidden above the root") << "/%2e%2e/etc/passwd" << 400 << "rest.bad_target";
    }
    void wrongParametersAreNamed() {
        QFETCH(QString, target);
        QFETCH(int, status);
        QFETCH(QString, code);
        Served served;
        const RawReply reply = ask(served, "GET", target.toStdString());
        QCOMPARE(reply.status, status);
        const Json problem = problemOf(reply);
        QCOMPARE(QString::fromStdString(problem.value("code", "")), code);
        QCOMPARE(problem.value("status", 0), status);
        QVERIFY(!problem.value("detail", "").empty());
        QCOMPARE(problem.value("instance", ""), "urn:heddle:request:" + reply.headers.at("x-request-id"));
    }
    void anotherMethodIsToldTheRightOnes() {
        Served served;
        const RawReply reply = ask(served, "DELETE", "/things/3", kAlice);
        QCOMPARE(reply.status, 405);
        QVERIFY(reply.headers.at("allow").find("PUT") != std::string::npos);
        const RawReply options = ask(served, "OPTIONS", "/health");
        QCOMPARE(options.status, 204);
        QVERIFY(options.headers.at("allow").find("GET") != std::string::npos);
    }
    void nobodyAndTheWrongOneAreKeptOut() {
        Served served;
        const RawReply nobody = ask(served, "POST", "/things", kJson, R"({"name": "a"})");
        QCOMPARE(nobody.status, 401);
        QVERIFY(nobody.headers.at("www-authenticate").starts_with("Bearer"));
        const RawReply wrong =
            ask(served, "PUT", "/things/3", kJson + "Authorization: Bearer bob\r\n", R"({"name": "a"})");
        QCOMPARE(wrong.status, 403);
        QCOMPARE(served.api.made.load(), 0);
    }
    void bodiesAreChecked_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const QString json = QString::fromStdString(kJson);
        QTest::newRow("missing") << json << QByteArray() << 400 << "rest.body_missing";
        QTest::newRow("of another type") << "Content-Type: text/plain\r\n"
                                         << QByteArray("{}") << 415 << "rest.media_type";
        QTest::newRow("no JSON") << json << QByteArray("{name") << 400 << "json.syntax";
        QTest::newRow("no UTF-8") << json << QByteArray("{\"name\": \"\xff\"}") << 400 << "rest.not_utf8";
        QTest::newRow("a member twice") << json << QByteArray(R"({"name": "a", "name": "b"})") << 400
                                        << "json.duplicate_key";
        QTest::newRow("too deep") << json << QByteArray(100, '[') << 400 << "json.too_deep";
        QTest::newRow("without a member") << json << QByteArray("{}") << 422 << "rest.body";
        QTest::newRow("unknown member") << json << QByteArray(R"({"name": "a", "colour": 1})") << 422 << "rest.body";
        QTest::newRow("wrong inside") << json << QByteArray(R"({"name": "a", "parts": [{"id": "x"}]})") << 422
                                      << "rest.body";
    }
    void bodiesAreChecked() {
        QFETCH(QString, fields);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        Served served;
        const RawReply reply = ask(served, "POST", "/things", fields.toStdString() + kAlice, body.toStdString());
        QCOMPARE(reply.status, status);
        QCOMPARE(QString::fromStdString(problemOf(reply).value("code", "")), code);
        QCOMPARE(served.api.made.load(), 0);
    }
    void aWrongBodyNamesThePlace() {
        Served served;
        const Json problem = problemOf(makeThing(served, "", R"({"name": "a", "parts": [{"id": "x"}], "size": -1})"));
        QCOMPARE(problem.at("errors").size(), std::size_t(2));
        QVERIFY(problem.dump().find("/parts/0/id") != std::string::npos);
    }
    void defaultsAreFilledIn() {
        Served served;
        const RawReply reply = makeThing(served, "", R"({"name": "a"})");
        QCOMPARE(reply.status, 201);
        QCOMPARE(Json::parse(reply.body).dump(), std::string(R"({"name":"a","number":1,"size":7})"));
        QCOMPARE(reply.headers.at("location"), std::string("/things/1"));
    }
    void whatIsOursToMendIsNotTold() {
        Served served;
        const RawReply reply = ask(served, "GET", "/broken");
        QCOMPARE(reply.status, 500);
        QVERIFY(reply.body.find("secret") == std::string::npos);
        QCOMPARE(problemOf(reply).value("code", ""), std::string("internal.exception"));
    }

    void aKeyMakesARequestCountOnce() {
        Served served;
        const std::string key = "Idempotency-Key: k-1\r\n";
        const RawReply first = makeThing(served, key, R"({"name": "a"})");
        const RawReply again = makeThing(served, key, R"({"name": "a"})");
        QCOMPARE(first.status, 201);
        QCOMPARE(again.status, 201);
        QCOMPARE(again.body, first.body);
        QCOMPARE(again.headers.at("location"), first.headers.at("location"));
        QVERIFY(again.headers.contains("idempotency-replayed") && !first.headers.contains("idempotency-replayed"));
        QCOMPARE(served.api.made.load(), 1);
        const RawReply other = makeThing(served, key, R"({"name": "b"})");
        QCOMPARE(other.status, 422);
        QCOMPARE(problemOf(other).value("code", ""), std::string("rest.key_reused"));
        // Keys belong to who uses them.
        const RawReply bobs =
            ask(served, "POST", "/things", kJson + "Authorization: Bearer bob\r\n" + key, R"({"name": "b"})");
        QCOMPARE(bobs.status, 201);
        QCOMPARE(makeThing(served, "Idempotency-Key: " + std::string(256, 'k') + "\r\n", R"({"name": "a"})").status,
                 400);
    }
    void aChangeNeedsTheVersionThatItChanges() {
        Served served;
        const std::string body = R"({"name": "a"})";
        const auto change = [&](const std::string& match) {
            return ask(served, "PUT", "/things/3", kJson + kAlice + match, body);
        };
        QCOMPARE(change("").status, 428);
        const RawReply old = change("If-Match: \"r2\"\r\n");
        QCOMPARE(old.status, 412);
        QVERIFY(problemOf(old).value("detail", "").find("\"r3\"") != std::string::npos);
        QCOMPARE(change("If-Match: W/\"r3\"\r\n").status, 412);
        QCOMPARE(change("If-Match: \"r1\", \"r3\"\r\n").status, 200);
        QCOMPARE(change("If-Match: \"r3-gzip\"\r\n").status, 200);
        QCOMPARE(change("If-Match: *\r\n").status, 200);
    }
    void whatIsKnownIsNotSentAgain() {
        Served served;
        const RawReply first = ask(served, "GET", "/text");
        const std::string etag = first.headers.at("etag");
        const RawReply again = ask(served, "GET", "/text", "If-None-Match: \"x\", " + etag + "\r\n");
        QCOMPARE(again.status, 304);
        QVERIFY(again.body.empty());
        QCOMPARE(again.headers.at("etag"), etag);
        QCOMPARE(ask(served, "GET", "/text", "If-None-Match: \"x\"\r\n").status, 200);
    }
    void textsAreCompressedForWhoWantsIt() {
        Served served;
        const RawReply plain = ask(served, "GET", "/text");
        const RawReply small = ask(served, "GET", "/text", "Accept-Encoding: br, gzip;q=0.5\r\n");
        QCOMPARE(small.headers.at("content-encoding"), std::string("gzip"));
        QVERIFY(small.headers.at("vary").find("Accept-Encoding") != std::string::npos);
        QVERIFY(small.body.size() < plain.body.size() / 10);
        QVERIFY(unzipped(small.body) == plain.body);
        const std::string etag = small.headers.at("etag");
        QVERIFY(etag != plain.headers.at("etag"));  // other bytes
        QCOMPARE(ask(served, "GET", "/text", "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n").status, 304);
        QVERIFY(!ask(served, "GET", "/text", "Accept-Encoding: gzip;q=0\r\n").headers.contains("content-encoding"));
        QVERIFY(!ask(served, "GET", "/large", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
    }
    void whoComesTooOftenWaits() {
        Served served(quickOptions(), limitedTo(3));
        for (int left = 2; left >= 0; --left) {
            const RawReply reply = ask(served, "GET", "/health");
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.headers.at("ratelimit-limit"), std::string("3"));
            QCOMPARE(reply.headers.at("ratelimit-remaining"), std::to_string(left));
        }
        const RawReply refused = ask(served, "GET", "/health");
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.headers.at("retry-after"), std::string("1"));
        served.clock.forward(1000);
        QCOMPARE(ask(served, "GET", "/health").status, 200);
        // Somebody who is known has a bucket of their own.
        QCOMPARE(makeThing(served, "", R"({"name": "a"})").status, 201);
    }
    void otherOriginsAreLetInByNameOnly() {
        rest::ApiOptions options;
        options.cors.origins = {"https://app.example"};
        Served served(quickOptions(), options);
        const RawReply known = ask(served, "GET", "/health", "Origin: https://app.example\r\n");
        QCOMPARE(known.headers.at("access-control-allow-origin"), std::string("https://app.example"));
        QVERIFY(known.headers.at("vary").find("Origin") != std::string::npos);
        const RawReply unknown = ask(served, "GET", "/health", "Origin: https://evil.example\r\n");
        QVERIFY(!unknown.headers.contains("access-control-allow-origin"));
    }

    void theDocumentDescribesEveryRoute() {
        Served served;
        const RawReply reply = ask(served, "GET", "/openapi.json");
        QCOMPARE(reply.status, 200);
        const Json document = Json::parse(reply.body);
        QCOMPARE(document.value("openapi", ""), std::string("3.1.0"));
        const Json& search = document.at("paths").at("/search/{kind}/items/{item_id}").at("get");
        QCOMPARE(search.value("operationId", ""), std::string("search"));
        QCOMPARE(search.at("parameters").size(), std::size_t(6));
        const Json& make = document.at("paths").at("/things").at("post");
        QCOMPARE(make.at("requestBody").at("content").at("application/json").at("schema").value("$ref", ""),
                 std::string("#/components/schemas/Thing"));
        QVERIFY(!document.at("security").empty() && !make.contains("security") && search.at("security").empty());
        for (const char* status : {"201", "400", "401", "403", "422", "429"})
            QVERIFY2(make.at("responses").contains(status), status);
        QVERIFY(document.at("components").at("schemas").contains("Part"));
    }
    void thePageNeedsNothingFromElsewhere() {
        Served served;
        const RawReply page = ask(served, "GET", "/docs");
        QCOMPARE(page.status, 200);
        QVERIFY(page.headers.at("content-type").starts_with("text/html"));
        QVERIFY(page.headers.at("content-security-policy").find("default-src 'none'") != std::string::npos);
        for (const char* outside : {"http://", "https://", "//cdn"})
            QVERIFY2(page.body.find(outside) == std::string::npos, outside);
        rest::ApiOptions without;
        without.showsDocs = false;
        Served quiet(quickOptions(), without);
        QCOMPARE(ask(quiet, "GET", "/docs").status, 404);
        QCOMPARE(ask(quiet, "GET", "/openapi.json").status, 404);
    }
};

HEDDLE_TEST(ApiTest);
#include "api_test.moc"
