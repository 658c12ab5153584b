#pragma once
#include "app/bridge/models_door.h"
#include "app/bridge/tools_door.h"
#include "core/domain/node_type.h"
#include "editor/forms/form_context.h"

#include <QObject>
#include <QPointer>

#include <set>

namespace heddle::editor {
class Inspector;
}

namespace heddle::app {

class MainWindow;
class OpenAgent;
class ProblemsView;

/// Keeps the inspector and the problems beside the agent that is in front.
class InspectorLink : public QObject {
    Q_OBJECT

public:
    /// `window` must outlive it.
    InspectorLink(MainWindow& window, QObject* parent);

    /// Makes the inspector, once the node types are known; they must outlive the window.
    void setTypes(const domain::NodeTypes& types);
    void setModels(const ModelList& models) { m_models = models; }
    void setTools(const std::vector<tools::ToolCard>& tools) { m_tools = tools; }
    void setAgent(OpenAgent* agent);
    void recolour();
    /// What forms are given: words of node types, models to choose from, state fields to complete.
    editor::FormContext formContext() const;

private:
    void follow();
    void showProblems();
    void showRun(const std::set<int>& changed);
    void goTo(const QString& node, const QString& path);
    std::vector<editor::Choice> choices(const std::string& format) const;
    std::vector<editor::CompletionWord> completions(const QString& scope) const;

    MainWindow& m_window;
    QPointer<editor::Inspector> m_inspector;
    ProblemsView* m_problems = nullptr;
    QPointer<OpenAgent> m_agent;
    QList<QMetaObject::Connection> m_links;
    ModelList m_models;
    std::vector<tools::ToolCard> m_tools;
};

}  // namespace heddle::app
