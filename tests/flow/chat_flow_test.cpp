#include "core/base/messages.h"
#include "tests/flow/bridge_walk.h"
#include "tests/support/aimock.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using domain::RunEventType;

namespace {

const std::string kAnswer =
    "A checkpoint is written after each step, together with the results of its nodes. "
    "When the program is killed, nothing that had finished is run again.";

Json fixture(const char* words, Json response, const Json& more = Json::object()) {
    Json made{{"match", {{"userMessage", words}}}, {"response", std::move(response)}};
    made.update(more);
    return made;
}

/// Only the first request with these words.
Json firstTime(Json made) {
    made["match"]["sequenceIndex"] = 0;
    return made;
}

Json fixtures() {
    Json all = Json::array();
    all.push_back(fixture("checkpoint", {{"content", kAnswer}}, {{"chunkSize", 3}, {"latency", 3}}));
    all.push_back(firstTime(fixture("cut", {{"content", "This answer is cut in the middle of it."}},
                                    {{"truncateAfterChunks", 3}, {"chunkSize", 5}, {"latency", 20}})));
    all.push_back(fixture("cut", {{"content", "This answer came whole."}}));
    all.push_back(firstTime(fixture(
        "limited",
        {{"error", {{"message", "slow down"}, {"type", "rate_limit_error"}}}, {"status", 429}, {"retryAfter", 1}})));
    all.push_back(fixture("limited", {{"content", "at last"}}));
    all.push_back(fixture("garbage", {{"content", "x"}}, {{"chaos", {{"malformedRate", 1}}}}));
    all.push_back(fixture("dead", {{"content", "x"}}, {{"chaos", {{"disconnectRate", 1}}}}));
    all.push_back(fixture("broken", {{"error", {{"message", "boom"}, {"type", "server_error"}}}, {"status", 500}}));
    return all;
}

/// Requests that the double got and whose user said this.
std::size_t asked(const Aimock& model, const std::string& words) {
    std::size_t count = 0;
    for (const auto& request : model.journal()) {
        if (!request.contains("body") || !request["body"].contains("messages")) continue;
        count += request["body"]["messages"].back().value("content", "").find(words) != std::string::npos;
    }
    return count;
}

}  // namespace

/// A chat message through every layer: bridge, services, engine, nodes, llm, net, a model by somebody else, and back.
class ChatFlowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        if (const auto reason = Aimock::missing(); !reason.empty()) QSKIP(reason.c_str());
        m_model = std::make_unique<Aimock>(fixtures());
        m_walk = std::make_unique<BridgeWalk>(m_model->url("/v1"));
    }
    void cleanupTestCase() {
        m_walk.reset();
        m_model.reset();
    }

    void theAnswerComesInBatchesAndIsStored() {
        const Sent sent = m_walk->send("What is a checkpoint?");
        QCOMPARE(sent.outcome->status, std::string("completed"));
        QCOMPARE(sent.outcome->output.get<std::string>(), kAnswer);
        QCOMPARE(sent.streamed(), kAnswer);

        std::size_t tokens = 0;
        std::size_t batches = 0;
        for (const auto& batch : sent.batches) {
            const auto inBatch =
                std::count_if(batch.begin(), batch.end(), [](const auto& e) { return e.type == RunEventType::Token; });
            tokens += static_cast<std::size_t>(inBatch);
            batches += inBatch > 0;
        }
        QVERIFY2(batches >= 3 && batches < tokens,
                 qPrintable(QString("%1 tokens in %2 batches").arg(tokens).arg(batches)));
        std::int64_t seq = sent.batches.front().front().seq;
        for (const auto& batch : sent.batches) {
            for (const auto& event : batch)
                QCOMPARE(event.seq, seq++);
        }
        const auto calls = sent.events(RunEventType::ModelCall);
        QCOMPARE(calls.size(), std::size_t(1));
        QCOMPARE(calls[0].node, std::string("ask"));
        QCOMPARE(calls[0].data["offline"].get<bool>(), false);
        QVERIFY(calls[0].data["usage"]["output"].get<int>() > 0);
        QCOMPARE(asked(*m_model, "What is a checkpoint?"), std::size_t(1));

        m_walk->reopen();
        const auto chat = m_walk->chat();
        QCOMPARE(chat.messages.size(), std::size_t(2));
        QCOMPARE(chat.messages[0].content, std::string("What is a checkpoint?"));
        QCOMPARE(chat.messages[1].id, sent.answer.id);
        QCOMPARE(chat.messages[1].content, kAnswer);
        QCOMPARE(chat.messages[1].status, std::string("sent"));
        QCOMPARE(m_walk->run(sent.outcome->runId).status, std::string("completed"));
    }

    void whatTheModelSeesIsWhatThePersonWrote() {
        const std::string words = "Ein checkpoint? 检查点 “quoted”\nsecond line";
        (void)m_walk->send(words);
        const Json body = m_model->journal().back()["body"];
        QCOMPARE(body["model"].get<std::string>(), std::string("double"));
        QCOMPARE(body["messages"].back()["content"].get<std::string>(), words);
        QVERIFY(!body.contains("heddle_task"));
    }

    void aCutAnswerNamesNodeAndProviderAndCanGoOn() {
        const Sent sent = m_walk->send("cut this one");
        QCOMPARE(sent.outcome->status, std::string("failed"));
        const Error error = Error::fromJson(sent.outcome->error);
        QCOMPARE(error.code(), std::string("llm.incomplete"));
        QCOMPARE(error.facts()["node"].get<std::string>(), std::string("ask"));
        QCOMPARE(error.facts()["provider"].get<std::string>(), std::string("Double"));
        QVERIFY(messageText(error.code(), error.facts()).starts_with("Double (http://127.0.0.1"));
        QVERIFY(sent.streamed().starts_with("This"));
        QCOMPARE(sent.events(RunEventType::NodeFailed).at(0).node, std::string("ask"));

        m_walk->reopen();
        const auto failed = m_walk->chat().messages.back();
        QCOMPARE(failed.status, std::string("failed"));
        QCOMPARE(failed.metadata["error"]["code"].get<std::string>(), std::string("llm.incomplete"));
        QCOMPARE(failed.content, sent.streamed());
        QCOMPARE(m_walk->run(sent.outcome->runId).status, std::string("failed"));

        const auto outcome = m_walk->goOn(sent.outcome->runId);
        QCOMPARE(outcome.status, std::string("completed"));
        const auto whole = m_walk->chat().messages.back();
        QCOMPARE(whole.id, failed.id);
        QCOMPARE(whole.content, std::string("This answer came whole."));
        QCOMPARE(whole.status, std::string("sent"));
    }

    void aRateLimitIsWaitedForAsLongAsItSays() {
        QElapsedTimer timer;
        timer.start();
        const Sent sent = m_walk->send("limited for a while");
        QCOMPARE(sent.outcome->status, std::string("completed"));
        QCOMPARE(sent.outcome->output.get<std::string>(), std::string("at last"));
        QVERIFY(timer.elapsed() >= 1000);
        QCOMPARE(asked(*m_model, "limited for a while"), std::size_t(2));
        const auto progress = sent.events(RunEventType::NodeProgress);
        QCOMPARE(progress.size(), std::size_t(1));
        QCOMPARE(progress[0].data["retrying"].get<std::string>(), std::string("llm.rate_limit"));
        QCOMPARE(progress[0].data["delay_ms"].get<int>(), 1000);
    }

    void everyFailureNamesItsPlaceAndKeepsTheRun_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("code");
        QTest::newRow("garbage in place of events") << "garbage please"
                                                    << "llm.protocol";
        QTest::newRow("a server that hangs up") << "dead line"
                                                << "net.closed";
        QTest::newRow("a server that fails again and again") << "broken inside"
                                                             << "llm.server";
    }
    void everyFailureNamesItsPlaceAndKeepsTheRun() {
        QFETCH(QString, words);
        QFETCH(QString, code);
        const Sent sent = m_walk->send(words.toStdString());
        QCOMPARE(sent.outcome->status, std::string("failed"));
        const Error error = Error::fromJson(sent.outcome->error);
        QCOMPARE(QString::fromStdString(error.code()), code);
        QCOMPARE(error.facts()["node"].get<std::string>(), std::string("ask"));
        QCOMPARE(error.facts()["provider"].get<std::string>(), std::string("Double"));
        QCOMPARE(m_walk->run(sent.outcome->runId).status, std::string("failed"));
        QCOMPARE(m_walk->chat().messages.back().metadata["error"]["code"].get<std::string>(), error.code());
        // Still the same failure, and still resumable.
        QCOMPARE(m_walk->goOn(sent.outcome->runId).status, std::string("failed"));
    }

private:
    std::unique_ptr<Aimock> m_model;
    std::unique_ptr<BridgeWalk> m_walk;
};

/// The same walk against a server that stands still where the test wants it to.
class StoppedFlowTest : public QObject {
    Q_OBJECT

    static std::string chunk(const std::string& text) {
        const Json frame{{"choices", {{{"index", 0}, {"delta", {{"content", text}}}}}}};
        return "data: " + compactJson(frame) + "\n\n";
    }

private slots:
    void cancelInMidStreamHangsUpAndKeepsTheRun() {
        Script halting = Script::stream();
        halting.chunk(chunk("Once upon ")).chunk(chunk("a time")).wait();
        Script whole = Script::stream();
        whole.chunk(chunk("The whole story.")).chunk("data: [DONE]\n\n").end();
        ScriptedServer server(std::vector<Script>{halting, whole});
        BridgeWalk walk(server.url("/v1"));

        bool cancelled = false;
        const Sent sent = walk.send("Tell me a story", [&](const Sent& so) {
            if (cancelled || so.streamed() != "Once upon a time") return;
            cancelled = true;
            walk.bridge().chats().cancel(so.answer.executionId);
        });
        QCOMPARE(sent.outcome->status, std::string("cancelled"));
        QVERIFY(server.waitForHangUp(std::chrono::seconds(5)));
        QCOMPARE(sent.events(RunEventType::RunCancelled).size(), std::size_t(1));
        QVERIFY(sent.events(RunEventType::NodeFailed).empty());

        walk.reopen();
        QCOMPARE(walk.run(sent.outcome->runId).status, std::string("cancelled"));
        const auto stopped = walk.chat().messages.back();
        QCOMPARE(stopped.metadata["status"].get<std::string>(), std::string("cancelled"));
        QCOMPARE(stopped.content, std::string("Once upon a time"));
        QCOMPARE(walk.goOn(sent.outcome->runId).status, std::string("completed"));
        QCOMPARE(walk.chat().messages.back().content, std::string("The whole story."));
    }

    void closingInMidStreamLeavesARunThatGoesOn() {
        Script halting = Script::stream();
        halting.chunk(chunk("Once upon ")).wait();
        Script whole = Script::stream();
        whole.chunk(chunk("The whole story.")).chunk("data: [DONE]\n\n").end();
        ScriptedServer server(std::vector<Script>{halting, whole});
        BridgeWalk walk(server.url("/v1"));

        std::string runId;
        {
            QObject context;
            const std::string chatId = walk.chat().chat.id;
            bool streaming = false;
            QObject::connect(&walk.bridge().chats(), &app::ChatsDoor::events, &context, [&](const auto& batch) {
                streaming = streaming || batch.back().type == RunEventType::Token;
            });
            walk.bridge().chats().send(
                chatId, "Tell me a story",
                [&](const domain::Message&, const domain::Message& answer) { runId = answer.executionId; },
                {&context, [](const services::RunOutcome&) {}});
            QTRY_VERIFY_WITH_TIMEOUT(streaming, 10000);
        }
        walk.reopen();
        QVERIFY(server.waitForHangUp(std::chrono::seconds(5)));
        const std::string status = walk.run(runId).status;
        QVERIFY2(status == "cancelled" || status == "failed", status.c_str());
        QCOMPARE(walk.chat().messages.back().status, std::string("failed"));
        QCOMPARE(walk.goOn(runId).status, std::string("completed"));
        QCOMPARE(walk.chat().messages.back().content, std::string("The whole story."));
    }

    void anAddressThatDoesNotAnswerIsNamed() {
        int port = 0;
        {
            const ScriptedServer gone(std::vector<Script>{Script::response(200, "{}")});
            port = gone.port();
        }
        BridgeWalk walk("http://127.0.0.1:" + std::to_string(port) + "/v1");
        const Sent sent = walk.send("anybody there?");
        QCOMPARE(sent.outcome->status, std::string("failed"));
        const Error error = Error::fromJson(sent.outcome->error);
        QCOMPARE(error.code(), std::string("net.connect"));
        QCOMPARE(error.facts()["node"].get<std::string>(), std::string("ask"));
        QCOMPARE(error.facts()["provider"].get<std::string>(), std::string("Double"));
        QVERIFY(messageText(error.code(), error.facts()).find(std::to_string(port)) != std::string::npos);
    }
};

HEDDLE_TEST(ChatFlowTest);
HEDDLE_TEST(StoppedFlowTest);
#include "chat_flow_test.moc"
