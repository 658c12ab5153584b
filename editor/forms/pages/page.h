#pragma once
#include "editor/forms/inspector.h"

#include <QWidget>

namespace heddle::editor {

/// What the inspector's pages read. GUI thread.
struct InspectorState {
    const domain::NodeTypes& types;
    FormContext context;
    const domain::WorkflowDocument* document = nullptr;
    std::vector<std::string> nodes;  ///< selected
    std::vector<std::string> edges;
    Problems problems;
    std::map<std::string, RunData> runs;
    bool isReadOnly = false;

    const domain::Graph& graph() const { return document->graph; }
};

/// One kind of selection. Made anew when another thing is selected, refreshed when the document changes.
class InspectorPage : public QWidget {
    Q_OBJECT

public:
    InspectorPage(InspectorState& state, QWidget* parent) : QWidget(parent), m_state(state) {}

    virtual void refresh() = 0;
    virtual void showProblems() {}
    virtual void showRun() {}
    /// `path` as in the workflow's file.
    virtual void focusField(const QString& path){Q_UNUSED(path)}

    signals : void editRequested(const heddle::domain::GraphEdit& edit, bool continuous);
    void nodeActivated(const QString& id);

protected:
    InspectorState& state() const { return m_state; }
    const Theme& theme() const { return m_state.context.theme; }

private:
    InspectorState& m_state;
};

/// The title that people see of a node: its own, its type's, or its id.
QString nodeTitle(const InspectorState& state, const std::string& id);

}  // namespace heddle::editor
