#include "app/window/run_controller.h"

#include "app/bridge/bridge.h"
#include "app/chat/chat_pane.h"
#include "app/look/style.h"
#include "app/runs/output_view.h"
#include "app/runs/run_log.h"
#include "app/runs/runs_pane.h"
#include "app/window/main_window.h"
#include "app/window/open_agent.h"
#include "app/window/title_bar.h"
#include "app/words/words.h"

#include <QDesktopServices>
#include <QMessageBox>
#include <QToolButton>
#include <QUrl>

namespace heddle::app {

RunController::RunController(MainWindow& window, Bridge& bridge, QObject* parent)
    : QObject(parent), m_window(window), m_bridge(bridge) {
    m_chat = new ChatPane(&window);
    m_log = new RunLog(&window);
    m_output = new OutputView(&window);
    m_runs = new RunsPane(bridge, &window);
    window.setChat(m_chat);
    window.setPanel(Panel::Run, m_log);
    window.setPanel(Panel::Output, m_output);
    window.setSide(Side::Runs, m_runs);
    auto* anew = new QToolButton(&window);
    anew->setDefaultAction(window.actions()[Do::NewChat]);
    anew->setIconSize({16, 16});
    window.addToChatHead(anew);
    m_chat->setTheme(currentTheme());
    m_log->setNaming([this](const StepTrace& step) { return m_agent ? m_agent->stepTitle(step) : toQt(step.title); });
    connectChat();

    Actions& act = window.actions();
    connect(act[Do::Run], &QAction::triggered, this, &RunController::run);
    connect(act[Do::Stop], &QAction::triggered, this, [this] {
        if (m_agent) m_agent->session().stop();
    });
    connect(act[Do::NewChat], &QAction::triggered, this, [this] {
        if (m_agent && !m_agent->session().isRunning()) m_agent->session().open(true);
        m_chat->focusComposer();
    });
    connect(act[Do::FocusChat], &QAction::triggered, this, [this] {
        m_window.showChat();
        m_chat->focusComposer();
    });
    connect(m_log, &RunLog::summaryChanged, &window, &MainWindow::setPanelNote);
    connect(m_log, &RunLog::nodeActivated, this, [this](const QString& node) {
        if (m_agent) m_agent->reveal(node);
    });
    connect(m_runs, &RunsPane::chosen, this, &RunController::showPast);
    connect(m_runs, &RunsPane::resumeRequested, this, &RunController::resume);
    setAgent(nullptr);
}

void RunController::connectChat() {
    connect(m_chat, &ChatPane::sendRequested, this, [this](const QString& text) {
        if (m_agent) m_agent->session().send(text);
    });
    connect(m_chat, &ChatPane::stopRequested, m_window.actions()[Do::Stop], &QAction::trigger);
    connect(m_chat, &ChatPane::retryRequested, this, [this](const QString& id) {
        if (m_agent) m_agent->session().retry(id);
    });
    connect(m_chat, &ChatPane::answerGiven, this, [this](const QString& id, const QJsonObject& given) {
        if (m_agent) m_agent->session().answer(id, given);
    });
    connect(m_chat, &ChatPane::linkActivated, this, &RunController::openLink);
}

void RunController::setAgent(OpenAgent* agent) {
    for (const auto& link : std::as_const(m_links))
        disconnect(link);
    m_links.clear();
    if (m_agent) m_agent->session().attach(nullptr);
    m_agent = agent;
    Actions& act = m_window.actions();
    act[Do::Run]->setEnabled(agent != nullptr);
    act[Do::NewChat]->setEnabled(agent != nullptr);
    m_chat->setEnabled(agent != nullptr);
    const bool running = agent && agent->session().isRunning();
    act[Do::Stop]->setEnabled(running);
    m_window.titleBar().setRunning(running);
    m_past.clear();
    m_log->setTrace(agent ? &agent->session().trace() : nullptr);
    m_output->clear();
    if (!agent) {
        m_chat->setMessages({});
        return;
    }
    ChatSession& session = agent->session();
    session.attach(m_chat);
    m_output->setTrace(session.trace());
    m_links << connect(&session, &ChatSession::runningChanged, this, [this](bool now) {
        m_window.actions()[Do::Stop]->setEnabled(now);
        m_window.titleBar().setRunning(now);
    });
    m_links << connect(&session, &ChatSession::traceReset, this, [this] {
        m_log->setTrace(&m_agent->session().trace());
        m_output->clear();
        m_window.showPanel(Panel::Run);
    });
    m_links << connect(&session, &ChatSession::traceChanged, this, &RunController::showRun);
    m_links << connect(&session, &ChatSession::runEnded, this, &RunController::runEnded);
    if (const QString run = std::exchange(m_resumeRun, {}); !run.isEmpty()) session.resume(run);
}

void RunController::showRun(const std::set<int>& changed) {
    m_log->update(changed);
    if (changed.contains(-1)) m_output->setTrace(m_agent->session().trace());
}

void RunController::runEnded() { m_runs->refresh(); }

void RunController::run() {
    if (!m_agent || m_agent->session().isRunning()) return;
    ChatSession& session = m_agent->session();
    QString text = m_chat->composerText().trimmed();
    if (!text.isEmpty()) m_chat->setComposerText({});
    if (text.isEmpty()) text = session.lastUserText();
    if (text.isEmpty() && !session.emptyState().examples.isEmpty()) text = session.emptyState().examples.first();
    if (!text.isEmpty()) return session.send(text);
    m_window.showChat();
    m_chat->focusComposer();
}

void RunController::resume(const domain::Execution& run) {
    const QString agentId = toQt(run.agentId);
    if (m_agent && m_agent->id() == agentId) return m_agent->session().resume(toQt(run.id));
    m_resumeRun = toQt(run.id);
    emit agentWanted(agentId);
}

void RunController::showPast(const domain::Execution& run) {
    m_bridge.chats().runEvents(run.id, {this, [this](const std::vector<domain::RunEvent>& events) {
                                            m_past.clear();
                                            for (const auto& event : events)
                                                m_past.apply(event);
                                            m_log->setTrace(&m_past);
                                            m_output->setTrace(m_past);
                                            m_window.showPanel(Panel::Run);
                                        }});
}

void RunController::openLink(const QUrl& url) {
    // A model wrote the address: nothing opens before a person has read it.
    auto* question = new QMessageBox(QMessageBox::Question, tr("Open this address?"),
                                     url.toDisplayString(QUrl::FullyEncoded), QMessageBox::NoButton, &m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto* open = question->addButton(tr("Open in the browser"), QMessageBox::AcceptRole);
    question->addButton(QMessageBox::Cancel);
    connect(question, &QMessageBox::buttonClicked, this, [url, open](QAbstractButton* pressed) {
        if (pressed == open) QDesktopServices::openUrl(url);
    });
    question->open();
}

void RunController::recolour() {
    m_chat->setTheme(currentTheme());
    m_log->recolour();
    m_runs->recolour();
}

}  // namespace heddle::app
