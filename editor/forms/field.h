#pragma once
#include "core/base/problem.h"
#include "editor/forms/form_context.h"
#include "editor/forms/schema_reading.h"

#include <QWidget>

#include <optional>

namespace heddle::editor {

/// What all fields of one form share; owned by the form.
struct FormScope {
    const FormContext& context;
    const Json& rootSchema;  ///< where `$ref` points into
};

/// A value, or its absence, and the widgets that show it. Containers hold fields for their parts and pass their edits
/// on with the pointer made longer.
class Field : public QWidget {
    Q_OBJECT

public:
    Field(Json schema, const FormScope& scope, QWidget* parent);

    const std::optional<Json>& value() const { return m_value; }
    /// Shows a value without a signal; an equal one touches no widget.
    void setValue(const std::optional<Json>& value);
    const Json& schema() const { return m_schema; }
    FieldKind kind() const { return m_kind; }
    /// A required field keeps an empty value where another one becomes absent.
    void setRequired(bool required) { m_isRequired = required; }
    bool isRequired() const { return m_isRequired; }

    /// The words for a screen reader and for what the field shows of itself.
    virtual void setTitle(const QString& title, const QString& help) = 0;
    /// The widget that takes the keys, or null.
    virtual QWidget* control() const { return nullptr; }
    /// What stands at the right end of the label's line, or null.
    virtual QWidget* corner() const { return nullptr; }
    /// Shows its title itself (a group, a check box).
    virtual bool showsTitle() const { return false; }
    /// Two short fields share a line.
    virtual bool isShort() const { return false; }
    /// Whether the person can take the value away without a reset button.
    virtual bool canBeEmptied() const { return false; }
    /// Findings with paths relative to this field. The one at "" is shown by who holds the field.
    virtual void setProblems(const Problems& problems) { Q_UNUSED(problems) }
    virtual void setReadOnly(bool readOnly) { setEnabled(!readOnly); }
    /// Opens what hides the part at `pointer` and gives the widget for it.
    virtual QWidget* reveal(const QString& pointer);
    /// The theme or the language changed.
    virtual void restyle() {}

    /// As if the person had chosen it: changes, shows and tells.
    void replace(std::optional<Json> value);

    /// What is in the way of a value: text that is no number, or no JSON. Empty: nothing.
    const QString& localError() const { return m_localError; }

signals:
    void edited(const QString& pointer, bool continuous);
    void localErrorChanged();

protected:
    /// Shows value().
    virtual void display() = 0;
    /// The person's change.
    void change(std::optional<Json> value, bool continuous, const QString& pointer = {});
    void setLocalError(const QString& error);
    const FormScope& scope() const { return m_scope; }
    const Theme& theme() const { return m_scope.context.theme; }
    QString words(const std::string& english) const { return m_scope.context.words(english); }
    /// The schema's default, or null when there is none.
    const Json* defaultValue() const;

    std::optional<Json> m_value;

private:
    Json m_schema;
    FieldKind m_kind;
    const FormScope& m_scope;
    QString m_localError;
    bool m_isRequired = false;
};

/// The field for a schema (unresolved); never null.
Field* makeField(const Json& schema, const FormScope& scope, QWidget* parent);

/// Those of `problems` below `step`, with the step taken off their paths.
Problems problemsBelow(const Problems& problems, const std::string& step);

/// The sentence for a problem in the person's language.
QString problemText(const Problem& problem);

/// The sentences of the problems at exactly "" , one per line.
QString ownProblemText(const Problems& problems);

/// "/a/b" as "/a" and "/b".
std::pair<std::string, QString> splitPointer(const QString& pointer);

/// How a value reads in a line: texts as they are, others as JSON.
QString lineText(const Json& value);

}  // namespace heddle::editor
