#include "app/runs/run_log.h"
#include "app/window/agent_tabs.h"
#include "app/window/notices.h"
#include "app/window/run_controller.h"
#include "app/window/window_places.h"
#include "editor/graph/canvas.h"
#include "editor/graph/selection.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/gui/opened_window.h"
#include "tests/support/test_main.h"

#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QTabBar>
#include <QTemporaryDir>

using namespace heddle;
using namespace heddle::tests;

/// What is there again when the program is started anew.
class RestartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    app::MainWindow& window() { return m_opened->window(); }
    void close() {
        window().close();
        m_opened.reset();
    }
    QDockWidget* pane(const char* name) { return window().findChild<QDockWidget*>(name); }
    QTabBar* panelTabs() { return pane("panel")->findChild<QTabBar*>(); }
    void make(const char* templateId) {
        const auto before = window().tabs().ids().size();
        m_opened->workbench().createFrom(templateId);
        QTRY_COMPARE(window().tabs().ids().size(), before + 1);
    }
    void setTitle(const std::string& node, const QString& title) {
        m_opened->canvas().reveal(QString::fromStdString(node));
        auto* line = named<QLineEdit>(window(), "Title");
        QVERIFY(line);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, title);
        m_opened->canvas().setFocus();
    }
    QString title(const std::string& node) {
        return QString::fromStdString(m_opened->agent().document().graph().nodes.at(node).title);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void tabsComeBackInTheirOrderWithTheSameInFront() {
        open();
        for (const char* id : {"triage", "question-answering", "map-reduce-summary"})
            make(id);
        auto* bar = window().tabs().findChild<QTabBar*>();
        bar->moveTab(2, 0);
        window().tabs().choose(window().tabs().ids()[1]);
        const QStringList ids = window().tabs().ids();
        const QString front = m_opened->agent().id();
        QCOMPARE(front, ids[1]);
        close();
        open();
        QCOMPARE(window().tabs().ids(), ids);
        QCOMPARE(m_opened->agent().id(), front);
        m_opened->press("Close Message triage");
        QTRY_COMPARE(window().tabs().ids().size(), 2);
        close();
        open();
        QCOMPARE(window().tabs().ids().size(), 2);
    }

    void tabsStandInTheirOrderWhicheverIsThereFirst() {
        app::AgentTabs tabs;
        tabs.setOrder({"a", "b", "c"});
        for (const char* id : {"c", "a", "new", "b"})
            tabs.add(id, id, new QWidget);
        QCOMPARE(tabs.ids(), QStringList({"a", "b", "c", "new"}));
    }

    void theUndoHistoryGoesOnWhereItStood() {
        open({"triage", false, {}});
        setTitle("billing", "one");
        setTitle("technical", "two");
        m_opened->press("Undo");
        QCOMPARE(title("technical"), QString("Technical answer"));
        close();
        open();
        QCOMPARE(title("billing"), QString("one"));
        QVERIFY(m_opened->button("Undo")->isEnabled() && m_opened->button("Redo")->isEnabled());
        m_opened->press("Redo");
        QCOMPARE(title("technical"), QString("two"));
        m_opened->press("Undo");
        m_opened->press("Undo");
        QCOMPARE(title("billing"), QString("Billing answer"));
        QVERIFY(!m_opened->button("Undo")->isEnabled());
        QCOMPARE(window().notices().text(), QString());
    }

    void theChatIsThereAndCanGoOn() {
        open({"question-answering", false, {}});
        m_opened->say("What is the offline model?");
        QVERIFY(m_opened->waitForAnswer());
        const QString answer = m_opened->agent().session().messages().last().text;
        close();
        open();
        QTRY_COMPARE(m_opened->agent().session().messages().size(), 2);
        QCOMPARE(m_opened->agent().session().messages().last().text, answer);
        QTRY_COMPARE(m_opened->eval("document.querySelectorAll('article').length").toInt(), 2);
        // An answer of the offline model is marked as one for ever.
        QTRY_COMPARE(m_opened->pageText("article.agent .badge"), QString("Offline model, not a language model"));
        m_opened->say("What is an agent?");
        QTRY_COMPARE(m_opened->agent().session().messages().size(), 4);
        QVERIFY(m_opened->waitForAnswer());
        m_opened->press("Runs");
        auto* runs = m_opened->find<QListWidget>("runList");
        QVERIFY(runs);
        QTRY_COMPARE(runs->count(), 2);
        QTest::mouseClick(runs->viewport(), Qt::LeftButton, {}, runs->visualItemRect(runs->item(1)).center());
        QTRY_COMPARE(m_opened->workbench().runs().log().rows(), 5);
    }

    void panesAreWhereTheyWereLeft() {
        open({"triage", false, {}});
        m_opened->press("Close Inspector");
        QVERIFY(!pane("inspector")->isVisible());
        QTest::keyClick(&window(), Qt::Key_2, Qt::ControlModifier);
        window().addDockWidget(Qt::LeftDockWidgetArea, pane("chat"));
        window().resizeDocks({pane("side")}, {333}, Qt::Horizontal);
        panelTabs()->setCurrentIndex(2);
        window().resize(1300, 820);
        QTRY_COMPARE(pane("side")->width(), 333);
        const QRect chat = pane("chat")->geometry();
        const QByteArray docks = window().saveState(1);
        // Kept as it happens: a killed program remembers too.
        QTRY_COMPARE(app::WindowPlaces(m_folder->path().toStdString()).get().docks, docks);
        close();

        open();
        QVERIFY(!pane("inspector")->isVisible());
        QVERIFY(!m_opened->button("Inspector")->isChecked());
        QVERIFY(m_opened->find<QListWidget>("agentList"));
        QCOMPARE(window().dockWidgetArea(pane("chat")), Qt::LeftDockWidgetArea);
        QCOMPARE(pane("side")->width(), 333);
        QCOMPARE(pane("chat")->geometry(), chat);
        QCOMPARE(panelTabs()->currentIndex(), 2);
        QCOMPARE(window().size(), QSize(1300, 820));
        m_opened->press("Inspector");
        QVERIFY(pane("inspector")->isVisible());
    }

    void themeAndLanguageAreKept() {
        open();
        window().actions()[app::Do::SwitchTheme]->trigger();
        window().actions()[app::Do::SwitchLanguage]->trigger();
        close();
        open();
        QVERIFY(m_opened->button("设置") || m_opened->button("模板"));
        const QColor ground = window().palette().color(QPalette::Window);
        QVERIFY(ground.lightness() > 128);
    }

    void spoiltPlacesOpenAsTheFirstTime() {
        QFile file(m_folder->filePath("window.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"docks\": 7, \"theme\": ");
        file.close();
        open();
        for (const char* name : {"side", "inspector", "chat", "panel"})
            QVERIFY2(pane(name)->isVisible(), name);
    }
};

HEDDLE_TEST(RestartTest);
#include "restart_test.moc"
