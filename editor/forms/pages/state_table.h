#pragma once
#include "editor/forms/pages/page.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace heddle::editor {

class ChoiceBox;
class IconButton;

/// The workflow's state fields: name, how writes are put together, first value.
class StateTable : public QWidget {
    Q_OBJECT

public:
    StateTable(const InspectorState& state, QWidget* parent);

    void refresh();

signals:
    void editRequested(const heddle::domain::GraphEdit& edit, bool continuous);

private:
    struct Row {
        std::string name;
        QLineEdit* title;
        ChoiceBox* reducer;
        QLineEdit* initial;
        IconButton* remove;
    };

    void addRow(const std::string& name);
    void clear();
    void rename(const std::string& name, const QString& wish);
    void change(const std::string& name, const domain::StateField& field, bool continuous);
    void showError(const QString& error);
    const Row* rowOf(const std::string& name) const;

    const InspectorState& m_state;
    QGridLayout* m_grid = nullptr;
    QPushButton* m_add = nullptr;
    QLabel* m_error = nullptr;
    std::vector<Row> m_rows;
};

}  // namespace heddle::editor
