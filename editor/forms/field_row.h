#pragma once
#include "editor/forms/field.h"

class QLabel;

namespace heddle::editor {

class IconButton;

/// A field with its label, the mark of a required one, a button back to the default, its help and what is wrong with
/// it.
class FieldRow : public QWidget {
    Q_OBJECT

public:
    /// `key` is the member's name, for a schema without title.
    FieldRow(const Json& schema, const std::string& key, bool isRequired, const FormScope& scope, QWidget* parent);

    Field& field() { return *m_field; }
    const std::string& key() const { return m_key; }
    void setValue(const std::optional<Json>& value);
    void setProblems(const Problems& problems);
    void restyle();

signals:
    /// `pointer` starts with the key.
    void edited(const QString& pointer, bool continuous);

private:
    void build();
    void retitle();
    void showReset();
    void showErrors();
    void reset();

    std::string m_key;
    const FormScope& m_scope;
    Field* m_field = nullptr;
    QWidget* m_head = nullptr;
    QLabel* m_caption = nullptr;
    IconButton* m_reset = nullptr;
    QLabel* m_help = nullptr;
    QLabel* m_error = nullptr;
    QString m_problems;
    bool m_isWarning = false;
};

}  // namespace heddle::editor
