#pragma once
#include "core/base/problem.h"
#include "editor/forms/form_context.h"

#include <QWidget>

#include <memory>

namespace heddle::editor {

class Field;

/// A form for one JSON value, made from its JSON Schema: node config, template parameters, provider settings,
/// approvals. It holds the whole value and replaces only what the person edits: members that the schema does not name
/// survive, and an untouched form gives back exactly what it was given. A member that is absent shows its default.
class SchemaForm : public QWidget {
    Q_OBJECT

public:
    explicit SchemaForm(FormContext context, QWidget* parent = nullptr);
    ~SchemaForm() override;

    /// Builds the fields; the same schema again keeps them, with focus and caret.
    void setSchema(const Json& schema);
    /// Shows `value` without a signal. Fields whose part is the same stay untouched, so the answer to an own edit never
    /// moves the caret.
    void setValue(const Json& value);
    const Json& value() const { return m_value; }

    /// What others found in this value; paths are JSON pointers into it. Shown beside the form's own findings.
    void setProblems(const Problems& problems);
    /// What the form itself finds in its value.
    const Problems& problems() const { return m_own; }

    void setReadOnly(bool readOnly);
    void setTheme(const Theme& theme);
    /// Opens the groups around a field and gives it the keyboard; the nearest one when there is no such field.
    void focusField(const QString& pointer);

signals:
    /// The person changed the part at `pointer`; `value` is the whole new value. Continuous edits of one pointer that
    /// follow each other are one burst of typing and belong into one undo step.
    void valueEdited(const QString& pointer, const heddle::Json& value, bool continuous);
    void problemsChanged();

protected:
    bool focusNextPrevChild(bool next) override;
    void changeEvent(QEvent* event) override;

private:
    struct Shared;

    void partEdited(const QString& pointer, bool continuous);
    void validate();
    void showProblems();

    std::unique_ptr<Shared> m_shared;  ///< what the fields refer to
    Json m_value;
    Problems m_own;
    Problems m_others;
    Field* m_root = nullptr;  ///< null when the schema has nothing to show
    bool m_isReadOnly = false;
};

}  // namespace heddle::editor
