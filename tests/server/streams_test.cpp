#include "core/services/runs/run_service.h"
#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <sstream>

using namespace heddle;
using namespace heddle::tests;

namespace {

/// Asks, then waits for a long time: what a client leaves in the middle of.
Json slowWorkflow() {
    return Json::parse(R"({
        "schema_version": 1, "name": "Slow", "entry": ["ask"], "output": "answer",
        "state": {"name": {}, "answer": {}},
        "nodes": {
            "ask": {"type": "input", "config": {"fields": [{"field": "name", "title": "Name"}]}},
            "pause": {"type": "wait", "config": {"for": "0.6"}},
            "say": {"type": "answer", "config": {"text": "Hello, {{ state.name }}!", "output": "answer"}}
        },
        "edges": {"a": {"from": "ask", "to": "pause"}, "b": {"from": "pause", "to": "say"}}})");
}

std::vector<Json> linesOf(const std::string& text) {
    std::vector<Json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) lines.push_back(Json::parse(line));
    }
    return lines;
}

}  // namespace

/// Replies that come piece by piece, and clients that do not stay to their end.
class StreamsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;

    std::string slowAgent() {
        const Json made =
            m_store->must(201, "developer", "POST", "/agents", {{"name", "Slow"}, {"workflow", slowWorkflow()}});
        return made.at("id").get<std::string>();
    }
    std::string request(const std::string& path, const std::string& fields, const Json& body) {
        return requestText(
            "POST", "/api/v1" + path,
            "Authorization: Bearer " + m_store->token("developer") + "\r\nContent-Type: application/json\r\n" + fields,
            compactJson(body));
    }
    /// The status of the only run, when it has come to its end.
    std::string endOfRun() {
        std::string status;
        const bool hasEnded = QTest::qWaitFor(
            [&] {
                const Json runs = m_store->must(200, "developer", "GET", "/executions").at("items");
                status = runs.empty() ? "" : runs.at(0).at("status").get<std::string>();
                return !status.empty() && status != "running";
            },
            10'000);
        return hasEnded ? status : "still " + status;
    }

private slots:
    void init() { m_store = std::make_unique<Store>(); }
    void cleanup() { m_store.reset(); }

    void aRunIsToldLineByLine() {
        const std::string agent = m_store->agent("Talker", true);
        const std::string chat = m_store->chat("developer", agent);
        RawClient client(m_store->port());
        QVERIFY(client.send(request("/chats/" + chat + "/messages", "", {{"content", "What is Heddle?"}})));
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.headers.at("content-type"), std::string("application/x-ndjson"));
        const auto lines = linesOf(reply.body);
        QCOMPARE(lines.front().at("type"), Json("messages"));
        QCOMPARE(lines.at(1).at("type"), Json("run_started"));
        QCOMPARE(lines.back().at("type"), Json("outcome"));
        QCOMPARE(lines.back().at("status"), Json("completed"));
        const Json said = m_store->must(200, "developer", "GET", "/chats/" + chat + "/messages").at("items");
        QCOMPARE(said.at(1).at("content"), lines.back().at("output"));
    }
    void orAsEventsToWhoPrefersThem() {
        const std::string chat = m_store->chat("developer", m_store->agent("Talker", true));
        RawClient client(m_store->port());
        QVERIFY(client.send(
            request("/chats/" + chat + "/messages", "Accept: text/event-stream\r\n", {{"content", "What?"}})));
        const RawReply reply = client.reply();
        QCOMPARE(reply.headers.at("content-type"), std::string("text/event-stream"));
        QVERIFY(reply.body.find("event: run_started\n") != std::string::npos);
        QVERIFY(reply.body.find("event: outcome\n") != std::string::npos);
    }
    void whatIsWrongAtOnceHasItsStatus() {
        RawClient client(m_store->port());
        QVERIFY(client.send(request("/chats/none/messages", "", {{"content", "What?"}})));
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 404);
        QCOMPARE(Json::parse(reply.body).at("code"), Json("chat.not_found"));
    }
    void aRunEndsWithoutItsClient() {
        const std::string agent = slowAgent();
        {
            RawClient client(m_store->port());
            QVERIFY(client.send(request("/agents/" + agent + "/test", "", {{"input", "Ada"}})));
            client.readUntil("run_started");
            client.reset();
        }
        QCOMPARE(endOfRun(), std::string("completed"));
    }
    void orIsCancelledWithItWhenAskedTo() {
        const std::string agent = slowAgent();
        {
            RawClient client(m_store->port());
            QVERIFY(client.send(request("/agents/" + agent + "/test?on_disconnect=cancel", "", {{"input", "Ada"}})));
            client.readUntil("run_started");
            client.reset();
        }
        QCOMPARE(endOfRun(), std::string("cancelled"));
    }
    void aRunIsCancelledFromElsewhere() {
        const std::string agent = slowAgent();
        RawClient client(m_store->port());
        QVERIFY(client.send(request("/agents/" + agent + "/test", "", {{"input", "Ada"}})));
        client.readUntil("run_started");
        const Json runs = m_store->must(200, "developer", "GET", "/executions?status=running").at("items");
        const std::string run = "/executions/" + runs.at(0).at("id").get<std::string>();
        QCOMPARE(m_store->ask("other_developer", "POST", run + "/cancel").status, 404);
        m_store->must(202, "developer", "POST", run + "/cancel");
        QVERIFY(client.readUntil("\"outcome\"").find("cancelled") != std::string::npos);
        QCOMPARE(endOfRun(), std::string("cancelled"));
        QCOMPARE(m_store->must(200, "developer", "POST", run + "/resume").at("status"), Json("completed"));
        QCOMPARE(m_store->ask("developer", "POST", run + "/cancel").status, 409);
    }
    void longWorkIsAJob() {
        const std::string agent = m_store->agent("Tested", false);
        const std::string path = "/agents/" + agent + "/test-jobs";
        QCOMPARE(m_store->ask("other_developer", "POST", path, {{"inputs", {"a"}}}).status, 404);
        const Json made = m_store->must(202, "developer", "POST", path, {{"inputs", {"What?", "Why?"}}});
        const std::string job = "/jobs/" + made.at("id").get<std::string>();
        QCOMPARE(m_store->ask("other_developer", "GET", job).status, 404);
        QVERIFY(
            QTest::qWaitFor([&] { return m_store->must(200, "developer", "GET", job).at("state") == "done"; }, 10'000));
        const Json done = m_store->must(200, "developer", "GET", job);
        QCOMPARE(done.at("progress"), Json(1.0));
        QCOMPARE(done.at("result").at("runs").size(), 2u);
        QCOMPARE(done.at("result").at("runs").at(1).at("status"), Json("completed"));
        QCOMPARE(m_store->ask("developer", "POST", job + "/cancel").status, 409);
        QCOMPARE(m_store->ask("developer", "POST", job + "/retry").status, 409);
    }
    void aJobIsCancelledAndRetried() {
        const std::string agent = slowAgent();
        const Json made = m_store->must(202, "developer", "POST", "/agents/" + agent + "/test-jobs",
                                        {{"inputs", {"a", "b", "c", "d"}}});
        const std::string job = "/jobs/" + made.at("id").get<std::string>();
        const auto becomes = [&](const std::string& state) {
            return QTest::qWaitFor(
                [&] { return m_store->must(200, "developer", "GET", job).at("state") == Json(state); }, 10'000);
        };
        QVERIFY(becomes("running"));
        m_store->must(202, "developer", "POST", job + "/cancel");
        QVERIFY(becomes("cancelled"));
        m_store->must(202, "developer", "POST", job + "/retry");
        // A job that is under way when the server stops is done by the next one.
        QVERIFY(becomes("running"));
        m_store->restart();
        QVERIFY(becomes("done"));
        QCOMPARE(m_store->must(200, "developer", "GET", job).at("attempts"), Json(1));
    }
    void aStoppingServerLeavesNothingHanging() {
        const std::string agent = slowAgent();
        RawClient client(m_store->port());
        QVERIFY(client.send(request("/agents/" + agent + "/test", "", {{"input", "Ada"}})));
        client.readUntil("run_started");
        m_store->restart();
        QVERIFY(client.isClosedSoon());
        QCOMPARE(m_store->ask("", "GET", "/ready").status, 200);
    }
};

HEDDLE_TEST(StreamsTest);
#include "streams_test.moc"
