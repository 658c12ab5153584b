#include "tests/support/aimock.h"

#include "core/base/error.h"
#include "core/llm/http_model.h"
#include "core/llm/local_servers.h"
#include "core/net/curl_client.h"
#include "tests/support/await.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;

namespace {

Json fixture(const char* words, Json response, const Json& more = Json::object()) {
    Json made{{"match", {{"userMessage", words}}}, {"response", std::move(response)}};
    made.update(more);
    return made;
}

Json fixtures() {
    Json all = Json::array();
    all.push_back(fixture("hello", {{"content", "Hello from a double, in several pieces of text."}}));
    all.push_back(
        fixture("weather", {{"toolCalls", {{{"name", "get_weather"}, {"arguments", "{\"location\":\"Paris\"}"}}}}}));
    Json limited = fixture(
        "limited",
        {{"error", {{"message", "slow down"}, {"type", "rate_limit_error"}}}, {"status", 429}, {"retryAfter", 1}});
    limited["match"]["sequenceIndex"] = 0;
    all.push_back(limited);
    all.push_back(fixture("limited", {{"content", "at last"}}));
    all.push_back(fixture("cut", {{"content", "This answer is cut in the middle of it."}},
                          {{"truncateAfterChunks", 3}, {"chunkSize", 5}, {"latency", 20}}));
    all.push_back(fixture("both", {{"toolCalls",
                                    {{{"name", "get_weather"}, {"arguments", "{\"location\":\"Paris\"}"}},
                                     {{"name", "clock"}, {"arguments", "{\"zone\":\"UTC\"}"}}}}}));
    all.push_back(fixture("think", {{"content", "It is so."}, {"reasoning", "Let me see."}}));
    all.push_back(fixture("garbage", {{"content", "x"}}, {{"chaos", {{"malformedRate", 1}}}}));
    all.push_back(fixture("dead", {{"content", "x"}}, {{"chaos", {{"disconnectRate", 1}}}}));
    all.push_back(fixture("broken", {{"error", {{"message", "boom"}, {"type", "server_error"}}}, {"status", 500}}));
    return all;
}

}  // namespace

class AimockTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        if (const auto reason = tests::Aimock::missing(); !reason.empty()) QSKIP(reason.c_str());
        m_server = std::make_unique<tests::Aimock>(fixtures());
    }
    void cleanupTestCase() { m_server.reset(); }
    void init() { m_dialect = &openAiDialect(); }

    void streamsAnAnswer() {
        QCOMPARE(ask("hello").text, std::string("Hello from a double, in several pieces of text."));
        QVERIFY(m_deltas >= 3);
        const Json last = m_server->journal().back();
        QCOMPARE(last["path"].get<std::string>(), std::string("/v1/chat/completions"));
        QCOMPARE(last["body"]["model"].get<std::string>(), std::string("double"));
        QCOMPARE(last["body"]["messages"][0]["content"].get<std::string>(), std::string("hello"));
        QCOMPARE(last["body"]["stream_options"]["include_usage"].get<bool>(), true);
        QVERIFY(!last["body"].contains("heddle_task"));
    }
    void otherDialects_data() {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("path");
        QTest::newRow("anthropic") << "anthropic"
                                   << "/v1/messages";
        QTest::newRow("gemini") << "gemini"
                                << "/v1beta/models/double:streamGenerateContent";
    }
    void otherDialects() {
        QFETCH(QString, dialect);
        QFETCH(QString, path);
        m_dialect = dialectNamed(dialect.toStdString());
        QCOMPARE(ask("hello").text, std::string("Hello from a double, in several pieces of text."));
        QVERIFY(m_deltas >= 2);
        QVERIFY(m_server->journal().back()["path"].get<std::string>().starts_with(path.toStdString()));
        const ChatResult tools = ask("both");
        QCOMPARE(tools.finish, Finish::ToolCalls);
        QCOMPARE(tools.toolCalls.size(), std::size_t(2));
        QCOMPARE(Json::parse(tools.toolCalls[1].arguments)["zone"], Json("UTC"));
        QVERIFY(tools.toolCalls[0].id != tools.toolCalls[1].id);
        const ChatResult thought = ask("think");
        QCOMPARE(thought.reasoning, std::string("Let me see."));
        QCOMPARE(thought.text, std::string("It is so."));
        // It is cut before or behind the first word: then there is nothing that could be lost, or something is kept.
        const Error cut = failing("cut");
        QCOMPARE(cut.code(), std::string(cut.facts().contains("partial") ? "llm.incomplete" : "net.closed"));
        QCOMPARE(failing("nothing like it").facts()["status"], Json(404));
        QCOMPARE(failing("broken").code(), std::string("llm.server"));
    }
    void countsTokens() {
        const Usage usage = ask("hello").usage;
        QVERIFY(!usage.estimated && usage.input > 0 && usage.output > 0);
    }
    void callsATool() {
        const ChatResult result = ask("weather");
        QCOMPARE(result.finish, Finish::ToolCalls);
        QCOMPARE(result.toolCalls.at(0).name, std::string("get_weather"));
        QCOMPARE(result.toolCalls.at(0).arguments, std::string("{\"location\":\"Paris\"}"));
        QVERIFY(result.toolCalls.at(0).complete);
    }
    void waitsAsLongAsARateLimitSays() {
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(ask("limited").text, std::string("at last"));
        QVERIFY(timer.elapsed() >= 1000);
    }
    void aCutStreamKeepsWhatCame() {
        const Error error = failing("cut");
        QCOMPARE(error.code(), std::string("llm.incomplete"));
        QVERIFY(error.facts()["partial"].get<std::string>().starts_with("This"));
    }
    void garbage() { QCOMPARE(failing("garbage").code(), std::string("llm.protocol")); }
    void aServerThatHangsUp() { QCOMPARE(failing("dead").code(), std::string("net.closed")); }
    void aServerThatFailsIsAskedThreeTimes() {
        const auto before = m_server->journal().size();
        QCOMPARE(failing("broken").code(), std::string("llm.server"));
        QCOMPARE(m_server->journal().size(), before + 3);
    }
    void listsItsModels() { QVERIFY(!tests::await(listModels(m_http, m_server->url("/v1"), "")).empty()); }

private:
    ChatResult ask(const std::string& words) {
        net::RetryPolicy retry;
        retry.firstDelay = std::chrono::milliseconds(5);
        const bool isOpenAi = m_dialect == &openAiDialect();
        HttpModel model(m_http, {"double", m_server->url(isOpenAi ? "/v1" : ""), "key-12345", "double", m_dialect},
                        retry);
        ChatRequest request;
        request.messages.push_back(Message::ofText(Role::User, words));
        request.extraBody["heddle_task"] = {{"kind", "answer"}};
        m_deltas = 0;
        return tests::await(
            model.chat(request, [this](const ModelEvent& e) { m_deltas += e.type == ModelEvent::Type::TextDelta; }));
    }
    Error failing(const std::string& words) {
        try {
            (void)ask(words);
        } catch (const Error& error) {
            return error;
        }
        return {ErrorKind::Internal, "no error"};
    }

    net::CurlClient m_http;
    std::unique_ptr<tests::Aimock> m_server;
    const Dialect* m_dialect = &openAiDialect();
    int m_deltas = 0;
};

HEDDLE_TEST(AimockTest);
#include "aimock_test.moc"
