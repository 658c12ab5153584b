#include "app/chat/chat_pane.h"
#include "app/runs/output_view.h"
#include "app/runs/run_log.h"
#include "app/window/notices.h"
#include "app/window/run_controller.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/gui/opened_window.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTemporaryDir>

using namespace heddle;
using namespace heddle::tests;
using editor::NodeRunState;

namespace {

std::string chunk(const std::string& text) {
    const Json frame{{"choices", {{{"index", 0}, {"delta", {{"content", text}}}}}}};
    return "data: " + compactJson(frame) + "\n\n";
}

Script whole(const std::string& text) {
    Script script = Script::stream();
    script.chunk(chunk(text)).chunk("data: [DONE]\n\n").end();
    return script;
}

}  // namespace

/// From the composer to the answer on the page, with the offline model and with servers that misbehave.
class RunningTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    NodeRunState state(const std::string& node) {
        const auto& scene = m_opened->canvas().stage().scene();
        return scene.node(scene.indexOf(node)).state;
    }
    app::ChatSession& session() { return m_opened->agent().session(); }
    /// Adds it in the settings and makes it the model of nodes that name none.
    void useServer(const ScriptedServer& server) {
        m_opened->press("Settings");
        QTRY_VERIFY(m_opened->find<QDialog>("settings"));
        auto* settings = m_opened->find<QDialog>("settings");
        m_opened->press("Add a service…");
        const std::map<QString, QString> fields{
            {"Name", "Double"}, {"Address", QString::fromStdString(server.url("/v1"))}, {"Model", "double"}};
        for (const auto& [name, text] : fields) {
            auto* line = named<QLineEdit>(*settings, name);
            QVERIFY2(line, qPrintable(name));
            QTest::keyClicks(line, text);
        }
        m_opened->press("Save");
        auto* models = settings->findChild<QComboBox*>("defaultModel");
        QTRY_VERIFY_WITH_TIMEOUT(models->findData("openai:double@Double") >= 0, 10000);
        while (models->currentIndex() > models->findData("openai:double@Double"))
            QTest::keyClick(models, Qt::Key_Up);
        QTest::keyClick(settings, Qt::Key_Escape);
        QTRY_VERIFY(!m_opened->find<QDialog>("settings"));
        QTRY_VERIFY_WITH_TIMEOUT(m_opened->button("double"), 10000);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void typingIntoTheComposerGivesAnAnswer() {
        open({"question-answering", false, {}});
        m_opened->say("What happens when the program is killed?");
        QCOMPARE(m_opened->find<QPlainTextEdit>("chatInput")->toPlainText(), QString());
        QVERIFY(m_opened->waitForAnswer());
        QCOMPARE(session().messages().size(), 2);
        const auto answer = session().messages().last();
        QVERIFY2(answer.text.contains("nothing that had finished is run again"), qPrintable(answer.text));
        QVERIFY(answer.state == app::ChatMessage::State::Complete);

        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("nothing that had finished is run again"));
        QTRY_COMPARE(m_opened->pageText("article.user .body"), QString("What happens when the program is killed?"));
        QCOMPARE(m_opened->pageText("article.agent .badge"), QString("Offline model, not a language model"));

        for (const char* node : {"input", "find", "found", "reply", "answer"})
            QVERIFY2(state(node) == NodeRunState::Done, node);
        QVERIFY(state("nothing") == NodeRunState::Idle);
        QCOMPARE(m_opened->workbench().runs().log().rows(), 5);
        QVERIFY(m_opened->workbench().runs().log().summary().startsWith("5 of 5 steps"));
        QVERIFY(m_opened->workbench().runs().output().text().contains("nothing that had finished is run again"));
        QVERIFY(m_opened->button("Run") && !m_opened->button("Stop"));
        QCOMPARE(m_opened->window().notices().text(), QString());
    }

    void f5RunsTheExampleAndThenTheLastMessageAgain() {
        open({"map-reduce-summary", false, {}});
        QTest::keyClick(&m_opened->window(), Qt::Key_F5);
        QVERIFY(m_opened->waitForAnswer());
        QCOMPARE(session().messages().size(), 2);
        const QString first = session().messages().last().text;
        QVERIFY(!first.isEmpty());
        m_opened->press("Run");
        QTRY_COMPARE(session().messages().size(), 4);
        QVERIFY(m_opened->waitForAnswer());
        // The offline model says the same each time.
        QCOMPARE(session().messages().last().text, first);
        QCOMPARE(session().messages()[2].text, session().messages()[0].text);
    }

    void parallelNodesAreDoneOnTheCanvas() {
        open({"multi-agent-review", false, {}});
        m_opened->press("Run");
        QVERIFY(m_opened->waitForAnswer());
        for (const auto& [id, node] : m_opened->agent().document().graph().nodes)
            QVERIFY2(state(id) == NodeRunState::Done, id.c_str());
        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("Security"));
    }

    void aQuestionIsAnsweredOnThePageEvenAfterARestart() {
        open({"triage", false, {}});
        m_opened->say("I was charged twice. Please refund the second payment.");
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(state("ask") == NodeRunState::Waiting);
        QTRY_VERIFY(m_opened->pageText("section.question h3").contains("Send this answer?"));
        QVERIFY(m_opened->waitUntilStored());
        m_opened.reset();

        open();
        QTRY_VERIFY(m_opened->pageText("section.question h3").contains("Send this answer?"));
        m_opened->clickPage("section.question button.choice.primary");
        QTRY_VERIFY_WITH_TIMEOUT(session().messages().last().text.contains("Example Ltd"), 20000);
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(state("send") == NodeRunState::Done);
        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("Example Ltd"));
        QTRY_VERIFY(m_opened->pageText("section.question.answered .given dd").startsWith("Approve"));
        // The draft went through a field of the page and came back as it was.
        QVERIFY(session().messages().last().text.contains("Hello,\n\nthank you"));
    }

    void stopEndsAStreamingAnswerAndTryAgainBringsItWhole() {
        open({"question-answering", false, {}});
        Script halting = Script::stream();
        halting.chunk(chunk("It goes on ")).chunk(chunk("from its")).wait();
        ScriptedServer server(std::vector<Script>{halting, whole("It goes on from its last checkpoint.")});
        useServer(server);
        m_opened->say("What happens when the program is killed?");
        QTRY_VERIFY_WITH_TIMEOUT(
            !session().messages().isEmpty() && session().messages().last().text.contains("from its"), 10000);
        QVERIFY(state("reply") == NodeRunState::Running);
        QVERIFY(m_opened->button("Stop") && !m_opened->button("Run"));
        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("It goes on from its"));
        QTest::keyClick(m_opened->find<QPlainTextEdit>("chatInput"), Qt::Key_Escape);
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(session().messages().last().state == app::ChatMessage::State::Stopped);
        QVERIFY(server.waitForHangUp(std::chrono::seconds(5)));
        QVERIFY(m_opened->button("Run"));
        QTRY_VERIFY(m_opened->eval("document.querySelector('article.agent').dataset.state").toString() == "stopped");

        m_opened->clickPage("article.agent footer button.plain");
        QTRY_VERIFY_WITH_TIMEOUT(session().messages().last().text.contains("last checkpoint"), 10000);
        QVERIFY(m_opened->waitForAnswer());
        QCOMPARE(session().messages().size(), 2);
        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("It goes on from its last checkpoint."));
        QVERIFY(m_opened->pageText("article.agent .badge").isEmpty());
    }

    void aRefusalIsShownOnNodeAndPageAndTheRunGoesOn() {
        open({"question-answering", false, {}});
        const Script refused =
            Script::response(401, R"({"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}})");
        ScriptedServer server(std::vector<Script>{refused, whole("All is well.")});
        useServer(server);
        m_opened->say("What happens when the program is killed?");
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(state("reply") == NodeRunState::Failed);
        QVERIFY(state("find") == NodeRunState::Done);
        QTRY_VERIFY(m_opened->pageText("article.agent footer .error").contains("Double"));
        m_opened->clickPage("article.agent footer button.plain");
        QTRY_VERIFY_WITH_TIMEOUT(session().messages().last().text.contains("All is well."), 10000);
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(state("reply") == NodeRunState::Done);
        QVERIFY(m_opened->pageText("article.agent footer .error").isEmpty());
        // What had finished before was not asked again.
        QCOMPARE(server.seen().size(), std::size_t(2));
    }

    void anAgentWithoutInputSaysWhatIsMissing() {
        open();
        QTest::keyClick(&m_opened->window(), Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(m_opened->workbench().current());
        m_opened->say("Hello?");
        QVERIFY(m_opened->waitForAnswer());
        const auto last = session().messages().last();
        QVERIFY(last.state == app::ChatMessage::State::Failed);
        QVERIFY2(last.error.size() > 20, qPrintable(last.error));
        QTRY_VERIFY(m_opened->pageText("article footer .error").contains(last.error));
    }
};

HEDDLE_TEST(RunningTest);
#include "running_test.moc"
