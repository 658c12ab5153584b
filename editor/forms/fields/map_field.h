#pragma once
#include "editor/forms/field.h"

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace heddle::editor {

class IconButton;

/// Names that the person chooses, each with a value: headers, variables, cases. Rows keep the order in which they were
/// made while one edits; a row without a name is not part of the value yet.
class MapField : public Field {
    Q_OBJECT

public:
    MapField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool canBeEmptied() const override { return true; }
    void setProblems(const Problems& problems) override;
    QWidget* reveal(const QString& pointer) override;
    void restyle() override;

protected:
    void display() override;

private:
    struct Entry {
        QWidget* row = nullptr;
        QLineEdit* name = nullptr;
        Field* field = nullptr;
        IconButton* remove = nullptr;
    };

    Entry& addEntry(const QString& name, const Json& value);
    void removeEntry(const QWidget* row);
    void clear();
    void retitle();
    Json collected() const;
    void entryEdited(bool continuous, const QString& name, const QString& pointer);
    QString doubleName() const;

    Json m_valueSchema;
    QString m_title;
    QVBoxLayout* m_column = nullptr;
    QPushButton* m_add = nullptr;
    std::vector<Entry> m_entries;
};

}  // namespace heddle::editor
