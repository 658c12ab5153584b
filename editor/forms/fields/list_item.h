#pragma once
#include "editor/forms/field.h"

#include <array>

class QLabel;

namespace heddle::editor {

class IconButton;
class Section;

/// One item of a list: a line, or a card that folds when it has parts of its own.
class ListItem : public QWidget {
    Q_OBJECT

public:
    ListItem(const Json& schema, const FormScope& scope, QWidget* parent);

    Field& field() { return *m_field; }
    /// Where it stands among how many, and what the list is called.
    void setPlace(int index, int count, const QString& listTitle);
    void setProblems(const Problems& problems);
    void setOpen(bool open);
    void showSummary();
    void restyle();

signals:
    void edited(const QString& pointer, bool continuous);
    void moveRequested(int by);
    void removeRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    const FormScope& m_scope;
    Field* m_field = nullptr;
    Section* m_card = nullptr;  ///< null for a line
    QLabel* m_error = nullptr;
    std::array<IconButton*, 3> m_buttons{};  ///< up, down, remove
    QString m_noun;
};

}  // namespace heddle::editor
