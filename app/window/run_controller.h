#pragma once
#include "app/runs/run_trace.h"
#include "core/domain/chat.h"

#include <QObject>
#include <QPointer>

#include <set>

namespace heddle::app {

class Bridge;
class ChatPane;
class MainWindow;
class OpenAgent;
class OutputView;
class RunLog;
class RunsPane;

/// Shows the chat and the run of the agent that is in front, and passes on what the person does there. It owns neither.
class RunController : public QObject {
    Q_OBJECT

public:
    /// All must outlive it.
    RunController(MainWindow& window, Bridge& bridge, QObject* parent);

    ChatPane& chat() { return *m_chat; }
    RunsPane& runs() { return *m_runs; }
    RunLog& log() { return *m_log; }
    OutputView& output() { return *m_output; }
    /// The agent in front, or none.
    void setAgent(OpenAgent* agent);
    void recolour();

    void run();
    void resume(const domain::Execution& run);

signals:
    /// A run of an agent that may not be open is to go on.
    void agentWanted(const QString& agentId);

private:
    void connectChat();
    void showRun(const std::set<int>& changed);
    void showPast(const domain::Execution& run);
    void openLink(const QUrl& url);
    void runEnded();

    MainWindow& m_window;
    Bridge& m_bridge;
    ChatPane* m_chat = nullptr;
    RunLog* m_log = nullptr;
    OutputView* m_output = nullptr;
    RunsPane* m_runs = nullptr;
    QPointer<OpenAgent> m_agent;
    QList<QMetaObject::Connection> m_links;
    RunTrace m_past;
    QString m_resumeRun;
};

}  // namespace heddle::app
