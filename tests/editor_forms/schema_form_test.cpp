#include "editor/forms/schema_form.h"

#include "core/nodes/builtin_nodes.h"
#include "editor/code/code_dialog.h"
#include "editor/forms/fields/controls.h"
#include "editor/forms/section.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/support/test_main.h"

#include <QtTest>
#include <QtWidgets>

using namespace heddle;
using namespace heddle::editor;
using heddle::tests::everyKind;
using heddle::tests::everyValue;
using heddle::tests::named;

namespace {

/// A form in a window, and what it told.
struct Shown {
    SchemaForm form{FormContext{}};
    QString pointer;
    Json value;
    bool continuous = false;
    int edits = 0;
    bool isActive = false;

    Shown(const Json& schema, const Json& start) {
        form.setSchema(schema);
        form.setValue(start);
        form.resize(340, 900);
        QObject::connect(&form, &SchemaForm::valueEdited, &form,
                         [this](const QString& at, const Json& whole, bool goesOn) {
                             pointer = at;
                             value = whole;
                             continuous = goesOn;
                             ++edits;
                         });
        form.show();
        form.activateWindow();
        isActive = QTest::qWaitForWindowActive(&form);
    }
};

Json member(const char* name, const char* schema) {
    return {{"type", "object"}, {"properties", {{name, parseJson(schema)}}}};
}

QLabel* errorOf(const QWidget& form) {
    for (QLabel* label : form.findChildren<QLabel*>()) {
        if (label->property("role") == "error" && label->isVisibleTo(&form)) return label;
    }
    return nullptr;
}

}  // namespace

class SchemaFormTest : public QObject {
    Q_OBJECT

private slots:
    void untouchedItGivesBackWhatItWasGiven() {
        Shown shown(everyKind(), everyValue());
        for (Section* section : shown.form.findChildren<Section*>())
            section->setOpen(true);
        QCOMPARE(shown.form.value(), everyValue());
        QCOMPARE(shown.edits, 0);
        // One edit changes its own member only.
        Json expected = everyValue();
        expected["name"] = "Support!";
        QTest::keyClick(named<QLineEdit>(shown.form, "Name"), Qt::Key_End);
        QTest::keyClicks(named<QLineEdit>(shown.form, "Name"), "!");
        QCOMPARE(shown.value, expected);
    }

    void strangeValuesSurvive_data() {
        QTest::addColumn<QString>("json");
        QTest::newRow("empty") << "{}";
        QTest::newRow("wrong types")
            << R"({"name": 1, "prompt": {"$param": "p"}, "model": [], "mode": {}, "stream": "x",
            "temperature": "hot", "max_tokens": {"$param": "n"}, "tags": "a", "labels": {}, "headers": [1], "limits": 3,
            "source": 7, "condition": null, "schema": "text", "note": 1.5, "key": false})";
        QTest::newRow("out of limits")
            << R"({"temperature": 99.999, "max_tokens": -5, "retries": 9223372036854775807})";
        QTest::newRow("big numbers") << R"({"retries": 18446744073709551615, "temperature": 1e300})";
    }

    void strangeValuesSurvive() {
        QFETCH(QString, json);
        const Json start = parseJson(json.toStdString());
        Shown shown(everyKind(), start);
        for (Section* section : shown.form.findChildren<Section*>())
            section->setOpen(true);
        QCOMPARE(shown.form.value(), start);
        QCOMPARE(shown.edits, 0);
    }

    void anyBuiltInTypeMakesAForm() {
        const domain::NodeTypes types = nodes::builtinTypes();
        QVERIFY(!types.all().empty());
        for (const auto& [name, type] : types.all()) {
            Shown shown(type.configSchema, type.defaultConfig);
            QVERIFY2(shown.form.value() == type.defaultConfig, name.c_str());
            QCoreApplication::sendPostedEvents();
            const QStringList nameless = tests::namelessControls(QAccessible::queryAccessibleInterface(&shown.form));
            QVERIFY2(nameless.isEmpty(), qPrintable(QString::fromStdString(name) + nameless.join(", ")));
            QVERIFY2(shown.form.problems().empty(),
                     (name + (shown.form.problems().empty() ? "" : shown.form.problems().front().path)).c_str());
        }
    }

    void textIsTypedCharacterByCharacter() {
        Shown shown(member("a", R"({"type": "string", "title": "A"})"), Json::object());
        auto* line = named<QLineEdit>(shown.form, "A");
        QTest::keyClicks(line, "hi");
        QCOMPARE(shown.value, Json({{"a", "hi"}}));
        QCOMPARE(shown.pointer, QString("/a"));
        QVERIFY(shown.continuous);
        QCOMPARE(shown.edits, 2);
        QInputMethodEvent chinese;
        chinese.setCommitString("你好");
        QCoreApplication::sendEvent(line, &chinese);
        QCOMPARE(shown.value, Json({{"a", "hi你好"}}));
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QCOMPARE(shown.value, Json::object());
    }

    void theAnswerToAnOwnEditLeavesCaretAndFocus() {
        Shown shown(member("a", R"({"type": "string", "title": "A"})"), Json::object());
        auto* line = named<QLineEdit>(shown.form, "A");
        line->setFocus();
        QTest::keyClicks(line, "abc");
        line->setCursorPosition(1);
        shown.form.setSchema(member("a", R"({"type": "string", "title": "A"})"));
        shown.form.setValue(shown.value);
        QCOMPARE(line->cursorPosition(), 1);
        QVERIFY(line->hasFocus());
        QVERIFY(shown.form.isAncestorOf(line));
    }

    void promptsAreTypedAndOpenLarge() {
        Shown shown(member("a", R"({"type": "string", "format": "prompt", "title": "A"})"), {{"a", "x"}});
        auto* editor = shown.form.findChild<CodeEditor*>();
        QCOMPARE(editor->text(), QString("x"));
        QTest::keyClicks(editor->surface(), "y");
        QCOMPARE(shown.value, Json({{"a", "yx"}}));
        QTest::mouseClick(named<QToolButton>(shown.form, "Edit A in a large window"), Qt::LeftButton);
        QPointer<CodeDialog> dialog = shown.form.findChild<CodeDialog*>();
        QVERIFY(dialog != nullptr && dialog->isVisible() && !dialog->isModal());
        QCOMPARE(dialog->editor().text(), QString("yx"));
        QTest::keyClicks(dialog->editor().surface(), "z");
        QCOMPARE(shown.value, Json({{"a", "zyx"}}));
        QCOMPARE(editor->text(), QString("zyx"));
        dialog->close();
        QTRY_VERIFY(dialog == nullptr);
    }

    void numbersKeepTheirKind() {
        Shown shown({{"type", "object"},
                     {"properties",
                      {{"i", {{"type", "integer"}, {"title", "I"}, {"maximum", 10}, {"default", 3}}},
                       {"n", {{"type", "number"}, {"title", "N"}}}}}},
                    Json::object());
        auto* whole = named<QLineEdit>(shown.form, "I");
        QCOMPARE(whole->placeholderText(), QString("3"));
        QTest::keyClick(whole, Qt::Key_Up);
        QCOMPARE(shown.value, Json({{"i", 4}}));
        QVERIFY(shown.value["i"].is_number_integer());
        whole->selectAll();
        QTest::keyClicks(whole, "25");
        QCOMPARE(shown.form.problems().size(), std::size_t(1));
        QVERIFY(errorOf(shown.form) != nullptr);
        whole->selectAll();
        QTest::keyClicks(whole, "2x");
        QCOMPARE(shown.value, Json({{"i", 2}}));
        QVERIFY(errorOf(shown.form) != nullptr);
        auto* real = named<QLineEdit>(shown.form, "N");
        real->setFocus();
        QTRY_COMPARE(whole->text(), QString("2"));
        QTest::keyClicks(real, "0.1");
        QCOMPARE(shown.value, Json({{"i", 2}, {"n", 0.1}}));
        QVERIFY(errorOf(shown.form) == nullptr);
    }

    void aSliderGoesInSteps() {
        Shown shown(member("t", R"({"type": "number", "minimum": 0, "maximum": 2, "multipleOf": 0.05, "title": "T"})"),
                    {{"t", 0.2}});
        auto* slider = named<QSlider>(shown.form, "T");
        QVERIFY(slider != nullptr);
        QCOMPARE(slider->value(), 4);
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(compactJson(shown.value), std::string(R"({"t":0.25})"));
        QTest::keyClicks(named<QLineEdit>(shown.form, "T"), "9");
        QVERIFY(errorOf(shown.form) != nullptr);
    }

    void choicesAreOfferedAndTyped() {
        FormContext context;
        std::vector<std::string> asked;
        const std::vector<Choice> models{{"offline", "Offline model", "no key"}, {"local/qwen", "", ""}};
        context.choices = [&](const std::string& format) {
            asked.push_back(format);
            return models;
        };
        SchemaForm form(context);
        form.setSchema(member("m", R"({"type": "string", "format": "model", "title": "M"})"));
        form.setValue({{"m", "else"}});
        form.show();
        auto* box = named<QComboBox>(form, "M");
        QVERIFY(box->isEditable());
        QCOMPARE(box->currentText(), QString("else"));
        box->showPopup();
        QCOMPARE(asked, std::vector<std::string>{"model"});
        QCOMPARE(box->count(), 2);
        QCOMPARE(box->currentText(), QString("else"));
        emit box->activated(0);
        box->hidePopup();
        QCOMPARE(form.value(), Json({{"m", "offline"}}));
        QCOMPARE(box->currentText(), QString("offline"));
        box->lineEdit()->selectAll();
        QTest::keyClicks(box->lineEdit(), "x");
        QCOMPARE(form.value(), Json({{"m", "x"}}));
    }

    void anEnumShowsItsDefaultAndResets() {
        Shown shown(member("e", R"({"enum": ["a", "b", 3], "x-enum-titles": ["An A", "A B", "Three"], "default": "b",
                                   "title": "E"})"),
                    Json::object());
        auto* box = named<QComboBox>(shown.form, "E");
        QCOMPARE(box->currentText(), QString("A B"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(shown.value, Json({{"e", 3}}));
        QVERIFY(!shown.continuous);
        QTest::mouseClick(named<QToolButton>(shown.form, "Reset E"), Qt::LeftButton);
        QCOMPARE(shown.value, Json::object());
        QCOMPARE(box->currentText(), QString("A B"));
        shown.form.setValue({{"e", "gone"}});
        QCOMPARE(box->currentText(), QString("gone"));
        QCOMPARE(shown.form.problems().size(), std::size_t(1));
    }

    void aFlagIsClicked() {
        Shown shown(member("f", R"({"type": "boolean", "title": "F", "default": true})"), Json::object());
        auto* box = named<QCheckBox>(shown.form, "F");
        QVERIFY(box->isChecked());
        QTest::keyClick(box, Qt::Key_Space);
        QCOMPARE(shown.value, Json({{"f", false}}));
    }

    void aSecretIsHiddenUntilRevealed() {
        Shown shown(member("k", R"({"type": "string", "format": "secret", "title": "K"})"), {{"k", "abc"}});
        auto* line = named<QLineEdit>(shown.form, "K");
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QTest::mouseClick(named<QToolButton>(shown.form, "Show K"), Qt::LeftButton);
        QCOMPARE(line->echoMode(), QLineEdit::Normal);
        QVERIFY(named<QToolButton>(shown.form, "Hide K") != nullptr);
    }

    void aListGrowsShrinksAndMoves() {
        Shown shown(member("l", R"({"type": "array", "title": "L", "items": {"type": "string"}})"),
                    {{"l", {"a", "b"}}});
        QTest::mouseClick(named<QPushButton>(shown.form, "Add to L"), Qt::LeftButton);
        QCOMPARE(shown.value, Json({{"l", {"a", "b", ""}}}));
        QTRY_VERIFY(named<QLineEdit>(shown.form, "L 3"));  // shown with the next events
        auto* third = named<QLineEdit>(shown.form, "L 3");
        QTRY_VERIFY(third->hasFocus());
        QTest::keyClicks(third, "c");
        QCOMPARE(shown.value, Json({{"l", {"a", "b", "c"}}}));
        QCOMPARE(shown.pointer, QString("/l/2"));
        QTest::keyClick(third, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(shown.value, Json({{"l", {"a", "c", "b"}}}));
        QTest::mouseClick(named<QToolButton>(shown.form, "Remove Item 1"), Qt::LeftButton);
        QCOMPARE(shown.value, Json({{"l", {"c", "b"}}}));
        QTest::mouseClick(named<QToolButton>(shown.form, "Remove Item 1"), Qt::LeftButton);
        QTest::mouseClick(named<QToolButton>(shown.form, "Remove Item 1"), Qt::LeftButton);
        QCOMPARE(shown.value, Json::object());
    }

    void aListOfObjectsKeepsUnknownMembers() {
        Shown shown(everyKind(), everyValue());
        Section* first = nullptr;
        for (Section* section : shown.form.findChildren<Section*>()) {
            if (section->header()->accessibleName() == "Label 1") first = section;
        }
        QVERIFY(first != nullptr);
        QCOMPARE(first->header()->accessibleDescription(), QString("bug"));
        first->setOpen(true);
        QTest::keyClicks(named<QLineEdit>(*first, "Name"), "!");
        Json expected = everyValue();
        expected["labels"][0]["name"] = "bug!";
        QCOMPARE(shown.value, expected);
        QCOMPARE(shown.pointer, QString("/labels/0/name"));
    }

    void aMapTakesNamesAndValues() {
        Shown shown(member("h", R"({"type": "object", "title": "H", "additionalProperties": {"type": "string"}})"),
                    {{"h", {{"a", "1"}}}});
        QTest::mouseClick(named<QPushButton>(shown.form, "Add to H"), Qt::LeftButton);
        QCOMPARE(shown.edits, 0);
        auto* name = named<QLineEdit>(shown.form, "H: name 2");
        QTest::keyClicks(name, "a");
        QVERIFY(errorOf(shown.form) != nullptr);
        QCOMPARE(shown.form.value(), Json({{"h", {{"a", "1"}}}}));
        QTest::keyClicks(name, "b");
        QTest::keyClicks(named<QLineEdit>(shown.form, "H: value of ab"), "2");
        QCOMPARE(shown.value, Json({{"h", {{"a", "1"}, {"ab", "2"}}}}));
        QVERIFY(errorOf(shown.form) == nullptr);
        QTest::mouseClick(named<QToolButton>(shown.form, "Remove a"), Qt::LeftButton);
        QCOMPARE(shown.value, Json({{"h", {{"ab", "2"}}}}));
    }

    void oneOfFindsItsFormAndRemembersTheOther() {
        Shown shown(everyKind(), everyValue());
        auto* box = named<QComboBox>(shown.form, "Source");
        QCOMPARE(box->currentText(), QString("An address"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Up);
        QCOMPARE(shown.value["source"], Json({{"kind", "file"}, {"path", ""}}));
        QTRY_VERIFY(named<QLineEdit>(shown.form, "Path"));
        QTest::keyClicks(named<QLineEdit>(shown.form, "Path"), "p");
        QCOMPARE(shown.value["source"], Json({{"kind", "file"}, {"path", "p"}}));
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(shown.value["source"], Json({{"kind", "url"}, {"url", "http://localhost"}}));
    }

    void brokenJsonTextKeepsTheLastGoodValue() {
        Shown shown(member("j", R"({"type": "object", "format": "json", "title": "J"})"), {{"j", {{"a", 1}}}});
        auto* editor = shown.form.findChild<CodeEditor*>();
        editor->surface()->setFocus();
        QTest::keyClicks(editor->surface(), "x");
        QCOMPARE(shown.edits, 0);
        QVERIFY(errorOf(shown.form) != nullptr);
        QCOMPARE(editor->problems().size(), std::size_t(1));
        QTest::keyClick(editor->surface(), Qt::Key_Backspace);
        QVERIFY(errorOf(shown.form) == nullptr);
    }

    void problemsStandAtTheirFields() {
        Shown shown(everyKind(), everyValue());
        QVERIFY(errorOf(shown.form) == nullptr);
        shown.form.setProblems({{Severity::Error, "form.empty", "n", "/labels/1/name", {}}});
        QVERIFY(errorOf(shown.form) == nullptr);  // folded
        shown.form.focusField("/labels/1/name");
        QVERIFY(errorOf(shown.form) != nullptr);
        QTRY_COMPARE(qobject_cast<QLineEdit*>(QApplication::focusWidget())->accessibleName(), QString("Name"));
        shown.form.setProblems({});
        QVERIFY(errorOf(shown.form) == nullptr);
    }

    void everyControlHasANameAndIsReachedByTab() {
        Shown shown(everyKind(), everyValue());
        for (Section* section : shown.form.findChildren<Section*>())
            section->setOpen(true);
        const QStringList nameless = tests::namelessControls(QAccessible::queryAccessibleInterface(&shown.form));
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
        QSet<QWidget*> reached;
        QWidget* const start = named<QLineEdit>(shown.form, "Name");
        start->setFocus();
        for (int i = 0; i < 300; ++i) {
            reached << QApplication::focusWidget();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (QApplication::focusWidget() == start) break;
        }
        QCOMPARE(QApplication::focusWidget(), start);
        for (QLineEdit* line : shown.form.findChildren<QLineEdit*>()) {
            const bool isInBox = qobject_cast<QComboBox*>(line->parentWidget()) != nullptr;
            if (!isInBox && line->isVisibleTo(&shown.form))
                QVERIFY2(reached.contains(line), qPrintable(line->accessibleName()));
        }
    }

    void labelsAreBuddies() {
        Shown shown(member("a", R"({"type": "string", "title": "A name"})"), Json::object());
        for (QLabel* label : shown.form.findChildren<QLabel*>()) {
            if (label->text() == "A name") QCOMPARE(label->buddy(), named<QLineEdit>(shown.form, "A name"));
        }
    }

    void wordsAreTranslated() {
        FormContext context;
        context.translate = [](const std::string& english) {
            return english == "A" ? "甲" : QString::fromStdString(english);
        };
        SchemaForm form(context);
        form.setSchema(member("a", R"({"type": "string", "title": "A"})"));
        QVERIFY(named<QLineEdit>(form, "甲") != nullptr);
    }

    void aLargeSchemaIsFast() {
        Json schema = {{"type", "object"}, {"properties", Json::object()}};
        for (int i = 0; i < 300; ++i) {
            schema["properties"]["field_" + std::to_string(i)] = {{"type", i % 2 == 0 ? "string" : "integer"}};
        }
        QElapsedTimer timer;
        timer.start();
        Shown shown(schema, Json::object());
        qInfo() << "300 fields shown in" << timer.elapsed() << "ms";
        auto* line = named<QLineEdit>(shown.form, "Field 0");
        timer.restart();
        QTest::keyClicks(line, "0123456789");
        qInfo() << "a key in a form of 300 fields" << timer.elapsed() / 10.0 << "ms";
        QCOMPARE(shown.value, Json({{"field_0", "0123456789"}}));
    }
};

HEDDLE_TEST(SchemaFormTest);
#include "schema_form_test.moc"
