#include "core/services/runs/run_service.h"
#include "core/storage/connection.h"
#include "core/storage/database.h"
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
    void whoseAgentItIsNotSeesItFromOutside() {
        const std::string agent = m_store->agent("Talker", true);
        const auto eventsFor = [&](const std::string& who) {
            const std::string chat = m_store->chat(who, agent);
            RawClient client(m_store->port());
            const std::string credential = "Authorization: Bearer " + m_store->token(who) + "\r\n";
            const auto said =
                client.ask("POST", "/api/v1/chats/" + chat + "/messages",
                           credential + "Content-Type: application/json\r\n", R"({"content": "What is Heddle?"})");
            const Json runs = m_store->must(200, who, "GET", "/executions").at("items");
            const std::string run = runs.at(0).at("id").get<std::string>();
            return said.body + m_store->must(200, who, "GET", "/executions/" + run + "/events").dump();
        };
        const std::string inside = eventsFor("developer");
        const std::string outside = eventsFor("user");
        for (const char* member : {"\"update\"", "\"state\""}) {
            QVERIFY(inside.find(member) != std::string::npos);
            QVERIFY(outside.find(member) == std::string::npos);
        }
        QVERIFY(outside.find("node_finished") != std::string::npos && outside.find("\"output\"") != std::string::npos);
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
    void aReviewThatNobodyMadeIsMadeUp() {
        const std::string agent = m_store->agent("Submitted", true);
        const Json review = m_store->must(200, "developer", "GET", "/reviews").at("items").at(0);
        QCOMPARE(m_store->must(200, "developer", "GET", "/jobs/" + review.at("id").get<std::string>()).at("state"),
                 Json("done"));
        // As it is when the server ends between the two.
        m_store->workspace().runtime().database().writeNow([&](storage::Connection& connection) {
            connection.query("UPDATE reviews SET status = 'submitted', decided_ms = 0").run();
            connection.query("UPDATE agent_versions SET status = 'in_review', is_current = 0").run();
            connection.query("UPDATE agents SET status = 'draft'").run();
            connection.query("UPDATE jobs SET state = 'queued', run_after_ms = 0").run();
        });
        m_store->restart();
        const std::string path = "/reviews/" + review.at("id").get<std::string>();
        QVERIFY(QTest::qWaitFor(
            [&] { return m_store->must(200, "developer", "GET", path).at("status") == Json("approved"); }, 10'000));
        QCOMPARE(m_store->must(200, "user", "GET", "/store/agents/" + agent).at("agent").at("status"),
                 Json("published"));
    }
    void aJobDoesWhatItsOwnerMayDoNow() {
        const std::string agent = slowAgent();
        const std::string job = "/jobs/" + m_store
                                               ->must(202, "developer", "POST", "/agents/" + agent + "/test-jobs",
                                                      {{"inputs", {"a", "b", "c", "d"}}})
                                               .at("id")
                                               .get<std::string>();
        m_store->must(200, "admin", "PATCH", "/users/" + m_store->idOf("developer"), {{"is_active", false}});
        m_store->restart();
        QVERIFY(QTest::qWaitFor([&] { return m_store->must(200, "admin", "GET", job).at("state") == Json("failed"); },
                                20'000));
        QCOMPARE(m_store->must(200, "admin", "GET", job).at("error").at("code"), Json("auth.forbidden"));
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
