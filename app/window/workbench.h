#pragma once
#include "app/bridge/bridge.h"
#include "core/base/clock.h"

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <vector>

namespace heddle::app {

class AgentsPane;
class InspectorLink;
class Language;
class MainWindow;
class OpenAgent;
class RunController;
class TemplateBrowser;
class WelcomePage;

/// What is opened at the start besides the tabs of the last time.
struct FirstSteps {
    QString templateId;   ///< an agent is made from it
    bool sample = false;  ///< an empty workspace gets an agent from the first template
    QString ask;          ///< sent to the agent in front
};

/// Fills the window: opens the workspace and its agents, and connects panes, tabs and actions. GUI thread only.
class Workbench : public QObject {
    Q_OBJECT

public:
    /// All must outlive it.
    Workbench(MainWindow& window, Language& language, FirstSteps first, QObject* parent = nullptr);
    ~Workbench() override;

    /// Opens the workspace and, then, what was open before. Call it after the first paint.
    void start(const std::filesystem::path& workspace);

    Bridge& bridge() { return m_bridge; }
    RunController& runs() { return *m_runs; }
    OpenAgent* current() const;
    OpenAgent* find(const QString& id) const;
    bool isReady() const { return m_ready; }

    void openAgent(const QString& id);
    void closeAgent(const QString& id);
    void useTemplate(const QString& templateId);
    /// An agent from a template with its defaults, without asking.
    void createFrom(const QString& templateId);
    void createEmpty();
    void openFile(const QString& file);
    void exportTo(const QString& file);

signals:
    /// Everything of the start is there: agents, models, the chat page.
    void ready();

private:
    void connectActions();
    void connectPanes();
    void opened();
    void restore(const Json& settings);
    void take(const services::OpenedAgent& opened);
    /// What an empty chat offers to begin with.
    void showExample(OpenAgent& agent);
    void currentChanged();
    void rememberTabs();
    void refreshModels();
    void refreshTools();
    void showModel();
    void showSaved(bool saving);
    void askForFile(bool open);
    void showSettings();
    void showCommands();
    void recolour();
    void fail(const Error& error);
    void checkReady();

    MainWindow& m_window;
    Language& m_language;
    FirstSteps m_first;
    SystemClock m_clock;
    Bridge m_bridge;
    std::vector<domain::WorkflowTemplate> m_templates;
    std::vector<std::unique_ptr<OpenAgent>> m_open;
    ModelList m_models;
    RunController* m_runs = nullptr;
    InspectorLink* m_inspector = nullptr;
    TemplateBrowser* m_browser = nullptr;
    AgentsPane* m_agents = nullptr;
    WelcomePage* m_welcome = nullptr;
    OpenAgent* m_front = nullptr;
    QString m_chosen;   ///< the tab that is to be in front once all are there
    int m_opening = 0;  ///< agents on their way
    int m_modelsAsked = 0;
    bool m_restored = false;
    bool m_chatReady = false;
    bool m_storeFailed = false;
    bool m_ready = false;
};

}  // namespace heddle::app
