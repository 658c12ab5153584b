#include "editor/forms/fields/code_field.h"

#include "core/base/error.h"
#include "core/base/messages.h"
#include "editor/code/code_dialog.h"
#include "editor/code/icon_button.h"
#include "editor/forms/fields/text_field.h"

#include <QHBoxLayout>

namespace heddle::editor {
namespace {

struct Height {
    int fewest;
    int most;
};

Height heightOf(CodeLanguage language) {
    switch (language) {
        case CodeLanguage::Cel:
            return {1, 6};
        case CodeLanguage::Json:
            return {2, 12};
        case CodeLanguage::Plain:
            return {2, 8};
        case CodeLanguage::Prompt:
            return {3, 14};
        default:
            return {5, 14};
    }
}

/// The UTF-16 offset of the line that a syntax error names.
int lineStart(const QString& text, const Json& facts) {
    qsizetype at = 0;
    for (int line = 1; line < facts.value("line", 1); ++line) {
        const qsizetype next = text.indexOf('\n', at);
        if (next < 0 || next + 1 >= text.size()) break;
        at = next + 1;
    }
    return static_cast<int>(at);
}

}  // namespace

CodeLanguage languageOf(const std::string& format) {
    if (format == "prompt") return CodeLanguage::Prompt;
    if (format == "cel") return CodeLanguage::Cel;
    if (format == "python") return CodeLanguage::Python;
    if (format == "javascript") return CodeLanguage::JavaScript;
    if (format == "json") return CodeLanguage::Json;
    return CodeLanguage::Plain;
}

CodeField::CodeField(Json schema, const FormScope& scope, QWidget* parent) : Field(std::move(schema), scope, parent) {
    const CodeLanguage language = holdsJson() ? CodeLanguage::Json : languageOf(textOf(this->schema(), "format"));
    m_editor = new CodeEditor(language, theme(), this);
    const Height height = heightOf(language);
    m_editor->setCompact(height.fewest, height.most);
    m_editor->setCompletionSource(this->scope().context.completions);
    if (const Json* value = defaultValue()) m_editor->setPlaceholder(lineText(*value).section('\n', 0, 0));
    m_enlarge = new IconButton("maximize", {}, theme(), this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_editor);
    setFocusProxy(m_editor);
    connect(m_editor, &CodeEditor::textEdited, this, &CodeField::typed);
    connect(m_enlarge, &QToolButton::clicked, this, &CodeField::openLarge);
}

CodeField::~CodeField() {
    if (m_large != nullptr) m_large->close();
}

void CodeField::setTitle(const QString& title, const QString& help) {
    m_title = title;
    m_editor->surface()->setAccessibleName(title);
    m_editor->surface()->setAccessibleDescription(help);
    m_enlarge->setName(tr("Edit %1 in a large window").arg(title));
}

QWidget* CodeField::control() const { return m_editor->surface(); }

QWidget* CodeField::corner() const { return m_enlarge; }

void CodeField::setProblems(const Problems& problems) {
    if (holdsJson()) return;
    std::vector<CodeProblem> marks;
    for (const Problem& problem : problems) {
        const auto& facts = problem.facts;
        if (!facts.contains("offset") || !facts["offset"].is_number_integer()) continue;
        const int from = facts["offset"].get<int>();
        marks.push_back({from, from + 1, problem.severity, problemText(problem)});
    }
    m_editor->setProblems(marks);
    if (m_large != nullptr) m_large->editor().setProblems(marks);
}

void CodeField::setReadOnly(bool readOnly) {
    m_isReadOnly = readOnly;
    m_editor->setReadOnly(readOnly);
    if (m_large != nullptr) m_large->editor().setReadOnly(readOnly);
}

void CodeField::restyle() {
    m_editor->setTheme(theme());
    m_enlarge->setTheme(theme());
    if (m_large != nullptr) m_large->setTheme(theme());
}

QString CodeField::textOfValue() const {
    if (!value()) return {};
    if (!holdsJson() && value()->is_string()) return QString::fromStdString(value()->get<std::string>());
    return QString::fromStdString(canonicalJson(*value())).trimmed();
}

void CodeField::display() {
    const QString text = textOfValue();
    if (holdsJson()) showSyntaxProblems({});
    m_editor->setText(text);
    if (m_large != nullptr) m_large->editor().setText(text);
}

void CodeField::typed(const QString& text) {
    CodeEditor* other = sender() == m_editor ? (m_large != nullptr ? &m_large->editor() : nullptr) : m_editor;
    if (other != nullptr) other->setText(text);
    if (!holdsJson()) {
        change(valueOfText(text, isRequired()), true);
        return;
    }
    // Text that is not JSON yet stays as it is typed, and the value stays the last good one.
    if (text.trimmed().isEmpty()) {
        showSyntaxProblems({});
        if (!isRequired()) change(std::nullopt, true);
        return;
    }
    try {
        Json parsed = parseJson(text.toStdString(), m_title.toStdString());
        showSyntaxProblems({});
        change(std::move(parsed), true);
    } catch (const Error& error) {
        const Problem problem{Severity::Error, error.code(), {}, {}, error.facts()};
        showSyntaxProblems(
            {{lineStart(text, error.facts()), static_cast<int>(text.size()), Severity::Error, problemText(problem)}});
    }
}

void CodeField::showSyntaxProblems(const std::vector<CodeProblem>& problems) {
    m_editor->setProblems(problems);
    if (m_large != nullptr) m_large->editor().setProblems(problems);
    setLocalError(problems.empty() ? QString() : problems.front().text);
}

void CodeField::openLarge() {
    if (m_large != nullptr) {
        m_large->raise();
        m_large->activateWindow();
        return;
    }
    m_large = new CodeDialog(m_title, m_editor->language(), theme(), window());
    m_large->editor().setText(m_editor->text());
    m_large->editor().setReadOnly(m_isReadOnly);
    m_large->editor().setCompletionSource(scope().context.completions);
    m_large->editor().setProblems(m_editor->problems());
    connect(&m_large->editor(), &CodeEditor::textEdited, this, &CodeField::typed);
    m_large->setModal(false);
    m_large->show();
}

}  // namespace heddle::editor
