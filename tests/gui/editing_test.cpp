#include "app/runs/problems_view.h"
#include "app/window/notices.h"
#include "editor/forms/inspector.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/selection.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/gui/opened_window.h"
#include "tests/support/test_main.h"

#include <QDockWidget>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace heddle;
using namespace heddle::tests;

/// Inspector and problems beside the canvas.
class EditingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    editor::Document& document() { return m_opened->agent().document(); }
    const domain::Node& node(const std::string& id) { return document().graph().nodes.at(id); }
    editor::Inspector& inspector() { return *m_opened->find<editor::Inspector>(); }
    template <class Control>
    Control* field(const QString& name) {
        return named<Control>(inspector(), name);
    }
    void chooseNode(const std::string& id) {
        m_opened->click(m_opened->middle(id));
        QCOMPARE(m_opened->canvas().selection().nodes(), std::set<std::string>{id});
    }
    static void commit(QWidget* widget, const QString& text) {
        QInputMethodEvent event;
        event.setCommitString(text);
        QCoreApplication::sendEvent(widget, &event);
    }
    void undo() { QTest::keyClick(&m_opened->window(), Qt::Key_Z, Qt::ControlModifier); }

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        open({"question-answering", false, {}});
    }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void aTitleIsTypedAsOneStepAndSaved() {
        chooseNode("find");
        auto* title = field<QLineEdit>("Title");
        QVERIFY(title);
        QCOMPARE(title->text(), QString("Find passages"));
        title->setFocus();
        title->selectAll();
        QTest::keyClicks(title, "Look up");
        commit(title, "查找");
        QCOMPARE(node("find").title, std::string("Look up查找"));
        QCOMPARE(document().history().size(), std::size_t(1));
        const auto& scene = m_opened->canvas().stage().scene();
        QCOMPARE(scene.node(scene.indexOf("find")).title, QString("Look up查找"));
        QVERIFY(m_opened->waitUntilStored());
        m_opened.reset();
        open();
        QCOMPARE(node("find").title, std::string("Look up查找"));
        m_opened->press("Undo");
        QCOMPARE(node("find").title, std::string("Find passages"));
    }

    void aPromptIsWrittenInTheCodeEditor() {
        chooseNode("reply");
        auto* prompt = field<QAbstractScrollArea>("System prompt");
        QVERIFY(prompt);
        prompt->setFocus();
        QTest::keyClick(prompt, Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(prompt, " Be brief.");
        commit(prompt, "请用中文");
        QVERIFY(node("reply").config["system"].get<std::string>().ends_with(" Be brief.请用中文"));
        QCOMPARE(document().history().size(), std::size_t(1));
    }

    void comingBackToAFieldBeginsAnotherStep() {
        chooseNode("find");
        auto* title = field<QLineEdit>("Title");
        title->setFocus();
        QTest::keyClicks(title, "a");
        m_opened->canvas().setFocus();
        title->setFocus();
        QTest::keyClicks(title, "b");
        QCOMPARE(document().history().size(), std::size_t(2));
    }

    void fieldsOfDifferentNodesAreDifferentSteps() {
        chooseNode("find");
        auto* count = field<QLineEdit>("How many to keep");
        QVERIFY(count);
        count->selectAll();
        QTest::keyClicks(count, "7");
        chooseNode("reply");
        auto* title = field<QLineEdit>("Title");
        title->selectAll();
        QTest::keyClicks(title, "Say it");
        QCOMPARE(document().history().size(), std::size_t(2));
        m_opened->press("Undo");
        QCOMPARE(node("reply").title, std::string("Answer from passages"));
        QCOMPARE(node("find").config["top"].get<int>(), 7);
        QCOMPARE(title->text(), QString("Answer from passages"));
    }

    void anIdThatIsBeingWrittenSurvivesThatItsNodeGoes() {
        auto& canvas = m_opened->canvas();
        const QString added = canvas.addNode("passages", canvas.stage().visibleScene().center());
        QVERIFY(!added.isEmpty());
        auto* id = field<QLineEdit>("Id");
        QVERIFY(id);
        QCOMPARE(id->text(), added);
        id->setFocus();
        QTRY_VERIFY(id->hasFocus());
        QTest::keyClicks(id, "x");
        // An undo that takes the node away while its field has the focus.
        m_opened->window().actions()[app::Do::Undo]->trigger();
        QVERIFY(!document().graph().nodes.contains(added.toStdString()));
        QVERIFY(!field<QLineEdit>("Id"));
        m_opened->window().actions()[app::Do::Redo]->trigger();
        QVERIFY(document().graph().nodes.contains(added.toStdString()));
        QCOMPARE(m_opened->window().notices().text(), QString());
    }

    void renamingAnIdFollowsTheNode() {
        chooseNode("find");
        auto* id = field<QLineEdit>("Id");
        id->setFocus();
        id->selectAll();
        QTest::keyClicks(id, "lookup");
        QTest::keyClick(id, Qt::Key_Return);
        QVERIFY(document().graph().nodes.contains("lookup") && !document().graph().nodes.contains("find"));
        QCOMPARE(document().graph().edges.at("input-find").to, std::string("lookup"));
        QTRY_COMPARE(m_opened->canvas().selection().nodes(), std::set<std::string>{"lookup"});
        QCOMPARE(field<QLineEdit>("Id")->text(), QString("lookup"));
    }

    void aProblemIsListedAndLeadsToItsField() {
        chooseNode("find");
        auto* query = field<QAbstractScrollArea>("Query");
        QVERIFY(query);
        query->setFocus();
        QTest::keyClick(query, Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(query, " +");
        auto* panelTabs = m_opened->window().findChild<QDockWidget*>("panel")->findChild<QTabBar*>();
        QTRY_COMPARE(panelTabs->tabText(1), QString("Problems  1"));
        QVERIFY(m_opened->button("1 error"));
        const auto& scene = m_opened->canvas().stage().scene();
        QCOMPARE(scene.node(scene.indexOf("find")).problems, 1);

        m_opened->canvas().selection().clear();
        m_opened->canvas().setFocus();
        QVERIFY(!field<QAbstractScrollArea>("Query"));
        m_opened->press("1 error");
        auto* list = m_opened->find<QTreeWidget>("problems");
        QVERIFY(list);
        QCOMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(1), QString("Find passages"));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->topLevelItem(0)).center());
        QCOMPARE(m_opened->canvas().selection().nodes(), std::set<std::string>{"find"});
        query = field<QAbstractScrollArea>("Query");
        QVERIFY(query);
        QTRY_VERIFY(query->hasFocus());
        QTest::keyClick(query, Qt::Key_End, Qt::ControlModifier);
        QTest::keyClick(query, Qt::Key_Backspace);
        QTest::keyClick(query, Qt::Key_Backspace);
        QTRY_COMPARE(panelTabs->tabText(1), QString("Problems"));
        QVERIFY(m_opened->button("No problems"));
    }

    void deletingANodeByKeyLeavesItsFindings() {
        chooseNode("found");
        QTest::keyClick(&m_opened->canvas(), Qt::Key_Delete);
        QVERIFY(!document().graph().nodes.contains("found"));
        auto* panelTabs = m_opened->window().findChild<QDockWidget*>("panel")->findChild<QTabBar*>();
        QTRY_VERIFY(panelTabs->tabText(1) != "Problems");
        undo();
        QVERIFY(document().graph().nodes.contains("found"));
        QVERIFY(document().graph().edges.contains("found-branch"));
        QTRY_COMPARE(panelTabs->tabText(1), QString("Problems"));
    }
};

HEDDLE_TEST(EditingTest);
#include "editing_test.moc"
