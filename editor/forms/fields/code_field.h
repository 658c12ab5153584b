#pragma once
#include "editor/code/code_editor.h"
#include "editor/forms/field.h"

#include <QPointer>

namespace heddle::editor {

class CodeDialog;
class IconButton;

/// Text of several lines: notes, prompts, expressions, code; or any value as JSON text. A button opens it in a large
/// window beside the form; both show the same text.
class CodeField : public Field {
    Q_OBJECT

public:
    CodeField(Json schema, const FormScope& scope, QWidget* parent);
    ~CodeField() override;

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    QWidget* corner() const override;
    bool canBeEmptied() const override { return true; }
    void setProblems(const Problems& problems) override;
    void setReadOnly(bool readOnly) override;
    void restyle() override;

protected:
    void display() override;

private:
    bool holdsJson() const { return kind() != FieldKind::Code; }
    QString textOfValue() const;
    void typed(const QString& text);
    void openLarge();
    void showSyntaxProblems(const std::vector<CodeProblem>& problems);

    CodeEditor* m_editor = nullptr;
    IconButton* m_enlarge = nullptr;
    QPointer<CodeDialog> m_large;
    QString m_title;
    bool m_isReadOnly = false;
};

CodeLanguage languageOf(const std::string& format);

}  // namespace heddle::editor
