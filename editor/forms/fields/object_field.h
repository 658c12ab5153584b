#pragma once
#include "editor/forms/field.h"

class QVBoxLayout;

namespace heddle::editor {

class FieldRow;
class Section;

/// An object with named members: a group that folds, or bare rows (the whole form, the item of a list). The rows are
/// made when the group opens first, so that deep and recursive schemas cost nothing until then.
class ObjectField : public Field {
    Q_OBJECT

public:
    enum class Form { Group, Bare };

    ObjectField(Json schema, const FormScope& scope, QWidget* parent, Form form = Form::Group);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool showsTitle() const override { return true; }
    bool canBeEmptied() const override { return true; }
    void setProblems(const Problems& problems) override;
    QWidget* reveal(const QString& pointer) override;
    void restyle() override;

protected:
    void display() override;

private:
    void build();
    void addRows(QVBoxLayout* column, const std::vector<std::string>& names);
    void memberEdited(FieldRow& row, const QString& pointer, bool continuous);
    void showMembers();
    void showMemberProblems();

    Section* m_group = nullptr;     ///< null when bare
    Section* m_advanced = nullptr;  ///< the members marked so, or null
    std::vector<FieldRow*> m_rows;
    std::vector<std::string> m_advancedNames;
    Problems m_problems;
    bool m_isBuilt = false;
};

/// A field that shows its parts without a frame of its own where it can.
Field* makeBareField(const Json& schema, const FormScope& scope, QWidget* parent);

}  // namespace heddle::editor
