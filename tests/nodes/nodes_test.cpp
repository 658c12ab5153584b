#include "core/base/error.h"
#include "core/nodes/input_fields.h"
#include "core/nodes/text_parts.h"
#include "tests/support/fake_node_context.h"
#include "tests/support/fake_toolbox.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

class NodesTest : public QObject {
    Q_OBJECT

    std::shared_ptr<FakeModel> m_model = std::make_shared<FakeModel>();
    FakeModels m_models{m_model};
    FakeToolbox m_toolbox;
    nodes::BuiltinNodes m_factory{nodes::NodeServices{m_models, m_toolbox, "fake", {}}};

    std::unique_ptr<engine::NodeRunner> make(const std::string& type, Json config) {
        domain::Node node;
        node.id = "n";
        node.type = type;
        node.config = std::move(config);
        return m_factory.make(node);
    }
    std::string codeOf(const std::string& type, Json config) {
        try {
            make(type, std::move(config));
            return "made";
        } catch (const Error& e) {
            return e.code() + " " + e.facts().value("path", "");
        }
    }

private slots:
    void everyTypeHasWhatThePaletteNeeds() {
        const domain::NodeTypes types = nodes::builtinTypes();
        QVERIFY(types.all().size() >= 11);
        for (const auto& [name, type] : types.all()) {
            QVERIFY2(!type.title.empty() && !type.description.empty() && !type.icon.empty(), name.c_str());
            QVERIFY2(type.configSchema.contains("properties"), name.c_str());
        }
    }
    void everyChoiceHasATitle() {
        const domain::NodeTypes types = nodes::builtinTypes();
        int choices = 0;
        for (const auto& [type, known] : types.all()) {
            for (const auto& [key, member] : known.configSchema["properties"].items()) {
                for (const Json& value : member.value("enum", Json::array())) {
                    ++choices;
                    const Json titles = member.value("x-enum-titles", Json::object());
                    QVERIFY2(!titles.value(value.get<std::string>(), "").empty(), (type + key).c_str());
                }
            }
        }
        QVERIFY(choices > 0);
    }
    void promptFillsItsText() {
        FakeNodeContext context(Json{{"name", "Ada"}, {"list", {1, 2}}});
        const auto result =
            runNode(*make("prompt", {{"text", "Dear {{ state.name }}, {{ state.list }}"}, {"output", "t"}}), context);
        QCOMPARE(result.updates.size(), std::size_t(1));
        QCOMPARE(result.updates[0].first, std::string("t"));
        QCOMPARE(result.updates[0].second.get<std::string>(), std::string("Dear Ada, [1,2]"));
    }
    void answerTellsItsTextToThePerson() {
        FakeNodeContext context(Json{{"a", "x"}});
        runNode(*make("answer", {{"text", "[{{ state.a }}]"}, {"output", "answer"}}), context);
        QCOMPARE(context.tokens, std::string("[x]"));
        QCOMPARE(context.channels, std::vector<std::string>{""});
    }
    void subgraphMapsBothWays() {
        const auto runner = make("subgraph", {{"graph", "review"},
                                              {"memory", "kept"},
                                              {"input", {{"text", "state.draft + '!'"}}},
                                              {"output", {{"verdict", "state.good ? 'yes' : 'no'"}}}});
        QCOMPARE(runner->graph(), std::string("review"));
        FakeNodeContext context(Json{{"draft", "d"}});
        context.graphState = {{"good", true}};
        const auto result = runNode(*runner, context);
        QCOMPARE(context.calls.size(), std::size_t(1));
        QCOMPARE(context.calls[0].input, Json({{"text", "d!"}}));
        QVERIFY(context.calls[0].memory == engine::Memory::Kept);
        QCOMPARE(result.updates.size(), std::size_t(1));
        QCOMPARE(result.updates[0].first, std::string("verdict"));
        QCOMPARE(result.updates[0].second, Json("yes"));
        engine::NodeResult command;
        command.goTo = {"x"};
        context.graphCommand = command;
        const auto commanded = runNode(*runner, context);
        QVERIFY(commanded.updates.empty());
        QCOMPARE(commanded.goTo, std::vector<std::string>{"x"});
        QCOMPARE(codeOf("subgraph", {{"graph", "g"}, {"output", {{"a", "1 +"}}}}),
                 std::string("expr.syntax /config/a"));
    }
    void waitKnowsDurationsAndTimes_data() {
        QTest::addColumn<QString>("config");
        QTest::addColumn<qint64>("afterMs");
        QTest::addColumn<qint64>("atMs");
        QTest::newRow("seconds") << R"({"for": "90"})" << qint64(90000) << qint64(0);
        QTest::newRow("fraction") << R"({"for": "state.delay"})" << qint64(1500) << qint64(0);
        QTest::newRow("duration") << R"x({"for": "duration('1h2.5s')"})x" << qint64(3602500) << qint64(0);
        QTest::newRow("negative") << R"({"for": "-5"})" << qint64(0) << qint64(0);
        QTest::newRow("time") << R"x({"until": "timestamp('1970-01-02T00:00:00.25Z')"})x" << qint64(0)
                              << qint64(86400250);
        QTest::newRow("text") << R"({"until": "state.due"})" << qint64(0) << qint64(86400000);
    }
    void waitKnowsDurationsAndTimes() {
        QFETCH(QString, config);
        QFETCH(qint64, afterMs);
        QFETCH(qint64, atMs);
        const auto runner = make("wait", Json::parse(config.toStdString()));
        FakeNodeContext context(Json{{"delay", 1.5}, {"due", "1970-01-02T00:00:00Z"}});
        QVERIFY_EXCEPTION_THROWN(runNode(*runner, context), Paused);
        QCOMPARE(qint64(context.deadlines.at(0).afterMs), afterMs);
        QCOMPARE(qint64(context.deadlines.at(0).atMs), atMs);
        context.answers = {nullptr};
        QVERIFY(runNode(*runner, context).updates.empty());
    }
    void waitRefusesWhatIsNoTime() {
        QCOMPARE(codeOf("wait", Json::object()), std::string("node.config_empty /config/for"));
        FakeNodeContext context(Json{{"x", "soon"}});
        for (const Json& config : {Json{{"for", "state.x"}}, Json{{"until", "5"}}, Json{{"until", "state.x"}}}) {
            QVERIFY_EXCEPTION_THROWN(runNode(*make("wait", config), context), Error);
        }
    }
    void approvalDecidesWhenItsTimeIsOver() {
        const auto runner =
            make("approval", {{"title", "Go?"}, {"output", "d"}, {"timeout_s", 1.5}, {"on_timeout", "late"}});
        FakeNodeContext context(Json::object());
        QVERIFY_EXCEPTION_THROWN(runNode(*runner, context), Paused);
        QCOMPARE(qint64(context.deadlines.at(0).afterMs), qint64(1500));
        context.answers = {context.deadlines[0].answer};
        QCOMPARE(runNode(*runner, context).updates[0].second, Json("late"));
        context.answers = {{{"choice", "never"}}};
        QVERIFY_EXCEPTION_THROWN(runNode(*runner, context), Error);
    }
    void inputAsksForWhatIsMissing() {
        const auto runner =
            make("input", {{"fields", Json::array({{{"field", "q"}}, {{"field", "doc"}, {"multiline", true}}})}});
        FakeNodeContext complete(Json{{"q", "why"}, {"doc", "text"}});
        QVERIFY(runNode(*runner, complete).updates.empty());
        FakeNodeContext open(Json{{"q", "why"}});
        try {
            runNode(*runner, open);
            QFAIL("did not ask");
        } catch (const Paused& paused) {
            QVERIFY(paused.question["schema"]["properties"].contains("doc"));
            QVERIFY(!paused.question["schema"]["properties"].contains("q"));
        }
        open.answers = {{{"doc", "here"}}};
        const auto result = runNode(*runner, open);
        QCOMPARE(result.updates[0].second.get<std::string>(), std::string("here"));
        open.answers = {{{"doc", ""}}};
        QVERIFY_EXCEPTION_THROWN(runNode(*runner, open), Error);
    }
    void aPersonsTextAndFileFindTheirFields() {
        domain::Graph graph;
        graph.entry = {"in"};
        graph.nodes["in"] = {
            .id = "in",
            .type = "input",
            .config = {{"fields", Json::array({{{"field", "q"}}, {{"field", "doc"}, {"accepts_file", true}}})}}};
        QCOMPARE(compactJson(nodes::inputFrom(graph, "why", std::nullopt)), std::string(R"({"q":"why"})"));
        QCOMPARE(compactJson(nodes::inputFrom(graph, "why", "text")), std::string(R"({"doc":"text","q":"why"})"));
        QCOMPARE(compactJson(nodes::inputFrom(graph, "", "text")), std::string(R"({"doc":"text"})"));
        graph.entry.clear();
        QVERIFY_EXCEPTION_THROWN(nodes::inputFrom(graph, "why", std::nullopt), Error);
    }
    void assignReadsOneFrozenState() {
        FakeNodeContext context(Json{{"a", 1}, {"b", 2}});
        const auto result = runNode(*make("assign", {{"values", {{"a", "state.b"}, {"b", "state.a + 10"}}}}), context);
        QCOMPARE(result.updates[0].second.get<int>(), 2);
        QCOMPARE(result.updates[1].second.get<int>(), 11);
    }
    void mapCutsWithoutLosingText() {
        FakeNodeContext context(Json{{"t", "One two three. Four five six.\n\nSeven eight nine."}});
        const auto result =
            runNode(*make("map", {{"text", "{{ state.t }}"}, {"part_chars", 20}, {"output", "p"}}), context);
        std::string all;
        for (const auto& part : result.updates[0].second) {
            QVERIFY(part["text"].get<std::string>().size() <= 20);
            all += part["text"].get<std::string>() + " ";
        }
        QString words = QString::fromStdString(all).simplified();
        QCOMPARE(words, QString("One two three. Four five six. Seven eight nine."));
    }
    void cutsAreAtCharacters() {
        const std::string chinese = "一二三四五六七八九十。一二三四五六七八九十";
        for (std::size_t limit = 1; limit < 12; ++limit) {
            std::string all;
            for (const auto& part : nodes::cutIntoParts(chinese, limit)) {
                QVERIFY(QString::fromStdString(part).size() <= int(limit));
                QVERIFY(!QString::fromStdString(part).contains(QChar::ReplacementCharacter));
                all += part;
            }
            QCOMPARE(all, chinese);
        }
        QVERIFY(nodes::cutIntoParts(" \n ", 5).empty());
    }
    void joinPutsItemsTogether() {
        FakeNodeContext context(Json{{"r", {"a", 2, {{"k", true}}}}});
        const auto result =
            runNode(*make("join", {{"items", "state.r"}, {"separator", "; "}, {"output", "t"}}), context);
        QCOMPARE(result.updates[0].second.get<std::string>(), std::string(R"(a; 2; {"k":true})"));
    }
    void passagesKeepTheirNumbers() {
        FakeNodeContext context(Json{{"d", "Cats sleep all day.\n\nThe river floods in spring.\n\nDogs bark at night."},
                                     {"q", "When does the river flood?"}});
        const auto result = runNode(
            *make("passages", {{"text", "{{ state.d }}"}, {"query", "state.q"}, {"top", 1}, {"output", "p"}}), context);
        const Json& passages = result.updates[0].second;
        QCOMPARE(passages.size(), std::size_t(1));
        QCOMPARE(passages[0]["number"].get<int>(), 2);
    }
    void approvalTakesAChoiceAndAnEditedDraft() {
        const auto runner =
            make("approval", {{"title", "Send {{ state.d }}?"}, {"draft_field", "d"}, {"output", "ok"}});
        FakeNodeContext context(Json{{"d", "hello"}});
        try {
            runNode(*runner, context);
            QFAIL("did not ask");
        } catch (const Paused& paused) {
            QCOMPARE(paused.question["title"].get<std::string>(), std::string("Send hello?"));
            QCOMPARE(paused.question["draft"].get<std::string>(), std::string("hello"));
        }
        context.answers = {{{"choice", "approve"}, {"draft", "hello!"}}};
        const auto result = runNode(*runner, context);
        QCOMPARE(result.updates[0].second.get<std::string>(), std::string("approve"));
        QCOMPARE(result.updates[1].second.get<std::string>(), std::string("hello!"));
        context.answers = {{{"choice", "maybe"}}};
        QVERIFY_EXCEPTION_THROWN(runNode(*runner, context), Error);
    }
    void llmAsksAndTells() {
        m_model->answer = "42";
        FakeNodeContext context(Json{{"q", "six times seven"}});
        const auto result = runNode(*make("llm", {{"system", "s"},
                                                  {"prompt", "p {{ state.q }}"},
                                                  {"output", "a"},
                                                  {"stream", "log"},
                                                  {"temperature", 0.5}}),
                                    context);
        QCOMPARE(result.updates[0].second.get<std::string>(), std::string("42"));
        QCOMPARE(m_model->last.messages.size(), std::size_t(2));
        QCOMPARE(m_model->last.messages[1].text(), std::string("p six times seven"));
        QCOMPARE(m_model->last.temperature.value(), 0.5);
        QCOMPARE(context.channels, std::vector<std::string>{"log"});
        QCOMPARE(context.modelCalls.size(), std::size_t(1));
    }
    void classifierFindsTheLabelInWhatModelsSay() {
        const Json config{
            {"text", "state.m"}, {"output", "l"}, {"labels", Json::array({{{"name", "bug"}}, {{"name", "praise"}}})}};
        FakeNodeContext context(Json{{"m", "it crashes"}});
        for (const char* said : {R"({"label": "bug"})", "bug", "I would say: bug, not praise."}) {
            m_model->answer = said;
            QCOMPARE(runNode(*make("classifier", config), context).updates[0].second.get<std::string>(),
                     std::string("bug"));
        }
        m_model->answer = "neither";
        QVERIFY_EXCEPTION_THROWN(runNode(*make("classifier", config), context), Error);
    }
    void badConfigurationsNameTheirPlace() {
        QCOMPARE(codeOf("prompt", {{"text", "{{ 1 + }}"}, {"output", "t"}}), std::string("expr.syntax /config/text"));
        QCOMPARE(codeOf("prompt", {{"text", "x"}}), std::string("json.missing /config/output"));
        QCOMPARE(codeOf("join", {{"items", ""}, {"output", "t"}}), std::string("node.config_empty /config/items"));
        QCOMPARE(codeOf("classifier", {{"text", "state.m"}, {"output", "l"}, {"labels", Json::array()}}),
                 std::string("node.too_few_labels /config/labels"));
        QCOMPARE(codeOf("teleport", Json::object()), std::string("plan.unknown_node_type "));
    }
};

HEDDLE_TEST(NodesTest);
#include "nodes_test.moc"
