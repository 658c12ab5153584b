#pragma once
#include "editor/forms/field.h"

#include <map>

class QVBoxLayout;

namespace heddle::editor {

class ChoiceBox;

/// One of several forms of a value: a list to choose the form, and below it the field of that form. Going back to a
/// form finds what was there.
class OneOfField : public Field {
    Q_OBJECT

public:
    OneOfField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    void setProblems(const Problems& problems) override;
    QWidget* reveal(const QString& pointer) override;
    void restyle() override;

protected:
    void display() override;

private:
    void choose(int index);
    void showForm(int index);
    QString formTitle(std::size_t index) const;

    std::vector<Json> m_forms;
    std::map<int, Json> m_left;  ///< the values of the forms that were left
    ChoiceBox* m_box = nullptr;
    QVBoxLayout* m_column = nullptr;
    Field* m_field = nullptr;
    int m_index = -1;
    QString m_title;
    Problems m_problems;
};

}  // namespace heddle::editor
