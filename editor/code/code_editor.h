#pragma once
#include "core/base/problem.h"
#include "editor/look/theme.h"

#include <QFrame>

#include <functional>
#include <vector>

class QHelpEvent;
class QLabel;

namespace heddle::editor {

class CodeSurface;
class FindBar;

enum class CodeLanguage {
    Plain,
    Prompt,  ///< Markdown with `{{ CEL }}`
    Cel,
    Json,
    Python,
    JavaScript,
};

/// A finding in the text: places are UTF-16 offsets, `from` included, `to` not.
struct CodeProblem {
    int from = 0;
    int to = 0;
    Severity severity = Severity::Error;
    QString text;
    bool operator==(const CodeProblem&) const = default;
};

/// A word that may be completed: "summary", or "size(" for a function.
struct CompletionWord {
    QString word;
    QString detail;  ///< its type or what it does
};

/// The words that may follow `scope`, the dotted path before the last dot: "" at the start of a name, "state" after
/// `state.`. Asked on the GUI thread while one types, so it answers at once.
using CompletionSource = std::function<std::vector<CompletionWord>(const QString& scope)>;

/// An editor for one text. As a field of a form it is compact: no margins, it grows with its text, Tab leaves it.
class CodeEditor : public QFrame {
    Q_OBJECT

public:
    explicit CodeEditor(CodeLanguage language, const Theme& theme, QWidget* parent = nullptr);
    ~CodeEditor() override;

    QString text() const;
    /// Shows `text` without a signal. The same text changes nothing; another one keeps the caret where it can be and
    /// forgets the editor's own undo steps.
    void setText(const QString& text);
    CodeLanguage language() const { return m_language; }
    void setReadOnly(bool readOnly);
    void setLineNumbers(bool shown);
    void setPlaceholder(const QString& text);
    /// The form of a field: between `fewest` and `most` lines high.
    void setCompact(int fewest, int most);
    void setProblems(const std::vector<CodeProblem>& problems);
    const std::vector<CodeProblem>& problems() const { return m_problems; }
    void setCompletionSource(CompletionSource source);
    void setTheme(const Theme& theme);
    /// Selects a place (UTF-16 offsets) and shows it.
    void select(int from, int to);
    void openFind();
    /// The widget that takes the keys: a label's buddy, and where the accessible name belongs.
    QWidget* surface() const;

signals:
    /// The person changed the text.
    void textEdited(const QString& text);
    /// The keyboard focus left after a change.
    void editingFinished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void textChanged();
    void showProblems();
    void showCompletions();
    void fitHeight();
    void fitMargins();
    void placePlaceholder();
    bool showProblemTip(QHelpEvent* event);

    CodeLanguage m_language;
    Theme m_theme;
    CodeSurface* m_surface = nullptr;
    FindBar* m_find = nullptr;
    QLabel* m_placeholder = nullptr;
    CompletionSource m_completions;
    std::vector<CodeProblem> m_problems;
    int m_fewest = 0;  ///< 0: not compact
    int m_most = 0;
    bool m_lineNumbers = false;
    QString m_shown;         ///< what the owner knows
    bool m_changed = false;  ///< since the focus came
};

}  // namespace heddle::editor
