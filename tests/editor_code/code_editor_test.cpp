#include "editor/code/code_editor.h"

#include "editor/code/code_dialog.h"
#include "tests/support/test_main.h"

#include <Qsci/qsciscintilla.h>
#include <QtTest>
#include <QtWidgets>

using namespace heddle;
using namespace heddle::editor;

namespace {

QsciScintilla& inner(CodeEditor& editor) { return *qobject_cast<QsciScintilla*>(editor.surface()); }

void show(QWidget& window) {
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

void commit(QWidget* target, const QString& preedit, const QString& text) {
    QInputMethodEvent event(preedit, {});
    event.setCommitString(text);
    QCoreApplication::sendEvent(target, &event);
}

}  // namespace

class CodeEditorTest : public QObject {
    Q_OBJECT

private slots:
    void typingTellsTheText() {
        CodeEditor editor(CodeLanguage::Prompt, Theme::dark());
        QSignalSpy edits(&editor, &CodeEditor::textEdited);
        editor.setText("Hello");
        QCOMPARE(edits.size(), 0);
        show(editor);
        editor.surface()->setFocus();
        QTest::keyClick(editor.surface(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(editor.surface(), " you");
        QCOMPARE(editor.text(), QString("Hello you"));
        QCOMPARE(edits.size(), 4);
        QCOMPARE(edits.last().first().toString(), QString("Hello you"));
    }

    void anInputMethodIsOneEdit() {
        CodeEditor editor(CodeLanguage::Prompt, Theme::dark());
        QSignalSpy edits(&editor, &CodeEditor::textEdited);
        show(editor);
        commit(editor.surface(), "ni", {});
        QCOMPARE(edits.size(), 0);
        commit(editor.surface(), {}, "你好");
        QCOMPARE(editor.text(), QString("你好"));
        QCOMPARE(edits.size(), 1);
    }

    void theSameTextLeavesCaretAndUndo() {
        CodeEditor editor(CodeLanguage::Plain, Theme::dark());
        show(editor);
        QTest::keyClicks(editor.surface(), "abc");
        QTest::keyClick(editor.surface(), Qt::Key_Left);
        const long caret = inner(editor).SendScintilla(QsciScintilla::SCI_GETCURRENTPOS);
        editor.setText("abc");
        QCOMPARE(inner(editor).SendScintilla(QsciScintilla::SCI_GETCURRENTPOS), caret);
        QVERIFY(inner(editor).isUndoAvailable());
        editor.setText("abcdef");
        QCOMPARE(inner(editor).SendScintilla(QsciScintilla::SCI_GETCURRENTPOS), caret);
        QVERIFY(!inner(editor).isUndoAvailable());
    }

    void undoGoesUpWhenThereIsNothingLeft() {
        QWidget window;
        auto* editor = new CodeEditor(CodeLanguage::Plain, Theme::dark(), &window);
        QAction undo;
        undo.setShortcut(QKeySequence::Undo);
        window.addAction(&undo);
        QSignalSpy documentUndo(&undo, &QAction::triggered);
        show(window);
        editor->surface()->setFocus();
        QTest::keyClicks(editor->surface(), "a");
        QTest::keyClick(editor->surface(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(editor->text(), QString());
        QCOMPARE(documentUndo.size(), 0);
        QTest::keyClick(editor->surface(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(documentUndo.size(), 1);
    }

    void aFieldGrowsWithItsTextAndTabLeavesIt() {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* editor = new CodeEditor(CodeLanguage::Prompt, Theme::dark());
        auto* next = new QLineEdit;
        column->addWidget(editor);
        column->addWidget(next);
        editor->setCompact(2, 5);
        show(window);
        const int least = editor->height();
        editor->setText("1\n2\n3\n4");
        QTRY_VERIFY(editor->height() > least);
        const int four = editor->height();
        editor->setText("1\n2\n3\n4\n5\n6\n7\n8");
        QTRY_VERIFY(editor->height() > four);
        QVERIFY(editor->height() < 2 * four);
        editor->surface()->setFocus();
        QTest::keyClick(editor->surface(), Qt::Key_Tab);
        QVERIFY(next->hasFocus());
        QCOMPARE(editor->text().size(), 15);
    }

    void completionOffersWhatFits() {
        CodeEditor editor(CodeLanguage::Prompt, Theme::dark());
        QStringList scopes;
        const std::vector<CompletionWord> fields{{"summary", "text"}, {"source", "text"}};
        const std::vector<CompletionWord> names{{"state", ""}, {"size(", ""}};
        editor.setCompletionSource([&](const QString& scope) {
            scopes << scope;
            return scope == "state" ? fields : names;
        });
        show(editor);
        const auto isOpen = [&] { return inner(editor).SendScintilla(QsciScintilla::SCI_AUTOCACTIVE) != 0; };
        QTest::keyClicks(editor.surface(), "st");
        QVERIFY2(!isOpen(), "prose is not completed");
        editor.setText("");
        QTest::keyClicks(editor.surface(), "{{ st");
        QVERIFY(isOpen());
        QTest::keyClick(editor.surface(), Qt::Key_Return);
        QCOMPARE(editor.text(), QString("{{ state"));
        QTest::keyClicks(editor.surface(), ".su");
        QVERIFY(isOpen());
        QCOMPARE(scopes.last(), QString("state"));
        QTest::keyClick(editor.surface(), Qt::Key_Tab);
        QCOMPARE(editor.text(), QString("{{ state.summary"));
    }

    void findWalksBothWays() {
        CodeEditor editor(CodeLanguage::Plain, Theme::dark());
        editor.setText("one two one three one");
        show(editor);
        QTest::keyClick(editor.surface(), Qt::Key_F, Qt::ControlModifier);
        auto* words = editor.findChild<QLineEdit*>();
        QVERIFY(words != nullptr && words->isVisible());
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, "one");
        const auto start = [&] { return inner(editor).SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART); };
        QCOMPARE(start(), 0L);
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(start(), 8L);
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(start(), 18L);
        QTest::keyClick(words, Qt::Key_Return);
        QCOMPARE(start(), 0L);
        QTest::keyClick(words, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(start(), 18L);
        QTest::keyClick(words, Qt::Key_Escape);
        QVERIFY(!words->isVisible());
        QTRY_VERIFY(editor.surface()->hasFocus());
    }

    void problemsAreMarkedInTheirPlace() {
        CodeEditor editor(CodeLanguage::Cel, Theme::dark());
        editor.setText("你好 == b");
        editor.setProblems({{6, 7, Severity::Error, "There is no field b."}});
        const auto marked = [&](long byte) {
            return inner(editor).SendScintilla(QsciScintilla::SCI_INDICATORALLONFOR, static_cast<unsigned long>(byte));
        };
        QCOMPARE(marked(0), 0L);
        QCOMPARE(marked(10), 1L << (8 + static_cast<int>(Severity::Error)));
        editor.setProblems({});
        QCOMPARE(marked(10), 0L);
    }

    void readOnlyTakesNoKeys() {
        CodeEditor editor(CodeLanguage::Json, Theme::light());
        editor.setText("{}");
        editor.setReadOnly(true);
        show(editor);
        QTest::keyClicks(editor.surface(), "x");
        QCOMPARE(editor.text(), QString("{}"));
        editor.setText("[]");
        QCOMPARE(editor.text(), QString("[]"));
    }

    void everyLanguageDrawsNoForeignPaper_data() {
        QTest::addColumn<int>("language");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << int(CodeLanguage::Plain) << "a\nb";
        QTest::newRow("prompt") << int(CodeLanguage::Prompt) << "# a\n\n- b\n";
        QTest::newRow("cel") << int(CodeLanguage::Cel) << "a == 'b'";
        QTest::newRow("json") << int(CodeLanguage::Json) << "{\"a\": [1, true, \"x\"]}\n";
        QTest::newRow("python") << int(CodeLanguage::Python) << "def f(a):\n    return f\"{a}\"  # b\n";
        QTest::newRow("script") << int(CodeLanguage::JavaScript) << "const a = /b/.test(`c`); // d\n";
    }

    void everyLanguageDrawsNoForeignPaper() {
        QFETCH(int, language);
        QFETCH(QString, text);
        CodeEditor editor(static_cast<CodeLanguage>(language), Theme::light());
        editor.setText(text);
        editor.setTheme(Theme::dark());
        editor.resize(300, 200);
        show(editor);
        editor.setTheme(Theme::dark());
        const QImage image = editor.grab().toImage();
        int bright = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                bright += image.pixelColor(x, y).lightness() > 200 ? 1 : 0;
        }
        QVERIFY2(bright < image.width() * image.height() / 50, qPrintable(QString::number(bright)));
    }

    void theLargeWindowIsNotModalAndNamed() {
        CodeDialog dialog("Prompt", CodeLanguage::Prompt, Theme::dark());
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(!dialog.isModal());
        QCOMPARE(dialog.editor().surface()->accessibleName(), QString("Prompt"));
    }
};

HEDDLE_TEST(CodeEditorTest);
#include "code_editor_test.moc"
