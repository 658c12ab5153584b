#include "core/llm/http_model.h"

#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/llm/openai_request.h"
#include "core/net/curl_client.h"
#include "tests/support/await.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;
using heddle::tests::Script;
using heddle::tests::ScriptedServer;
using std::chrono::milliseconds;

namespace {

const std::string kKey = "sk-test-0123456789";

std::string content(const std::string& text, const std::string& finish = "null") {
    return "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":" +
           Json(text).dump() + "},\"finish_reason\":" + finish + "}]}\n\n";
}

Script answer(const std::string& text) {
    return Script::stream().chunk(content(text, "\"stop\"") + "data: [DONE]\n\n").end();
}

Script failing(int status, const std::string& headers = {},
               const std::string& body = "{\"error\":{\"message\":\"later\"}}") {
    return Script::response(status, body, headers);
}

struct Called {
    ChatResult result;
    std::vector<ModelEvent> events;
    std::optional<Error> error;

    std::string code() const { return error ? error->code() : "no error"; }
    int count(ModelEvent::Type type) const {
        return static_cast<int>(
            std::count_if(events.begin(), events.end(), [&](const auto& e) { return e.type == type; }));
    }
};

ChatRequest hello() {
    ChatRequest request;
    request.messages.push_back(Message::ofText(Role::User, "hello"));
    return request;
}

Called call(const ScriptedServer& server, const ChatRequest& request = hello()) {
    net::CurlClient http;
    net::RetryPolicy retry;
    retry.firstDelay = milliseconds(5);
    HttpModel model(http, {"work", server.url("/v1"), kKey + "\n", "m-1"}, retry);
    Called called;
    try {
        called.result =
            tests::await(model.chat(request, [&](const ModelEvent& event) { called.events.push_back(event); }));
    } catch (const Error& error) {
        called.error = error;
    }
    return called;
}

}  // namespace

class HttpModelTest : public QObject {
    Q_OBJECT
private slots:
    void sendsTheRequestAndStreamsTheAnswer() {
        ScriptedServer server(
            {Script::stream().chunk(content("Hel")).chunk(content("lo", "\"stop\"") + "data: [DONE]\n\n").end()});
        const auto called = call(server);
        QCOMPARE(called.code(), std::string("no error"));
        QCOMPARE(called.result.text, std::string("Hello"));
        QCOMPARE(called.count(ModelEvent::Type::TextDelta), 2);
        QVERIFY(called.result.usage.estimated && called.result.usage.output > 0);
        const auto seen = server.seen().at(0);
        QCOMPARE(seen.target, std::string("/v1/chat/completions"));
        QCOMPARE(seen.headers.at("authorization"), "Bearer " + kKey);
        const Json body = parseJson(seen.body);
        QCOMPARE(body["model"].get<std::string>(), std::string("m-1"));
        QCOMPARE(body["stream"].get<bool>(), true);
        QCOMPARE(body["stream_options"]["include_usage"].get<bool>(), true);
        QCOMPARE(compactJson(body["messages"]), std::string("[{\"content\":\"hello\",\"role\":\"user\"}]"));
    }
    void theBodySaysEverythingThatWasAsked() {
        ChatRequest request = hello();
        request.messages[0].parts.push_back({Part::Type::Image, {}, "data:image/png;base64,AA"});
        Message assistant;
        assistant.role = Role::Assistant;
        assistant.toolCalls = {{"a", "f", "{\"x\":1}", true}, {"b", "f", "{\"x\":", false}};
        request.messages.push_back(assistant);
        Message result = Message::ofText(Role::Tool, "42");
        result.toolCallId = "a";
        request.messages.push_back(result);
        request.tools = {{"f", "does f", Json::object()}};
        request.toolChoice = "f";
        request.responseFormat = {ResponseFormat::Type::JsonSchema, "my answer!", {{"type", "object"}}, true};
        request.temperature = 0.5;
        request.maxTokens = 7;
        request.stop = {"END"};
        request.extraBody = {{"heddle_task", {{"kind", "answer"}}}, {"stream_options", nullptr}, {"top_k", 3}};
        const Json body = openAiBody(request, "gpt-5-mini");
        QCOMPARE(body["messages"][0]["content"][1]["image_url"]["url"].get<std::string>(),
                 std::string("data:image/png;base64,AA"));
        QCOMPARE(body["messages"][1]["tool_calls"][0]["function"]["arguments"].get<std::string>(),
                 std::string("{\"x\":1}"));
        QCOMPARE(body["messages"][1]["tool_calls"][1]["function"]["arguments"].get<std::string>(), std::string("{}"));
        QCOMPARE(body["messages"][2]["tool_call_id"].get<std::string>(), std::string("a"));
        QCOMPARE(body["tools"][0]["function"]["parameters"]["type"].get<std::string>(), std::string("object"));
        QCOMPARE(body["tool_choice"]["function"]["name"].get<std::string>(), std::string("f"));
        QCOMPARE(body["response_format"]["json_schema"]["name"].get<std::string>(), std::string("my_answer_"));
        QCOMPARE(body["max_completion_tokens"].get<int>(), 7);
        QCOMPARE(body["top_k"].get<int>(), 3);
        QVERIFY(!body.contains("heddle_task") && !body.contains("stream_options") && !body.contains("max_tokens"));
        QCOMPARE(ChatRequest::fromJson(request.toJson()), request);
    }
    void addresses() {
        QCOMPARE(openAiUrl("http://127.0.0.1:8080"), std::string("http://127.0.0.1:8080/v1/chat/completions"));
        QCOMPARE(openAiUrl("https://a.test/api/v4/"), std::string("https://a.test/api/v4/chat/completions"));
        QCOMPARE(openAiUrl("https://a.test/v1/chat/completions", "models"), std::string("https://a.test/v1/models"));
        QCOMPARE(openAiUrl("https://r.test/openai/deployments/d?api-version=1"),
                 std::string("https://r.test/openai/deployments/d/chat/completions?api-version=1"));
    }
    void rateLimitsAreWaitedForAndToldOf() {
        ScriptedServer server({failing(429, "retry-after-ms: 20\r\n"), failing(503), answer("now")});
        const auto called = call(server);
        QCOMPARE(called.result.text, std::string("now"));
        QCOMPARE(called.count(ModelEvent::Type::Retrying), 2);
        QCOMPARE(called.events.at(0).text, std::string("llm.rate_limit"));
        QCOMPARE(called.events.at(0).delayMs, 20);
        QCOMPARE(server.seen().size(), std::size_t(3));
    }
    void retriesEndAndSayWhenToComeBack() {
        ScriptedServer server({failing(429, "Retry-After: 300\r\n")});
        const auto called = call(server);
        QCOMPARE(called.code(), std::string("llm.rate_limit"));
        QCOMPARE(called.error->kind(), ErrorKind::RateLimited);
        QCOMPARE(called.error->facts()["retry_after_ms"].get<int>(), 300000);
        QCOMPARE(server.seen().size(), std::size_t(1));
        ScriptedServer broken({failing(500)});
        QCOMPARE(call(broken).code(), std::string("llm.server"));
        QCOMPARE(broken.seen().size(), std::size_t(3));
    }
    void whatCannotPassIsNotTriedAgain_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("code");
        QTest::newRow("key") << 401 << "{\"error\":{\"message\":\"bad key\"}}"
                             << "llm.auth";
        QTest::newRow("quota") << 429 << "{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}}"
                               << "llm.quota";
        QTest::newRow("request") << 400 << "{\"error\":{\"message\":\"x\"}}"
                                 << "llm.invalid_request";
    }
    void whatCannotPassIsNotTriedAgain() {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, code);
        ScriptedServer server({failing(status, {}, body.toStdString())});
        QCOMPARE(QString::fromStdString(call(server).code()), code);
        QCOMPARE(server.seen().size(), std::size_t(1));
    }
    void errorsNameTheServiceAndNeverTheKey() {
        ScriptedServer server(
            {failing(401, {}, "{\"error\":{\"message\":\"Incorrect API key provided: " + kKey + "\"}}")});
        const auto called = call(server);
        QCOMPARE(called.code(), std::string("llm.auth"));
        const std::string words = messageText(called.code(), called.error->facts());
        QVERIFY(compactJson(called.error->toJson()).find(kKey) == std::string::npos);
        QVERIFY2(words.find("work") != std::string::npos && words.find(server.url()) != std::string::npos,
                 words.c_str());
        QVERIFY2(words.find('?') == std::string::npos, words.c_str());
    }
    void aServiceThatIsNotThereIsNamed() {
        net::CurlClient http;
        net::RetryPolicy once;
        once.retries = 0;
        HttpModel model(http, {"work", "http://127.0.0.1:1/v1", "", "m"}, once);
        try {
            (void)tests::await(model.chat(hello(), {}));
            QFAIL("answered");
        } catch (const Error& error) {
            QCOMPARE(error.code(), std::string("net.connect"));
            QCOMPARE(error.facts()["provider"].get<std::string>(), std::string("work"));
        }
    }
    void aCutAnswerKeepsWhatCameAndIsNotTriedAgain() {
        const std::vector<Script> cuts{Script::stream().chunk(content("half an ")).end(),
                                       Script::stream().chunk(content("half an ")).wait().reset(),
                                       Script::stream().chunk(content("half an ")).wait()};
        for (const auto& script : cuts) {
            ScriptedServer server({script});
            server.release();
            const auto called = call(server);
            QCOMPARE(called.code(), std::string("llm.incomplete"));
            QCOMPARE(called.error->facts()["partial"].get<std::string>(), std::string("half an "));
            QCOMPARE(server.seen().size(), std::size_t(1));
        }
    }
    void anErrorInTheStreamKeepsItsCodeAndWhatCame() {
        ScriptedServer server({Script::stream()
                                   .chunk(content("half") + "data: {\"error\":{\"message\":\"busy\",\"code\":503}}\n\n")
                                   .end()});
        const auto called = call(server);
        QCOMPARE(called.code(), std::string("llm.overloaded"));
        QCOMPARE(called.error->facts()["partial"].get<std::string>(), std::string("half"));
        QCOMPARE(server.seen().size(), std::size_t(1));
    }
    void anErrorBeforeTheFirstWordIsTriedAgain() {
        ScriptedServer server(
            {Script::stream().chunk("data: {\"error\":{\"message\":\"busy\",\"code\":503}}\n\n").end(),
             Script().reset(), answer("yes")});
        QCOMPARE(call(server).result.text, std::string("yes"));
    }
    void otherBodiesThanStreams_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("outcome");
        const QString whole =
            "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            "\"all\"},\"finish_reason\":\"stop\"}]}";
        QTest::newRow("JSON") << "application/json" << whole << "all";
        QTest::newRow("JSON called a stream, blank lines first") << "text/event-stream"
                                                                 << "\n\n\n" + whole << "all";
        const QString frames = QString::fromStdString(": keep-alive\r\n\r\n" + content("all", "\"stop\""));
        QTest::newRow("stream called JSON") << "application/json; charset=utf-8" << frames << "all";
        QTest::newRow("stream without a type") << "" << frames << "all";
        QTest::newRow("byte order mark") << "text/event-stream" << QString("\xEF\xBB\xBF") + frames << "all";
        QTest::newRow("web page") << "text/html"
                                  << "<html><title>Sign in</title></html>"
                                  << "llm.protocol";
        QTest::newRow("garbage") << "text/event-stream"
                                 << "{malformed json: <<<"
                                 << "llm.protocol";
        QTest::newRow("words") << "text/plain"
                               << "OK"
                               << "llm.protocol";
        QTest::newRow("nothing") << "text/event-stream"
                                 << ""
                                 << "llm.protocol";
        QTest::newRow("error under 200") << "application/json"
                                         << "{\"error\":{\"message\":\"no such key\",\"code\":\"invalid_api_key\"}}"
                                         << "llm.auth";
    }
    void otherBodiesThanStreams() {
        QFETCH(QString, type);
        QFETCH(QString, body);
        QFETCH(QString, outcome);
        ScriptedServer server({Script::response(200, body.toStdString(), {}, type.toStdString())});
        const auto called = call(server);
        QCOMPARE(QString::fromStdString(called.error ? called.code() : called.result.text), outcome);
    }
    void theConnectionMayStayOpenBehindTheEnd() {
        ScriptedServer server({Script::stream().chunk(content("yes", "\"stop\"") + "data: [DONE]\n\n").wait()});
        QCOMPARE(call(server).result.text, std::string("yes"));
        QVERIFY(server.waitForHangUp(milliseconds(1000)));
    }
    void cancelFreesTheServerAtOnce() {
        ScriptedServer server({Script::stream().chunk(content("half")).wait()});
        net::CurlClient http;
        HttpModel model(http, {"work", server.url("/v1"), "", "m"});
        boost::asio::io_context context;
        boost::asio::cancellation_signal signal;
        std::string code;
        const ChatRequest request = hello();
        const ModelSink sink = [&](const ModelEvent& event) {
            if (event.type != ModelEvent::Type::TextDelta) return;
            boost::asio::post(context, [&] { signal.emit(boost::asio::cancellation_type::terminal); });
        };
        const auto done = [&](std::exception_ptr e, const ChatResult&) {
            try {
                if (e) std::rethrow_exception(e);
            } catch (const Error& error) {
                code = error.code();
            }
        };
        QElapsedTimer timer;
        timer.start();
        boost::asio::co_spawn(context, model.chat(request, sink),
                              boost::asio::bind_cancellation_slot(signal.slot(), done));
        context.run();
        QCOMPARE(code, std::string("llm.cancelled"));
        QVERIFY(server.waitForHangUp(milliseconds(1000)));
        QVERIFY(timer.elapsed() < 1000);
    }
    void cancelEndsTheWaitForARetry() {
        ScriptedServer server({failing(429, "Retry-After: 60\r\n")});
        net::CurlClient http;
        HttpModel model(http, {"work", server.url("/v1"), "", "m"});
        boost::asio::io_context context;
        boost::asio::cancellation_signal signal;
        std::string code;
        const ChatRequest request = hello();
        const ModelSink sink = [&](const ModelEvent&) {
            boost::asio::post(context, [&] { signal.emit(boost::asio::cancellation_type::terminal); });
        };
        const auto done = [&](std::exception_ptr e, const ChatResult&) {
            try {
                if (e) std::rethrow_exception(e);
            } catch (const Error& error) {
                code = error.code();
            }
        };
        boost::asio::co_spawn(context, model.chat(request, sink),
                              boost::asio::bind_cancellation_slot(signal.slot(), done));
        context.run();
        QCOMPARE(code, std::string("llm.cancelled"));
    }
};

HEDDLE_TEST(HttpModelTest);
#include "http_model_test.moc"
