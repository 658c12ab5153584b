#include "app/templates/template_sheet.h"
#include "app/window/command_palette.h"
#include "editor/graph/canvas.h"
#include "editor/graph/selection.h"
#include "editor/look/search_field.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/gui/opened_window.h"
#include "tests/support/test_main.h"

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QTemporaryDir>
#include <QToolButton>

using namespace heddle;
using namespace heddle::tests;

/// What a screen reader finds, and what the keyboard reaches.
class AccessTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    app::MainWindow& window() { return m_opened->window(); }
    static void verifyNamed(QWidget& root, const char* what) {
        const QStringList nameless = namelessControls(QAccessible::queryAccessibleInterface(&root));
        QVERIFY2(nameless.isEmpty(), qPrintable(QString("%1: %2").arg(what, nameless.join(", "))));
    }
    /// The window in all its faces.
    void walk() {
        for (const auto side : {app::Side::Templates, app::Side::Agents, app::Side::Nodes, app::Side::Runs}) {
            window().showSide(side);
            verifyNamed(window(), "a side");
        }
        for (const auto panel : {app::Panel::Run, app::Panel::Problems, app::Panel::Output}) {
            window().showPanel(panel);
            verifyNamed(window(), "a panel");
        }
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void everyControlOfTheEmptyWindowHasAName() {
        open();
        walk();
    }

    void everyControlBesideAnAgentHasANameInBothLanguages() {
        open({"triage", false, {}});
        for (int language = 0; language < 2; ++language) {
            for (const auto& [id, node] : m_opened->agent().document().graph().nodes) {
                m_opened->canvas().selection().set({id});
                verifyNamed(window(), id.c_str());
            }
            m_opened->canvas().selection().set({}, {"route-topic"});
            verifyNamed(window(), "an edge");
            m_opened->canvas().selection().set({"ask", "route"});
            verifyNamed(window(), "two nodes");
            m_opened->canvas().selection().clear();
            walk();
            window().actions()[app::Do::SwitchLanguage]->trigger();
        }
    }

    void theButtonThatClearsASearchHasAName() {
        open({"question-answering", false, {}});
        for (const auto side : {app::Side::Templates, app::Side::Agents, app::Side::Nodes}) {
            window().showSide(side);
            for (auto* line : window().findChildren<editor::SearchField*>()) {
                if (!line->isVisible()) continue;
                QTest::keyClicks(line, "a");
                verifyNamed(*line, "a search");
                const auto buttons = line->findChildren<QToolButton*>();
                QCOMPARE(buttons.size(), 2);
                QVERIFY(buttons[0]->accessibleName() != buttons[1]->accessibleName());
            }
        }
    }

    void everyControlOfTheDialogsHasAName() {
        open();
        for (const char* id : {"triage", "question-answering", "map-reduce-summary", "multi-agent-review"}) {
            m_opened->workbench().useTemplate(id);
            QTRY_VERIFY(m_opened->find<app::TemplateSheet>());
            verifyNamed(*m_opened->find<app::TemplateSheet>(), id);
            QTest::keyClick(m_opened->find<app::TemplateSheet>(), Qt::Key_Escape);
            QTRY_VERIFY(!m_opened->find<app::TemplateSheet>());
        }
        m_opened->press("Settings");
        QTRY_VERIFY(m_opened->find<QDialog>("settings"));
        auto* settings = m_opened->find<QDialog>("settings");
        m_opened->press("Add a service…");
        verifyNamed(*settings, "models");
        auto* pages = named<QListWidget>(*settings, "Pages");
        QVERIFY(pages);
        for (int row = 1; row < pages->count(); ++row) {
            pages->setCurrentRow(row);
            verifyNamed(*settings, "settings");
        }
        QTest::keyClick(settings, Qt::Key_Escape);
        QTRY_VERIFY(!m_opened->find<QDialog>("settings"));
    }

    void theCanvasTellsItsNodesAndTheirStates() {
        open({"question-answering", false, {}});
        auto* canvas = QAccessible::queryAccessibleInterface(&m_opened->canvas());
        QVERIFY(canvas);
        QStringList names;
        for (int i = 0; i < canvas->childCount(); ++i)
            names << canvas->child(i)->text(QAccessible::Name);
        const QString all = names.join('\n');
        for (const char* title : {"Find passages", "Anything found?", "Answer from passages"})
            QVERIFY2(all.contains(title), qPrintable(all));
    }

    void theSearchFindsNodesTemplatesAndCommandsByKeyAlone() {
        open({"question-answering", false, {}});
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        auto& palette = window().commandPalette();
        QVERIFY(palette.isVisible());
        auto* line = palette.findChild<QLineEdit*>();
        QTRY_VERIFY(line->hasFocus());
        verifyNamed(palette, "search");
        QTest::keyClicks(line, "anything found");
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(!palette.isVisible());
        QCOMPARE(m_opened->canvas().selection().nodes(), std::set<std::string>{"found"});

        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(line, "message triage");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(m_opened->find<app::TemplateSheet>());
        QTest::keyClick(m_opened->find<app::TemplateSheet>(), Qt::Key_Escape);
        QTRY_VERIFY(!m_opened->find<app::TemplateSheet>());

        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(line, "dark and light");
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(window().palette().color(QPalette::Window).lightness() > 128);
    }

    void theKeyboardGoesRoundTheWholeWindow() {
        open({"question-answering", false, {}});
        m_opened->canvas().setFocus();
        QSet<QWidget*> seen;
        for (int i = 0; i < 200; ++i) {
            QWidget* focused = QApplication::focusWidget();
            QVERIFY2(focused, "the focus is lost");
            if (seen.contains(focused)) break;
            seen << focused;
            // Shift+Tab leaves every field, the canvas too. The page has controls of its own and answers later.
            const bool isPage = focused->inherits("QQuickWidget");
            for (int press = 0; press < (isPage ? 20 : 1) && QApplication::focusWidget() == focused; ++press) {
                QTest::keyClick(focused, Qt::Key_Backtab, Qt::ShiftModifier);
                if (isPage) (void)m_opened->eval("0");
            }
            QVERIFY2(QApplication::focusWidget() != focused, focused->metaObject()->className());
        }
        QSet<QString> names;
        for (const QWidget* widget : seen)
            names << widget->accessibleName();
        for (const char* name : {"Message", "Workflow", "Filter templates"})
            QVERIFY2(names.contains(name), name);
    }
};

HEDDLE_TEST(AccessTest);
#include "access_test.moc"
