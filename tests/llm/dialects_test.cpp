#include "core/base/error.h"
#include "core/base/file.h"
#include "core/llm/dialect.h"
#include "core/net/sse_reader.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;

namespace {

struct Outcome {
    std::vector<ModelEvent> events;
    ChatResult result;
    std::string code;
    bool operator==(const Outcome&) const = default;
};

Outcome played(const Dialect& dialect, const std::function<void(AnswerStream&)>& play) {
    Outcome outcome;
    const auto stream = dialect.stream([&](const ModelEvent& event) { outcome.events.push_back(event); });
    try {
        play(*stream);
        outcome.result = stream->finish();
    } catch (const Error& error) {
        outcome.code = error.code();
    }
    return outcome;
}

Outcome frames(const Dialect& dialect, const std::vector<std::string>& all) {
    return played(dialect, [&](AnswerStream& stream) {
        for (const std::string& frame : all)
            stream.frame(frame);
    });
}

Outcome bytes(const Dialect& dialect, const std::string& all, std::size_t cut) {
    return played(dialect, [&](AnswerStream& stream) {
        net::SseReader reader([&](const net::SseEvent& event) { stream.frame(event.data); });
        reader.feed(std::string_view(all).substr(0, cut));
        reader.feed(std::string_view(all).substr(cut));
        reader.finish();
    });
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto& line : QByteArray::fromStdString(text).split('\n'))
        if (!line.trimmed().isEmpty()) lines.push_back(line.trimmed().toStdString());
    return lines;
}

/// A piece of the arguments of Anthropic's second block.
std::string argumentsPiece(const std::string& piece) {
    const Json delta{{"type", "input_json_delta"}, {"partial_json", piece}};
    return Json{{"type", "content_block_delta"}, {"index", 1}, {"delta", delta}}.dump();
}

ChatRequest conversation() {
    ChatRequest request;
    request.messages.push_back(Message::ofText(Role::System, "Be brief."));
    request.messages.push_back(Message::ofText(Role::User, "Weather in Rome and Oslo?"));
    Message calls;
    calls.role = Role::Assistant;
    calls.toolCalls = {{"c1", "weather", R"({"city":"Rome"})"}, {"c2", "weather", R"({"city":)", false}};
    request.messages.push_back(calls);
    for (const char* id : {"c1", "c2"}) {
        Message result = Message::ofText(Role::Tool, std::string("sunny ") + id);
        result.toolCallId = id;
        result.name = "weather";
        request.messages.push_back(result);
    }
    request.messages.push_back(Message::ofText(Role::User, "And?"));
    request.tools = {{"weather", "Tells the weather.", {{"type", "object"}}}};
    request.toolChoice = "required";
    request.temperature = 1.5;
    request.stop = {"END"};
    request.responseFormat = {ResponseFormat::Type::JsonSchema, "answer", {{"type", "object"}}, true};
    request.extraBody = {{"top_k", 3}, {"heddle_task", "secret"}};
    return request;
}

}  // namespace

class DialectsTest : public QObject {
    Q_OBJECT
private slots:
    void recordedStreams_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("dialect");
        const QDir folder(HEDDLE_SOURCE_DIR "/../shared/conformance/llm/streams");
        for (const auto& file : folder.entryList({"anthropic.*.chunks.txt", "google.*.chunks.txt"})) {
            const QString name = file.left(file.size() - 11);
            QTest::newRow(qPrintable(name))
                << folder.filePath(name) << (name.startsWith("google") ? "gemini" : "anthropic");
        }
        if (!folder.exists()) QTest::newRow("absent") << QString() << QString();
    }
    void recordedStreams() {
        QFETCH(QString, name);
        QFETCH(QString, dialect);
        if (name.isEmpty()) QSKIP("the recorded streams (shared/conformance/llm/streams) are not here");
        const Dialect& spoken = *dialectNamed(dialect.toStdString());
        const auto lines = linesOf(readFile((name + ".chunks.txt").toStdString()));
        const Outcome whole = frames(spoken, lines);
        QCOMPARE(whole.code, std::string());
        QVERIFY(!whole.result.text.empty() || !whole.result.toolCalls.empty() || !whole.result.refusal.empty());
        QVERIFY(whole.result.finish != Finish::Unknown);
        for (const std::string end : {"\n", "\r\n"}) {
            std::string all;
            for (const auto& line : lines)
                all += "data: " + line + end + end;
            const std::size_t step = all.size() < 5000 ? 1 : all.size() / 500;
            for (std::size_t cut = 0; cut < all.size(); cut += step)
                QVERIFY2(bytes(spoken, all, cut) == whole, std::to_string(cut).c_str());
        }
        if (!QFile::exists(name + ".json")) return;
        const Json unstreamed = parseJson(readFile((name + ".json").toStdString()));
        const ChatResult other = played(spoken, [&](AnswerStream& stream) { stream.whole(unstreamed); }).result;
        QCOMPARE(other.finish, whole.result.finish);
        QCOMPARE(other.toolCalls.size(), whole.result.toolCalls.size());
        for (std::size_t i = 0; i < other.toolCalls.size(); ++i) {
            QCOMPARE(other.toolCalls[i].name, whole.result.toolCalls[i].name);
            QCOMPARE(parseJson(other.toolCalls[i].arguments), parseJson(whole.result.toolCalls[i].arguments));
        }
        QCOMPARE(other.reasoning.empty(), whole.result.reasoning.empty());
    }
    void anthropicThoughtsGoBackAsTheyCame() {
        const Outcome outcome = frames(
            anthropicDialect(),
            {R"({"type":"message_start","message":{"id":"m","model":"claude","usage":{"input_tokens":5,"cache_read_input_tokens":7}}})",
             R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"m."}})",
             R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig=="}})",
             R"({"type":"ping"})",
             R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}})",
             argumentsPiece("{\"city\":"),
             R"({"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t2","name":"clock","input":{}}})",
             argumentsPiece("\"Rome\"}"),
             R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}})",
             R"({"type":"message_stop"})"});
        QCOMPARE(outcome.code, std::string());
        QCOMPARE(outcome.result.reasoning, std::string("Hmm."));
        QCOMPARE(outcome.result.finish, Finish::ToolCalls);
        QCOMPARE(outcome.result.toolCalls[0].arguments, std::string(R"({"city":"Rome"})"));
        QCOMPARE(outcome.result.toolCalls[1].arguments, std::string("{}"));
        QCOMPARE(outcome.result.usage.input, 12);
        QCOMPARE(outcome.result.usage.cached, 7);
        ChatRequest next;
        next.messages = {Message::ofText(Role::User, "x"), Message::fromJson(outcome.result.message().toJson())};
        const Json body = anthropicDialect().body(next, "claude");
        const Json sent = body["messages"][1]["content"];
        QCOMPARE(sent[0].dump(), std::string(R"({"signature":"sig==","thinking":"Hmm.","type":"thinking"})"));
        QCOMPARE(sent[1]["id"], Json("t1"));
        // Another service does not get them.
        QVERIFY(openAiDialect().body(next, "m").dump().find("sig==") == std::string::npos);
        QVERIFY(geminiDialect().body(next, "m").dump().find("sig==") == std::string::npos);
    }
    void anthropicAsksAsItShould() {
        const Json body = anthropicDialect().body(conversation(), "claude");
        QCOMPARE(body["system"], Json("Be brief."));
        QCOMPARE(body["messages"].size(), std::size_t(3));  // user, assistant, and one of the user with both results
        const Json last = body["messages"][2]["content"];
        QCOMPARE(last[0]["type"], Json("tool_result"));
        QCOMPARE(last[1]["tool_use_id"], Json("c2"));
        QCOMPARE(last[2]["text"], Json("And?"));
        QCOMPARE(body["messages"][1]["content"][1]["input"], Json::object());  // what was cut off
        QCOMPARE(body["tool_choice"]["type"], Json("any"));
        QCOMPARE(body["temperature"], Json(1.0));
        QVERIFY(body["max_tokens"].get<int>() > 0);
        QCOMPARE(body["output_config"]["format"]["type"], Json("json_schema"));
        QCOMPARE(body["top_k"], Json(3));
        QVERIFY(!body.contains("heddle_task"));
    }
    void geminiAsksAsItShould() {
        const Json body = geminiDialect().body(conversation(), "gemini");
        QCOMPARE(body["systemInstruction"]["parts"][0]["text"], Json("Be brief."));
        QCOMPARE(body["contents"].size(), std::size_t(3));
        QCOMPARE(body["contents"][1]["role"], Json("model"));
        QCOMPARE(body["contents"][2]["parts"][0]["functionResponse"]["response"]["output"], Json("sunny c1"));
        QCOMPARE(body["toolConfig"]["functionCallingConfig"]["mode"], Json("ANY"));
        QCOMPARE(body["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"]["type"], Json("object"));
        QCOMPARE(body["generationConfig"]["responseMimeType"], Json("application/json"));
        QCOMPARE(body["generationConfig"]["stopSequences"][0], Json("END"));
    }
    void geminiCallsInPieces() {
        const Outcome outcome = frames(
            geminiDialect(),
            {R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"book","willContinue":true},"thoughtSignature":"s1"}]}}]})",
             R"({"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"Ro","willContinue":true}],"willContinue":true}}]}}]})",
             R"({"candidates":[{"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"me"},{"jsonPath":"$.days[0]","numberValue":2}],"willContinue":true}}]}}]})",
             R"({"candidates":[{"content":{"parts":[{"functionCall":{}}]},"finishReason":"STOP"}]})"});
        QCOMPARE(outcome.code, std::string());
        QCOMPARE(outcome.result.finish, Finish::ToolCalls);
        QCOMPARE(outcome.result.toolCalls.size(), std::size_t(1));
        QCOMPARE(Json::parse(outcome.result.toolCalls[0].arguments)["city"], Json("Rome"));
        QVERIFY(!outcome.result.toolCalls[0].id.empty());
        ChatRequest next;
        next.messages = {Message::ofText(Role::User, "x"), outcome.result.message()};
        const Json part = geminiDialect().body(next, "m")["contents"][1]["parts"][0];
        QCOMPARE(part["thoughtSignature"], Json("s1"));
        QCOMPARE(part["functionCall"]["args"]["city"], Json("Rome"));
    }
    void whatIsNoAnswer_data() {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("frame");
        QTest::addColumn<QString>("code");
        QTest::newRow("anthropic: error under 200")
            << "anthropic"
            << R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"
            << "llm.overloaded";
        QTest::newRow("anthropic: no JSON") << "anthropic"
                                            << "<html>"
                                            << "llm.protocol";
        QTest::newRow("anthropic: cut off") << "anthropic"
                                            << R"({"type":"message_start","message":{}})"
                                            << "llm.incomplete";
        QTest::newRow("anthropic: unknown events") << "anthropic"
                                                   << R"({"type":"new_thing","index":"x"})"
                                                   << "llm.incomplete";
        QTest::newRow("gemini: error in a list")
            << "gemini"
            << R"([{"error":{"code":429,"message":"Too many","status":"RESOURCE_EXHAUSTED"}}])"
            << "llm.rate_limit";
        QTest::newRow("gemini: no candidates") << "gemini"
                                               << R"({"candidates":[]})"
                                               << "llm.incomplete";
        QTest::newRow("gemini: no JSON") << "gemini"
                                         << "{"
                                         << "llm.protocol";
    }
    void whatIsNoAnswer() {
        QFETCH(QString, dialect);
        QFETCH(QString, frame);
        QFETCH(QString, code);
        const Outcome outcome = frames(*dialectNamed(dialect.toStdString()), {frame.toStdString()});
        QCOMPARE(QString::fromStdString(outcome.code), code);
    }
    void geminiBlocksAQuestion() {
        const Outcome outcome = frames(geminiDialect(), {R"({"promptFeedback":{"blockReason":"SAFETY"}})"});
        QCOMPARE(outcome.result.finish, Finish::ContentFilter);
        QVERIFY(!outcome.result.refusal.empty());
    }
    void addresses_data() {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("url");
        const QString a = "https://api.anthropic.com", g = "https://generativelanguage.googleapis.com";
        QTest::newRow("anthropic") << "anthropic" << a << a + "/v1/messages";
        QTest::newRow("anthropic v1") << "anthropic" << a + "/v1/" << a + "/v1/messages";
        QTest::newRow("anthropic whole") << "anthropic" << a + "/v1/messages" << a + "/v1/messages";
        QTest::newRow("gemini") << "gemini" << g << g + "/v1beta/models/m:streamGenerateContent?alt=sse";
        QTest::newRow("gemini v1") << "gemini" << g + "/v1/" << g + "/v1/models/m:streamGenerateContent?alt=sse";
    }
    void addresses() {
        QFETCH(QString, dialect);
        QFETCH(QString, base);
        QFETCH(QString, url);
        QCOMPARE(QString::fromStdString(dialectNamed(dialect.toStdString())->url(base.toStdString(), "m")), url);
    }
};

HEDDLE_TEST(DialectsTest);
#include "dialects_test.moc"
