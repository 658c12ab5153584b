#include "core/llm/offline_model.h"

#include "core/base/error.h"
#include "core/llm/offline/answer.h"
#include "core/llm/offline/text.h"
#include "core/llm/token_estimate.h"
#include "tests/support/await.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;

namespace {

constexpr const char* kHandbook =
    "[1] Handbook, page 3\n"
    "Customers may return a product within 30 days. Refunds are paid to the card that was charged. "
    "A refund takes five working days.\n\n"
    "[2] Handbook, page 4\n"
    "Our office in Lisbon is open from 9 to 17. Parcels are sent on weekdays.\n";

ChatRequest asking(const std::string& user, const std::string& system = {}) {
    ChatRequest request;
    if (!system.empty()) request.messages.push_back(Message::ofText(Role::System, system));
    request.messages.push_back(Message::ofText(Role::User, user));
    return request;
}

ChatRequest hinted(const Json& hint) {
    ChatRequest request = asking("");
    request.extraBody["heddle_task"] = hint;
    return request;
}

std::string said(const ChatRequest& request) { return offline::answerTo(request).text; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class OfflineModelTest : public QObject {
    Q_OBJECT
private slots:
    void answersFromTheContextAndCitesTheBlock() {
        const auto text =
            said(hinted({{"kind", "answer"}, {"context", kHandbook}, {"question", "How long does a refund take?"}}));
        QVERIFY2(text.starts_with("A refund takes five working days. [1]"), text.c_str());
        const auto office = said(asking(std::string(kHandbook) + "\nWhen is the office in Lisbon open?"));
        QVERIFY2(office.starts_with("Our office in Lisbon is open from 9 to 17. [2]"), office.c_str());
    }
    void saysWhenTheContextHasNoAnswer() {
        const auto text =
            said(hinted({{"kind", "answer"}, {"context", kHandbook}, {"question", "Who won the chess tournament?"}}));
        QCOMPARE(text, std::string("The given text does not seem to answer this."));
    }
    void answersChineseInChinese() {
        const auto text = said(hinted({{"context", "[1] 公司规定\n退款需要五个工作日。办公室位于上海，九点开门。"},
                                       {"question", "退款需要多久？"}}));
        QCOMPARE(text, std::string("退款需要五个工作日。 [1]"));
        QVERIFY(has(said(asking("你好")), "离线模型"));
    }
    void saysWhatItIsWhenThereIsNothingToGoOn() { QVERIFY(has(said(asking("Hello")), "not a language model")); }
    void remembersTheTextOfAnEarlierTurn() {
        auto request = asking("Our cat is called Mimi. She sleeps all day. She is nine years old.");
        request.messages.push_back(Message::ofText(Role::Assistant, "Fine."));
        request.messages.push_back(Message::ofText(Role::User, "How is the cat called?"));
        QCOMPARE(said(request), std::string("Our cat is called Mimi."));
    }
    void summaryCoversTheTextInItsOrder() {
        std::string text = "The bridge was closed in March because the bridge deck had cracks.";
        for (int i = 0; i < 12; ++i)
            text += " Somebody went by number " + std::to_string(i) + " without a word.";
        text += " Engineers repaired the bridge deck, and the bridge reopened in June.";
        const auto summary = said(asking("Summarise in two sentences:\n" + text));
        QVERIFY2(has(summary, "closed in March"), summary.c_str());
        QCOMPARE(offline::sentencesOf(summary).size(), std::size_t(2));
    }
    void classifiesByLikeness() {
        const Json labels{"bug", "billing", "feature request", "other"};
        const auto label = [&](const char* text) {
            return said(hinted({{"kind", "classify"}, {"labels", labels}, {"context", text}}));
        };
        QCOMPARE(label("I was charged twice for my subscription, please send the money back"), std::string("billing"));
        QCOMPARE(label("The app crashes when I open the settings"), std::string("bug"));
        QCOMPARE(label("It would be nice to export the chart as PDF"), std::string("feature request"));
        QCOMPARE(label("qwertz"), std::string("other"));
        QCOMPARE(label("软件一打开就崩溃并报错"), std::string("bug"));
    }
    void findsTheLabelsInThePrompt() {
        const auto request = asking("Where is my parcel? The tracking says nothing.",
                                    "Classify the message. Answer with one of: complaint, shipping, praise.");
        QCOMPARE(said(request), std::string("shipping"));
    }
    void fillsJsonBySchema() {
        auto request = asking(
            "Name: Anna Berg\nThe invoice of 2026-11-03 over 1,250.50 euros is overdue. Write to anna@example.org.");
        request.responseFormat.type = ResponseFormat::Type::JsonSchema;
        request.responseFormat.schema = parseJson(
            R"({"type":"object","additionalProperties":false,)"
            R"("required":["name","email","amount","due","kind","confidence","tags","nested"],)"
            R"("properties":{"name":{"type":"string"},"email":{"type":"string","format":"email"},)"
            R"("amount":{"type":"number","description":"euros of the invoice","maximum":10000},)"
            R"("due":{"type":"string","format":"date"},"kind":{"enum":["billing","bug"]},)"
            R"("confidence":{"type":"number","minimum":0,"maximum":1},)"
            R"("tags":{"type":"array","items":{"type":"string","maxLength":12},"minItems":1,"maxItems":2},)"
            R"("nested":{"$ref":"#/$defs/n"}},)"
            R"("$defs":{"n":{"type":"object","required":["n"],"properties":{"n":{"type":"integer","minimum":3}}}}})");
        const Json value = parseJson(said(request));
        QCOMPARE(value["name"].get<std::string>(), std::string("Anna Berg"));
        QCOMPARE(value["email"].get<std::string>(), std::string("anna@example.org"));
        QCOMPARE(value["amount"].get<double>(), 1250.50);
        QCOMPARE(value["due"].get<std::string>(), std::string("2026-11-03"));
        QCOMPARE(value["kind"].get<std::string>(), std::string("billing"));
        QVERIFY(value["confidence"].get<double>() >= 0 && value["confidence"].get<double>() <= 1);
        QVERIFY(!value["tags"].empty() && value["tags"].size() <= 2);
        QVERIFY(value["nested"]["n"].get<int>() >= 3);
    }
    void requiredValuesAreThereEvenWithoutAnyText() {
        auto request = asking("");
        request.responseFormat.type = ResponseFormat::Type::JsonSchema;
        request.responseFormat.schema = parseJson(
            R"({"type":"object","required":["a","b","c","d"],"properties":{)"
            R"("a":{"type":"string","minLength":2},"b":{"type":"integer","exclusiveMinimum":4},"c":{"type":["null","boolean"]},)"
            R"("d":{"type":"string","pattern":"^[A-Z]{2}-[0-9]+$"}}})");
        const Json value = parseJson(said(request));
        QVERIFY(value["a"].get<std::string>().size() >= 2);
        QCOMPARE(value["b"].get<int>(), 5);
        QVERIFY(value["c"].is_boolean());
        QCOMPARE(value["d"].get<std::string>(), std::string("AB-12"));
    }
    void choosesAToolByLikenessAndFillsItsArguments() {
        auto request = asking("What is the weather in San Francisco?");
        request.tools = {
            {"send_mail", "Sends an e-mail",
             parseJson(R"({"type":"object","properties":{"to":{"type":"string","format":"email"}}})")},
            {"get_weather", "Current weather of a place",
             parseJson(R"({"type":"object","required":["location"],"properties":{"location":{"type":"string"}}})")}};
        const auto answer = offline::answerTo(request);
        QVERIFY(answer.call.has_value());
        QCOMPARE(answer.call->name, std::string("get_weather"));
        QCOMPARE(answer.call->arguments, std::string(R"({"location":"San Francisco"})"));
        request.messages.back() = Message::ofText(Role::User, "Thanks, that was all.");
        QVERIFY(!offline::answerTo(request).call);
        request.toolChoice = "send_mail";
        QCOMPARE(offline::answerTo(request).call->name, std::string("send_mail"));
    }
    void saysWhatTheToolAnswered() {
        auto request = asking("What is the weather in Paris?");
        request.tools = {{"get_weather", "Weather", Json::object()}};
        Message tool = Message::ofText(Role::Tool, R"({"weather":"sunny","degrees":21})");
        tool.toolCallId = "call_1";
        request.messages.push_back(tool);
        const auto answer = offline::answerTo(request);
        QVERIFY(!answer.call);
        QVERIFY2(has(answer.text, "sunny"), answer.text.c_str());
    }
    void reviewsQuoteTheLinesThatMatch() {
        const std::string code =
            "#include <cstdlib>\nvoid run(const char* s) {\n    char b[8];\n    strcpy(b, s);\n"
            "    // system(s) would be worse\n    std::system(b);\n}\n";
        const auto review = said(asking("```cpp\n" + code + "```", "Review the code for security problems."));
        QVERIFY2(has(review, "line 4 `strcpy(b, s);`: copies without a length limit"), review.c_str());
        QVERIFY(has(review, "line 6 `std::system(b);`"));
        QVERIFY(!has(review, "line 5"));
        QVERIFY(has(review, "2 places"));
    }
    void reviewsPythonAndNestedLoops() {
        const std::string code =
            "import os\n\nclass Store:\n    def find(self, rows):\n        for a in rows:\n            for b in rows:\n"
            "                if a == b:\n                    os.system('rm ' + a)\n        return None\n";
        const auto review = said(hinted({{"kind", "review"}, {"context", code}}));
        QVERIFY2(has(review, "line 6 `for b in rows:`: a loop in a loop"), review.c_str());
        QVERIFY(has(review, "line 8"));
        QVERIFY(has(review, "types: 1, functions: 1"));
        QVERIFY(has(review, "`find`: 6 lines (4–9)"));
    }
    void structureCountsFunctionsOfBraces() {
        std::string code =
            "namespace a {\nclass Thing {\npublic:\n    Thing(int x) : m_x{x} {}\n    int twice() const {\n        "
            "return m_x * 2;\n    }\n"
            "    int m_x;\n};\n}\nint main() {\n    for (int i = 0; i < 3; ++i) {\n        if (i) { continue; }\n    "
            "}\n    return 0;\n}\n";
        const auto review = said(asking(code, "Describe the structure of this code."));
        QVERIFY2(has(review, "types: 1, functions: 3"), review.c_str());
        QVERIFY2(has(review, "`main`: 6 lines (11–16)"), review.c_str());
    }
    void draftsAReplyAndSaysThatItIsADraft() {
        const auto text = said(hinted({{"kind", "draft"}, {"context", "My order has not arrived yet."}}));
        QVERIFY(has(text, "My order has not arrived yet.") && has(text, "check before sending"));
    }
    void streamsWordByWordWithEstimatedUsage() {
        OfflineModel model;
        const auto request = hinted({{"context", kHandbook}, {"question", "How long does a refund take?"}});
        std::string streamed;
        int deltas = 0;
        std::vector<ModelEvent::Type> types;
        const ModelSink sink = [&](const ModelEvent& e) {
            types.push_back(e.type);
            if (e.type != ModelEvent::Type::TextDelta) return;
            streamed += e.text;
            ++deltas;
        };
        const ChatResult result = tests::await(model.chat(request, sink));
        QCOMPARE(streamed, result.text);
        QVERIFY(deltas > 5);
        QVERIFY(result.usage.estimated && result.usage.output > 0);
        QCOMPARE(result.finish, Finish::Stop);
        QCOMPARE(types.front(), ModelEvent::Type::Start);
        QCOMPARE(types.back(), ModelEvent::Type::Finish);
        QCOMPARE(tests::await(model.chat(request, {})), result);
    }
    void stopsAtMaxTokens() {
        OfflineModel model;
        auto request = hinted({{"context", kHandbook}, {"question", "How long does a refund take?"}});
        request.maxTokens = 4;
        const ChatResult result = tests::await(model.chat(request, {}));
        QCOMPARE(result.finish, Finish::Length);
        QVERIFY(!result.text.empty() && estimateTokens(result.text) <= 4);
    }
    void cancelStopsBetweenTwoWords() {
        OfflineModel model;
        const auto request = hinted({{"context", kHandbook}, {"question", "How long does a refund take?"}});
        boost::asio::io_context context;
        boost::asio::cancellation_signal signal;
        int deltas = 0;
        bool failed = false;
        const ModelSink sink = [&](const ModelEvent& e) {
            if (e.type == ModelEvent::Type::TextDelta && ++deltas == 2)
                signal.emit(boost::asio::cancellation_type::terminal);
        };
        const auto done = [&](std::exception_ptr e, const ChatResult&) { failed = e != nullptr; };
        boost::asio::co_spawn(context, model.chat(request, sink),
                              boost::asio::bind_cancellation_slot(signal.slot(), done));
        context.run();
        QVERIFY(failed);
        QCOMPARE(deltas, 2);
    }
    void tenThousandLinesAreFast() {
        std::string prose;
        std::string code;
        for (int i = 0; i < 10000; ++i) {
            prose += "Line " + std::to_string(i) + " tells of a river, a bridge and of boat number " +
                     std::to_string(i % 97) + ".\n";
            code += "    value_" + std::to_string(i) + " = compute(value_" + std::to_string(i / 2) +
                    ", \"text\");  // step\n";
        }
        QElapsedTimer timer;
        timer.start();
        (void)said(hinted({{"kind", "answer"}, {"context", prose}, {"question", "Which boat has number 42?"}}));
        const auto answering = timer.restart();
        (void)said(hinted({{"kind", "summarise"}, {"context", prose}}));
        const auto summing = timer.restart();
        (void)said(hinted({{"kind", "review"}, {"context", code}}));
        qInfo("10,000 lines: answer %lld ms, summary %lld ms, review %lld ms", answering, summing, timer.elapsed());
    }
};

HEDDLE_TEST(OfflineModelTest);
#include "offline_model_test.moc"
