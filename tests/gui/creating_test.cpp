#include "app/templates/template_browser.h"
#include "app/templates/template_card.h"
#include "app/templates/template_sheet.h"
#include "app/window/agent_tabs.h"
#include "app/window/notices.h"
#include "app/window/welcome_page.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/widgets/palette.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/gui/opened_window.h"
#include "tests/support/test_main.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTabBar>
#include <QTemporaryDir>

using namespace heddle;
using namespace heddle::tests;
using app::TemplateCard;
using app::TemplateSheet;

namespace {

template <class Widget>
QList<Widget*> visible(const QWidget& root) {
    QList<Widget*> found;
    const auto all = root.findChildren<Widget*>();
    for (auto* one : all) {
        if (one->isVisible()) found << one;
    }
    return found;
}

TemplateCard* card(const QWidget& root, const QString& title) {
    const auto cards = visible<TemplateCard>(root);
    for (auto* one : cards) {
        if (one->accessibleName() == title) return one;
    }
    return nullptr;
}

}  // namespace

/// From nothing to an agent: templates, the empty graph, the palette, the canvas.
class CreatingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    app::MainWindow& window() { return m_opened->window(); }
    editor::Document& document() { return m_opened->agent().document(); }
    TemplateSheet* sheet() { return m_opened->find<TemplateSheet>(); }
    void press(int key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(&window(), Qt::Key(key), modifiers); }

    /// Through the palette's search, as the keyboard does it.
    void addByPalette(const QString& words) {
        if (!m_opened->find<editor::Palette>()) press(Qt::Key_3, Qt::ControlModifier);
        auto* palette = m_opened->find<editor::Palette>();
        QVERIFY(palette);
        auto* search = palette->findChild<QLineEdit*>();
        search->setFocus();
        search->selectAll();
        QTest::keyClicks(search, words);
        QTest::keyClick(search, Qt::Key_Return);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void aTemplateBecomesAnAgentThroughItsSheet() {
        open();
        auto* browser = m_opened->find<app::TemplateBrowser>();
        QVERIFY(browser);
        QCOMPARE(visible<TemplateCard>(*browser).size(), 5);
        auto* search = browser->findChild<QLineEdit*>("templateSearch");
        QTest::keyClicks(search, "triage");
        QTRY_COMPARE(visible<TemplateCard>(*browser).size(), 1);
        QTest::mouseClick(card(*browser, "Message triage"), Qt::LeftButton);

        QTRY_VERIFY(sheet());
        auto* name = sheet()->findChild<QLineEdit*>("agentName");
        QTRY_VERIFY(name->hasFocus());
        QTest::keyClicks(name, "Post");
        auto* company = named<QLineEdit>(*sheet(), "Company");
        QVERIFY(company);
        company->selectAll();
        QTest::keyClicks(company, "Loom Ltd");
        m_opened->press("Create agent");

        QTRY_VERIFY(m_opened->workbench().current());
        QTRY_VERIFY(!sheet());
        QCOMPARE(m_opened->agent().name(), QString("Post"));
        QCOMPARE(document().graph().nodes.size(), std::size_t(10));
        QVERIFY(writeWorkflow(document().graph()).find("Loom Ltd") != std::string::npos);
        QCOMPARE(window().tabs().ids(), QStringList{m_opened->agent().id()});
        QCOMPARE(window().tabs().findChild<QTabBar*>()->tabText(0), QString("Post"));
        QVERIFY(m_opened->canvas().isVisible());
        QCOMPARE(window().notices().text(), QString());
    }

    void theWelcomePageOffersTheSameAndCancelMakesNothing() {
        open();
        auto* welcome = m_opened->find<app::WelcomePage>();
        QVERIFY(welcome);
        QTest::mouseClick(card(*welcome, "Summary of a long text"), Qt::LeftButton);
        QTRY_VERIFY(sheet());
        m_opened->press("Cancel");
        QTRY_VERIFY(!sheet());
        QVERIFY(!m_opened->workbench().current());
        QVERIFY(welcome->isVisible());
    }

    void whatTheTemplateCannotTakeIsSaidInItsSheet() {
        open();
        m_opened->workbench().useTemplate("map-reduce-summary");
        QTRY_VERIFY(sheet());
        auto* size = named<QLineEdit>(*sheet(), "Size of a part (characters)");
        QVERIFY(size);
        size->selectAll();
        QTest::keyClicks(size, "7");
        QTRY_VERIFY(!m_opened->button("Create agent")->isEnabled());
        size->selectAll();
        QTest::keyClicks(size, "700");
        QTRY_VERIFY(m_opened->button("Create agent")->isEnabled());
        m_opened->press("Create agent");
        QTRY_VERIFY(m_opened->workbench().current());
        QVERIFY(writeWorkflow(document().graph()).find("700") != std::string::npos);
    }

    void anEmptyAgentIsBuiltFromPaletteAndMouse() {
        open();
        press(Qt::Key_N, Qt::ControlModifier);
        QTRY_VERIFY(m_opened->workbench().current());
        QVERIFY(document().graph().nodes.empty());

        addByPalette("Input");
        addByPalette("Language model");
        QTRY_COMPARE(document().graph().nodes.size(), std::size_t(2));
        QVERIFY(document().graph().nodes.contains("input") && document().graph().nodes.contains("llm"));
        // Neither lies on the other.
        const auto& scene = m_opened->canvas().stage().scene();
        QVERIFY(!scene.node(scene.indexOf("input")).rect().intersects(scene.node(scene.indexOf("llm")).rect()));

        m_opened->canvas().stage().fit(scene.bounds());
        m_opened->drag(m_opened->outPort("input"), m_opened->middle("llm"));
        QCOMPARE(document().graph().edges.size(), std::size_t(1));
        const auto& edge = document().graph().edges.begin()->second;
        QCOMPARE(edge.from, std::vector<std::string>{"input"});
        QCOMPARE(edge.to, std::string("llm"));
        QVERIFY(m_opened->waitUntilStored());
        QVERIFY(m_opened->button("Undo") && m_opened->button("Undo")->isEnabled());
    }

    void undoAndRedoByKeyAndButton() {
        open({"question-answering", false, {}});
        const std::string before = writeWorkflow(document().graph());
        addByPalette("Approval");
        addByPalette("Input");
        const std::string after = writeWorkflow(document().graph());
        QVERIFY(after != before);
        QVERIFY(!m_opened->button("Redo")->isEnabled());
        press(Qt::Key_Z, Qt::ControlModifier);
        m_opened->press("Undo");
        QCOMPARE(writeWorkflow(document().graph()), before);
        QVERIFY(!m_opened->button("Undo")->isEnabled());
        m_opened->press("Redo");
        const QKeySequence redo = window().actions()[app::Do::Redo]->shortcut();
        QTest::keyClick(&window(), redo[0].key(), redo[0].keyboardModifiers());
        QCOMPARE(writeWorkflow(document().graph()), after);
        QVERIFY(!m_opened->button("Redo")->isEnabled());
    }

    void aNodeThatIsDraggedStaysWhereItWasPut() {
        open({"question-answering", false, {}});
        const QPointF from = m_opened->middle("find");
        m_opened->drag(from, from + QPointF(40, 160));
        const QPointF now = m_opened->middle("find");
        QVERIFY(now.y() > from.y() + 100);
        QVERIFY(m_opened->waitUntilStored());
        m_opened.reset();
        open();
        QCOMPARE(m_opened->middle("find"), now);
    }

    void deletingAnAgentCanBeTakenBack() {
        open({"triage", false, {}});
        const QString id = m_opened->agent().id();
        press(Qt::Key_2, Qt::ControlModifier);
        auto* list = m_opened->find<QListWidget>("agentList");
        QVERIFY(list);
        QTRY_COMPARE(list->count(), 1);
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_VERIFY(!m_opened->workbench().current());
        QTRY_COMPARE(list->count(), 0);
        QTRY_VERIFY(m_opened->window().notices().text().contains("Message triage"));
        QTest::mouseClick(m_opened->window().notices().findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY(m_opened->workbench().current());
        QCOMPARE(m_opened->agent().id(), id);
        QTRY_COMPARE(list->count(), 1);
    }
};

HEDDLE_TEST(CreatingTest);
#include "creating_test.moc"
