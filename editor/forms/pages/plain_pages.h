#pragma once
#include "editor/forms/pages/page.h"

class QLabel;
class QVBoxLayout;

namespace heddle::editor {

class EdgeCard;
class PartForm;
class Section;
class StateTable;

/// One selected edge.
class EdgePage : public InspectorPage {
    Q_OBJECT

public:
    EdgePage(InspectorState& state, QWidget* parent);
    void refresh() override;
    void showProblems() override;
    void focusField(const QString& path) override;

private:
    EdgeCard* m_card = nullptr;
};

/// Several selected nodes and edges: how many, which, and what can be done with all of them.
class ManyPage : public InspectorPage {
    Q_OBJECT

public:
    ManyPage(InspectorState& state, QWidget* parent);
    void refresh() override;

private:
    QLabel* m_count = nullptr;
    QVBoxLayout* m_names = nullptr;
};

/// Nothing selected: the workflow itself.
class WorkflowPage : public InspectorPage {
    Q_OBJECT

public:
    WorkflowPage(InspectorState& state, QWidget* parent);
    void refresh() override;
    void showProblems() override;
    void focusField(const QString& path) override;

private:
    Json part() const;

    PartForm* m_form = nullptr;
    Section* m_stateSection = nullptr;
    StateTable* m_table = nullptr;
};

}  // namespace heddle::editor
