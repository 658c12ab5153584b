#pragma once
#include "editor/forms/field.h"

class QPushButton;
class QVBoxLayout;

namespace heddle::editor {

class ListItem;

/// A list: each item with buttons that move and remove it, and one below that adds.
class ListField : public Field {
    Q_OBJECT

public:
    ListField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool canBeEmptied() const override { return true; }
    void setProblems(const Problems& problems) override;
    QWidget* reveal(const QString& pointer) override;
    void restyle() override;

protected:
    void display() override;

private:
    void add();
    void remove(int index);
    void move(int index, int by);
    void itemEdited(int index, const QString& pointer, bool continuous);
    void showItemProblems();
    int indexOf(const ListItem* item) const;
    Json items() const;

    Json m_itemSchema;
    QString m_title;
    QVBoxLayout* m_column = nullptr;
    QPushButton* m_add = nullptr;
    std::vector<ListItem*> m_items;
    Problems m_problems;
};

}  // namespace heddle::editor
