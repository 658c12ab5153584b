#include "core/base/error.h"
#include "core/base/file.h"
#include "core/check/check.h"
#include "core/domain/node_type.h"
#include "core/nodes/input_fields.h"
#include "core/schema/schema.h"
#include "core/services/runs/run_service.h"
#include "core/services/templates/template_service.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

/// Every built-in template is sound, runs offline, and says so truly.
class TemplatesTest : public QObject {
    Q_OBJECT
    Workspace m_workspace;

    services::RunOutcome run(const std::string& id, const std::string& text, const Json& parameters = Json::object(),
                             const std::string& language = {}) {
        services::RunRequest request;
        request.graph = m_workspace.runtime().templates().instantiate(id, parameters, language).graph;
        request.input = nodes::inputFrom(request.graph, text, std::nullopt);
        return m_workspace.wait(m_workspace.runtime().runs().start(newId(), std::move(request), {}));
    }

private slots:
    void eachIsSound() {
        const schema::Schema fileSchema = schema::compile(
            parseJson(readFile(std::string(HEDDLE_SOURCE_DIR) + "/resources/schemas/workflow.schema.json")));
        const auto& all = m_workspace.runtime().templates().all();
        QVERIFY(all.size() >= 4);
        for (const auto& value : all) {
            const auto document = m_workspace.runtime().templates().instantiate(value.id, Json::object());
            const Problems problems = check::check(document.graph, m_workspace.runtime().nodeTypes());
            QVERIFY2(problems.empty(),
                     problems.empty() ? "" : (value.id + ": " + compactJson(toJson(problems.front()))).c_str());
            const Problems shape = fileSchema.validate(toJson(document.graph));
            QVERIFY2(shape.empty(),
                     shape.empty() ? "" : (value.id + ": " + compactJson(toJson(shape.front()))).c_str());
            QVERIFY2(!value.description.empty() && !value.exampleInput.is_null() && value.runsOffline,
                     value.id.c_str());
            QCOMPARE(document.layout.nodes.size(), document.graph.nodes.size());
            QVERIFY2(value.translated(value.title, "zh_CN") != value.title, value.id.c_str());
            QVERIFY2(value.translated(value.description, "zh_CN") != value.description, value.id.c_str());
        }
    }
    void eachIsTheSameGraphInChinese() {
        const auto& templates = m_workspace.runtime().templates();
        for (const auto& value : templates.all()) {
            const auto english = templates.instantiate(value.id, Json::object()).graph;
            const auto chinese = templates.instantiate(value.id, Json::object(), "zh_CN").graph;
            QVERIFY2(english.edges == chinese.edges && english.entry == chinese.entry, value.id.c_str());
            QVERIFY(check::check(chinese, m_workspace.runtime().nodeTypes()).empty());
            for (const auto& [id, node] : chinese.nodes) {
                QCOMPARE(node.type, english.nodes.at(id).type);
                QVERIFY2(node.title != english.nodes.at(id).title, (value.id + " " + id).c_str());
            }
        }
    }
    void eachRunsItsExampleOffline_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << "";
        QTest::newRow("Chinese") << "zh_CN";
    }
    void eachRunsItsExampleOffline() {
        QFETCH(QString, language);
        const std::string name = language.toStdString();
        for (const auto& value : m_workspace.runtime().templates().all()) {
            auto outcome = run(value.id, value.inLanguage(name).exampleInput.get<std::string>(), Json::object(), name);
            if (outcome.status == "paused") {
                Json answers = Json::object();
                for (const auto& question : outcome.questions)
                    answers[question.id] = {{"choice", "approve"}};
                outcome = m_workspace.wait(m_workspace.runtime().runs().resume(outcome.runId, answers, {}));
            }
            QVERIFY2(outcome.status == "completed", (value.id + ": " + compactJson(outcome.error)).c_str());
            QVERIFY2(outcome.output.is_string() && outcome.output.get<std::string>().size() > 5, value.id.c_str());
        }
    }
    void theReviewFindsTheDangerousLines() {
        const auto& value = m_workspace.runtime().templates().get("multi-agent-review");
        const std::string report = run(value.id, value.exampleInput.get<std::string>()).output.get<std::string>();
        for (const char* found : {"strcpy", "system", "## Security", "## Performance", "## Code analysis"}) {
            QVERIFY2(report.find(found) != std::string::npos, (std::string(found) + " is not in\n" + report).c_str());
        }
    }
    void theAssistantUsesItsTools() {
        const auto outcome = run("tool-assistant", "What is (19.99 * 3 + 4) / 2?", Json::object());
        QCOMPARE(outcome.output, Json("31.985"));
    }
    void anAnswerCitesItsPassage() {
        const std::string document =
            "The heddle guides the warp.\n\nThe shuttle carries the weft through the shed.\n\nThe reed beats the weft "
            "into place.";
        const auto outcome = run("question-answering", "What carries the weft?", {{"document", document}});
        QCOMPARE(outcome.status, std::string("completed"));
        const std::string reply = outcome.state["reply"].get<std::string>();
        QVERIFY2(reply.find("shuttle") != std::string::npos, reply.c_str());
        QVERIFY2(reply.find("[2]") != std::string::npos, reply.c_str());
    }
    void aQuestionWithoutATextAsksForIt() {
        const auto outcome = run("question-answering", "What carries the weft?", {{"document", ""}});
        QCOMPARE(outcome.status, std::string("paused"));
        QCOMPARE(outcome.questions.size(), std::size_t(1));
        QVERIFY(outcome.questions[0].question["schema"]["properties"].contains("document"));
        const Json answers{{outcome.questions[0].id, {{"document", "The shuttle carries the weft."}}}};
        const auto done = m_workspace.wait(m_workspace.runtime().runs().resume(outcome.runId, answers, {}));
        QCOMPARE(done.status, std::string("completed"));
    }
    void triageRoutesByTopic_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("topic");
        QTest::newRow("billing") << "I was charged twice for my subscription, please refund the payment."
                                 << "billing";
        QTest::newRow("technical") << "The program crashes with an error after installation."
                                   << "technical";
        QTest::newRow("other") << "Your team is wonderful, greetings from Bergen!"
                               << "other";
    }
    void triageRoutesByTopic() {
        QFETCH(QString, text);
        QFETCH(QString, topic);
        const auto outcome = run("triage", text.toStdString());
        QCOMPARE(outcome.status, std::string("paused"));
        QCOMPARE(QString::fromStdString(outcome.state["topic"].get<std::string>()), topic);
        const Json reject{{outcome.questions[0].id, {{"choice", "reject"}}}};
        const auto held = m_workspace.wait(m_workspace.runtime().runs().resume(outcome.runId, reject, {}));
        QVERIFY(held.output.get<std::string>().find("Nothing was sent") != std::string::npos);
    }
    void wrongParametersAreRefused() {
        const auto& templates = m_workspace.runtime().templates();
        QVERIFY_EXCEPTION_THROWN(templates.instantiate("map-reduce-summary", {{"part_chars", 5}}), Error);
        QVERIFY_EXCEPTION_THROWN(templates.instantiate("map-reduce-summary", {{"nonsense", 5}}), Error);
        QVERIFY_EXCEPTION_THROWN(templates.instantiate("no-such-template", Json::object()), Error);
    }
};

HEDDLE_TEST(TemplatesTest);
#include "templates_test.moc"
