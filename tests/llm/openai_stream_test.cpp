#include "core/llm/openai_stream.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/llm/provider_error.h"
#include "core/net/sse_reader.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;
using Type = ModelEvent::Type;

namespace {

struct Outcome {
    std::vector<ModelEvent> events;
    ChatResult result;
    std::string code;
    Json facts;
    bool operator==(const Outcome&) const = default;
};

Outcome replay(const std::vector<std::string>& frames) {
    Outcome outcome;
    OpenAiStream stream([&](const ModelEvent& event) { outcome.events.push_back(event); });
    try {
        for (const auto& frame : frames)
            stream.frame(frame);
        outcome.result = stream.finish();
    } catch (const Error& error) {
        outcome.code = error.code();
        outcome.facts = error.facts();
    }
    return outcome;
}

/// Frames of deltas, as short as they go: {"content":"a"} becomes a whole frame.
std::string delta(const std::string& inner, const std::string& finish = "null") {
    return "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + inner +
           ",\"finish_reason\":" + finish + "}]}";
}

std::string call(const std::string& inner) { return delta("{\"tool_calls\":[" + inner + "]}"); }

const std::string kStop = delta("{}", "\"stop\"");
const std::string kTools = delta("{}", "\"tool_calls\"");

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto& line : QByteArray::fromStdString(text).split('\n'))
        if (!line.trimmed().isEmpty()) lines.push_back(line.trimmed().toStdString());
    return lines;
}

Outcome replayBytes(const std::string& bytes, std::size_t cut) {
    Outcome outcome;
    OpenAiStream stream([&](const ModelEvent& event) { outcome.events.push_back(event); });
    net::SseReader reader([&](const net::SseEvent& event) { stream.frame(event.data); });
    reader.feed(std::string_view(bytes).substr(0, cut));
    reader.feed(std::string_view(bytes).substr(cut));
    reader.finish();
    outcome.result = stream.finish();
    return outcome;
}

/// What a stream says, added up without any of our code: the oracle of the replay.
Json addedUp(const std::vector<std::string>& frames) {
    Json sum{{"text", ""},   {"reasoning", ""}, {"arguments", ""}, {"names", Json::array()},
             {"finish", ""}, {"output", 0}};
    const auto append = [&](const char* key, const Json& piece) {
        if (piece.is_string()) sum[key] = sum[key].get<std::string>() + piece.get<std::string>();
    };
    for (const auto& text : frames) {
        const Json frame = Json::parse(text);
        if (frame.contains("usage") && frame["usage"].is_object()) sum["output"] = frame["usage"]["completion_tokens"];
        if (frame["choices"].empty()) continue;
        const Json& choice = frame["choices"][0];
        append("text", choice["delta"].value("content", Json()));
        append("reasoning", choice["delta"].value("reasoning_content", choice["delta"].value("reasoning", Json())));
        for (const auto& tool : choice["delta"].value("tool_calls", Json::array())) {
            append("arguments", tool["function"].value("arguments", Json()));
            const Json name = tool["function"].value("name", Json());
            if (name.is_string() && name != "") sum["names"].push_back(name);
        }
        if (choice.contains("finish_reason") && choice["finish_reason"].is_string())
            sum["finish"] = choice["finish_reason"];
    }
    return sum;
}

Json addedUp(const ChatResult& result) {
    Json sum{{"text", result.text},    {"reasoning", result.reasoning}, {"arguments", ""},
             {"names", Json::array()}, {"finish", result.rawFinish},    {"output", result.usage.output}};
    for (const auto& tool : result.toolCalls) {
        sum["arguments"] = sum["arguments"].get<std::string>() + tool.arguments;
        sum["names"].push_back(tool.name);
    }
    return sum;
}

}  // namespace

class OpenAiStreamTest : public QObject {
    Q_OBJECT
private slots:
    void recordedStreams_data() {
        QTest::addColumn<QString>("name");
        const QDir folder(HEDDLE_SOURCE_DIR "/../shared/conformance/llm/streams");
        for (const auto& file : folder.entryList({"*.chunks.txt"})) {
            const QString name = file.left(file.size() - 11);
            const bool chat = readFile(folder.filePath(file).toStdString()).find("\"choices\"") != std::string::npos;
            if (chat) QTest::newRow(qPrintable(name)) << folder.filePath(name);
        }
        if (QTest::currentDataTag() == nullptr && !folder.exists()) QTest::newRow("absent") << QString();
    }
    void recordedStreams() {
        QFETCH(QString, name);
        if (name.isEmpty()) QSKIP("the recorded streams (shared/conformance/llm/streams) are not here");
        const auto frames = linesOf(readFile((name + ".chunks.txt").toStdString()));
        const Outcome whole = replay(frames);
        QCOMPARE(whole.code, std::string());
        QCOMPARE(compactJson(addedUp(whole.result)), compactJson(addedUp(frames)));
        for (const std::string end : {"\n", "\r\n"}) {
            std::string bytes;
            for (const auto& frame : frames)
                bytes += "data: " + frame + end + end;
            bytes += "data: [DONE]" + end + end;
            // Every position of short streams; of long ones as many as take a second.
            const std::size_t step = std::max<std::size_t>(1, bytes.size() / 400);
            for (std::size_t cut = 0; cut < bytes.size(); cut += bytes.size() < 4000 ? 1 : step)
                QVERIFY2(replayBytes(bytes, cut) == whole, std::to_string(cut).c_str());
        }
        if (!QFile::exists(name + ".json")) return;
        // Another call of the same model, not streamed: alike in kind, not in words.
        OpenAiStream other({});
        other.whole(parseJson(readFile((name + ".json").toStdString())));
        const ChatResult answer = other.finish();
        QCOMPARE(answer.finish, whole.result.finish);
        QCOMPARE(answer.toolCalls.size(), whole.result.toolCalls.size());
        for (std::size_t i = 0; i < answer.toolCalls.size(); ++i) {
            QCOMPARE(answer.toolCalls[i].name, whole.result.toolCalls[i].name);
            QVERIFY(answer.toolCalls[i].complete && whole.result.toolCalls[i].complete);
            QCOMPARE(parseJson(answer.toolCalls[i].arguments), parseJson(whole.result.toolCalls[i].arguments));
        }
        QCOMPARE(answer.text.empty(), whole.result.text.empty());
    }
    void eventsComeInOrder() {
        const auto outcome =
            replay({delta("{\"role\":\"assistant\",\"content\":\"\"}"), delta("{\"content\":\"Hi\"}"), kStop,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}", "[DONE]"});
        std::vector<Type> types;
        for (const auto& event : outcome.events)
            types.push_back(event.type);
        const std::vector<Type> expected{Type::Start, Type::TextDelta, Type::Usage, Type::Finish};
        QCOMPARE(types, expected);
        QCOMPARE(outcome.result.text, std::string("Hi"));
        QCOMPARE(outcome.result.usage.input, 3);
        QCOMPARE(outcome.result.model, std::string("m"));
    }
    void oddFramesAreTaken() {
        const auto outcome =
            replay({"{\"choices\":null}", "{\"id\":\"\",\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
                    "{\"choices\":[{\"delta\":null}]}", delta("{\"content\":null}"),
                    "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}", "",
                    delta("{\"content\":\"b\"}", "\"stop\""), kStop,
                    "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}", "[DONE]\n"});
        QCOMPARE(outcome.code, std::string());
        QCOMPARE(outcome.result.text, std::string("ab"));
        QCOMPARE(outcome.result.finish, Finish::Stop);
    }
    void finishes_data() {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<int>("finish");
        const auto row = [](const char* raw, Finish finish) {
            QTest::newRow(raw) << QString(raw) << static_cast<int>(finish);
        };
        row("stop", Finish::Stop);
        row("length", Finish::Length);
        row("content_filter", Finish::ContentFilter);
        row("sensitive", Finish::ContentFilter);
        row("function_call", Finish::ToolCalls);
        row("something_new", Finish::Unknown);
    }
    void finishes() {
        QFETCH(QString, raw);
        QFETCH(int, finish);
        const auto outcome = replay({delta("{\"content\":\"x\"}", "\"" + raw.toStdString() + "\"")});
        QCOMPARE(static_cast<int>(outcome.result.finish), finish);
        QCOMPARE(outcome.result.rawFinish, raw.toStdString());
    }
    void doneWithoutAFinishReasonIsTheEnd() {
        QCOMPARE(replay({delta("{\"content\":\"x\"}"), "[DONE]"}).result.finish, Finish::Stop);
    }
    void aStreamThatStopsIsIncompleteAndAnEmptyOneNoAnswer() {
        QCOMPARE(replay({delta("{\"content\":\"x\"}")}).code, std::string("llm.incomplete"));
        QCOMPARE(replay({}).code, std::string("llm.incomplete"));
        QCOMPARE(replay({"[DONE]"}).code, std::string("llm.protocol"));
    }
    void toolDeltasOfAllVendors_data() {
        QTest::addColumn<QStringList>("frames");
        QTest::addColumn<QStringList>("calls");
        const auto row = [](const char* name, const std::vector<std::string>& calls, const QStringList& expected) {
            QStringList frames;
            for (const auto& one : calls)
                frames << QString::fromStdString(call(one));
            QTest::newRow(name) << frames << expected;
        };
        const char* first = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}";
        row("in pieces",
            {first, "{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\"\"}}",
             "{\"index\":0,\"function\":{\"arguments\":\":1}\"}}"},
            {"a f {\"x\":1}"});
        row("later id and name empty",
            {first, "{\"index\":0,\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"{}\"}}"}, {"a f {}"});
        row("no index at all",
            {"{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}", "{\"function\":{\"arguments\":\"}\"}}",
             "{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"},
            {"a f {}", "b g {}"});
        row("all parallel calls numbered 0",
            {"{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
             "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"},
            {"a f {}", "b f {}"});
        row("arguments as object", {"{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":{\"x\":1}}}"},
            {"a f {\"x\":1}"});
        row("name behind arguments",
            {"{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}",
             "{\"index\":0,\"function\":{\"name\":\"f\"}}"},
            {"a f {}"});
        row("two interleaved",
            {first, "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}",
             "{\"index\":0,\"function\":{\"arguments\":\"{}\"}}", "{\"index\":1,\"function\":{\"arguments\":\"}\"}}"},
            {"a f {}", "b g {}"});
        row("no arguments", {first}, {"a f {}"});
        row("no id", {"{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"}, {"call_0 f {}"});
        row("the same id twice",
            {"{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
             "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"},
            {"a f {}", "acall_1 g {}"});
    }
    void toolDeltasOfAllVendors() {
        QFETCH(QStringList, frames);
        QFETCH(QStringList, calls);
        std::vector<std::string> all;
        for (const auto& frame : frames)
            all.push_back(frame.toStdString());
        all.push_back(kTools);
        const auto outcome = replay(all);
        QStringList got;
        for (const auto& tool : outcome.result.toolCalls) {
            QVERIFY(tool.complete);
            got << QString::fromStdString(tool.id + " " + tool.name + " " + tool.arguments);
        }
        QCOMPARE(got, calls);
        QCOMPARE(outcome.result.finish, Finish::ToolCalls);
        // Pieces of the arguments add up to what the end says, for each call.
        std::map<int, std::string> pieces;
        for (const auto& event : outcome.events) {
            if (event.type == Type::ToolArgsDelta) pieces[event.index] += event.text;
            if (event.type == Type::ToolCallEnd && !pieces[event.index].empty())
                QCOMPARE(pieces[event.index], event.text);
        }
    }
    void cutArgumentsAreShownAndNeverRun() {
        const auto outcome =
            replay({call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                    call("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}"),
                    delta("{}", "\"length\"")});
        QVERIFY(outcome.result.toolCalls[0].complete);
        QVERIFY(!outcome.result.toolCalls[1].complete);
        QCOMPARE(outcome.result.toolCalls[1].arguments, std::string("{\"x\":"));
        QCOMPARE(outcome.result.finish, Finish::Length);
    }
    void reasoningInFieldsPartsAndTags() {
        const auto fields = replay({delta("{\"reasoning_content\":\"hm\",\"content\":null}"),
                                    delta("{\"reasoning\":\"m\"}"), delta("{\"content\":\"yes\"}"), kStop});
        QCOMPARE(fields.result.reasoning, std::string("hmm"));
        QCOMPARE(fields.result.text, std::string("yes"));
        const auto parts =
            replay({delta("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}"),
                    delta("{\"content\":[{\"type\":\"text\",\"text\":\"yes\"}]}"), kStop});
        QCOMPARE(parts.result.reasoning, std::string("hm"));
        QCOMPARE(parts.result.text, std::string("yes"));
        const std::string tagged = "\n<think>let <b> me</think>\n\nyes <think>";
        for (std::size_t cut = 1; cut < tagged.size(); ++cut) {
            const auto piece = [&](const std::string& text) {
                return delta("{\"content\":" + Json(text).dump() + "}");
            };
            const auto tags = replay({piece(tagged.substr(0, cut)), piece(tagged.substr(cut)), kStop});
            QCOMPARE(tags.result.reasoning, std::string("let <b> me"));
            QCOMPARE(tags.result.text, std::string("yes <think>"));
        }
        QCOMPARE(replay({delta("{\"content\":\"<thi\"}"), kStop}).result.text, std::string("<thi"));
        QCOMPARE(replay({delta("{\"content\":\"  <b>\"}"), kStop}).result.text, std::string("  <b>"));
    }
    void refusals() {
        const auto outcome = replay({delta("{\"refusal\":\"I will not\"}"), kStop});
        QCOMPARE(outcome.result.refusal, std::string("I will not"));
        QCOMPARE(outcome.result.finish, Finish::Refusal);
    }
    void usageOfAllShapes() {
        const auto usage = [](const std::string& text) {
            return replay({kStop, "{\"choices\":[],\"usage\":" + text + "}"}).result.usage;
        };
        const Usage openai = usage(
            "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_"
            "write_tokens\":2},"
            "\"completion_tokens_details\":{\"reasoning_tokens\":3}}");
        QCOMPARE(openai, (Usage{10, 5, 4, 2, 3, false}));
        QCOMPARE(usage("{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_cache_hit_tokens\":7,\"prompt_tokens_"
                       "details\":null}")
                     .cached,
                 7);
    }
    void errorsInsideAStream_data() {
        QTest::addColumn<QString>("frame");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* frame, const char* code) {
            QTest::newRow(frame) << QString(frame) << QString(code);
        };
        row("{\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":null}}", "llm.server");
        row("{\"error\":{\"message\":\"slow\",\"code\":429,\"metadata\":{}}}", "llm.rate_limit");
        row("{\"error\":{\"code\":500,\"message\":\"Failed to parse\"}}", "llm.server");
        row("{\"error\":\"model exploded\"}", "llm.server");
        row("[{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}]", "llm.overloaded");
        row("{\"object\":\"error\",\"message\":\"maximum context length is 10\",\"code\":400}", "llm.context_overflow");
        row("{\"detail\":\"Not authenticated, invalid api key\"}", "llm.auth");
        row("{\"id\":\"c\",\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}],\"error\":{\"code\":502,"
            "\"message\":\"upstream\"}}",
            "llm.overloaded");
        row("{\"choices\":[{\"delta\":{},\"finish_reason\":\"network_error\"}]}", "llm.overloaded");
        row("<html>", "llm.protocol");
        row("7", "llm.protocol");
        row("{\"broken\":", "llm.protocol");
    }
    void errorsInsideAStream() {
        QFETCH(QString, frame);
        QFETCH(QString, code);
        const auto outcome = replay({delta("{\"content\":\"x\"}"), frame.toStdString()});
        QCOMPARE(outcome.code, code.toStdString());
        QVERIFY(!outcome.facts["reason"].get<std::string>().empty());
    }
    void errorsByStatus_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("code");
        const auto row = [](int status, const char* body, const char* code) {
            QTest::addRow("%d %s", status, body) << status << QString(body) << QString(code);
        };
        row(401, "{\"error\":{\"message\":\"Incorrect API key provided\",\"code\":\"invalid_api_key\"}}", "llm.auth");
        row(401, "", "llm.auth");
        row(402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", "llm.quota");
        row(403, "{\"error\":{\"message\":\"Project not allowed\"}}", "llm.permission");
        row(404, "{\"error\":{\"message\":\"The model `x` does not exist\",\"code\":\"model_not_found\"}}",
            "llm.model_not_found");
        row(404, "{\"error\":\"model 'x' not found\"}", "llm.model_not_found");
        row(404, "<!DOCTYPE html><html><head><title>404</title></head></html>", "llm.protocol");
        row(400, "{\"error\":{\"message\":\"Model Not Exist\",\"type\":\"invalid_request_error\"}}",
            "llm.model_not_found");
        row(400,
            "{\"error\":{\"message\":\"This model's maximum context length is 8192 "
            "tokens\",\"code\":\"context_length_exceeded\"}}",
            "llm.context_overflow");
        row(400,
            "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"the request "
            "exceeds\",\"n_ctx\":4096}}",
            "llm.context_overflow");
        row(400,
            "{\"error\":{\"message\":\"filtered\",\"code\":\"content_filter\",\"innererror\":{\"code\":"
            "\"ResponsibleAIPolicyViolation\"}}}",
            "llm.content_filter");
        row(422, "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\",\"type\":\"missing\"}]}",
            "llm.invalid_request");
        row(429,
            "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}",
            "llm.rate_limit");
        row(429, "{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}",
            "llm.quota");
        row(429, "", "llm.rate_limit");
        row(500, "oops", "llm.server");
        row(502, "<html><head><title>Bad Gateway</title></head></html>", "llm.overloaded");
        row(503, "[{\"error\":{\"message\":\"busy\"}}]", "llm.overloaded");
        row(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
            "llm.overloaded");
        row(418, "{}", "llm.invalid_request");
    }
    void errorsByStatus() {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(QString, code);
        const Error error = providerError(status, body.toStdString());
        QCOMPARE(QString::fromStdString(error.code()), code);
        QCOMPARE(error.facts()["status"].get<int>(), status);
        QVERIFY(!error.facts()["reason"].get<std::string>().empty());
        QVERIFY(error.facts()["reason"].get<std::string>().find("<html") == std::string::npos);
    }
};

HEDDLE_TEST(OpenAiStreamTest);
#include "openai_stream_test.moc"
