#include "app/window/open_agent.h"

#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/graph/canvas.h"

namespace heddle::app {
namespace {

constexpr int kCheckMs = 150;

std::vector<editor::HistoryStep> historyOf(const std::vector<services::JournalEntry>& journal) {
    std::vector<editor::HistoryStep> history;
    history.reserve(journal.size());
    for (const auto& entry : journal)
        history.push_back({entry.edit, entry.undone});
    return history;
}

services::EditAction stored(editor::EditAction action) {
    switch (action) {
        case editor::EditAction::Do:
            return services::EditAction::Do;
        case editor::EditAction::Extend:
            return services::EditAction::Extend;
        case editor::EditAction::Undo:
            return services::EditAction::Undo;
        case editor::EditAction::Redo:
            return services::EditAction::Redo;
    }
    return services::EditAction::Do;
}

editor::NodeRunState runState(StepState state) {
    switch (state) {
        case StepState::Running:
            return editor::NodeRunState::Running;
        case StepState::Done:
            return editor::NodeRunState::Done;
        case StepState::Failed:
            return editor::NodeRunState::Failed;
        case StepState::Waiting:
            return editor::NodeRunState::Waiting;
    }
    return editor::NodeRunState::Idle;
}

}  // namespace

OpenAgent::OpenAgent(Bridge& bridge, const Clock& clock, const services::OpenedAgent& opened, QObject* parent)
    : QObject(parent),
      m_bridge(bridge),
      m_agent(opened.agent),
      m_document(std::make_unique<editor::Document>(clock)),
      m_canvas(new editor::Canvas(*m_document, bridge.nodeTypes())),
      m_session(new ChatSession(
          bridge.chats(), id(), [this](const StepTrace& step) { return stepTitle(step); }, this)) {
    m_document->open(opened.document, historyOf(opened.journal));
    m_checkTimer.setSingleShot(true);
    m_checkTimer.setInterval(kCheckMs);
    applyTheme();
    m_session->setAuthor(name());
    connect(m_document.get(), &editor::Document::edited, this, &OpenAgent::record);
    connect(&m_checkTimer, &QTimer::timeout, this, &OpenAgent::check);
    connect(m_canvas, &editor::Canvas::selectionChanged, this, &OpenAgent::selectionChanged);
    connect(m_session, &ChatSession::traceReset, this, [this] {
        if (m_canvas) m_canvas->clearNodeStates();
    });
    connect(m_session, &ChatSession::traceChanged, this, &OpenAgent::showRun);
    check();
    m_session->open();
}

OpenAgent::~OpenAgent() {
    // The canvas reads the document until it is gone.
    delete m_canvas;
}

void OpenAgent::setName(const QString& name) {
    m_agent.name = name.toStdString();
    m_session->setAuthor(name);
}

void OpenAgent::record(const domain::GraphEdit& edit, editor::EditAction action) {
    m_session->noteEdit();
    m_checkTimer.start();
    m_bridge.agents().record(
        m_agent.id, app::stored(action), edit, m_document->value(),
        {this, [this] { emit stored(); }, [this](const Error& error) { emit storeFailed(error); }});
    emit edited();
}

void OpenAgent::check() {
    m_bridge.agents().check(std::make_shared<domain::Graph>(m_document->graph()),
                            {this, [this](const Problems& problems) {
                                 m_problems = problems;
                                 QHash<QString, int> counts;
                                 for (const auto& problem : problems) {
                                     if (!problem.node.empty() && problem.severity != Severity::Info)
                                         ++counts[toQt(problem.node)];
                                 }
                                 if (m_canvas) m_canvas->setProblemCounts(counts);
                                 emit problemsChanged();
                             }});
}

QString OpenAgent::nodeTitle(const std::string& id) const {
    const auto& nodes = m_document->graph().nodes;
    const auto it = nodes.find(id);
    if (it == nodes.end()) return toQt(id);
    if (!it->second.title.empty()) return toQt(it->second.title);
    const auto* type = m_bridge.nodeTypes().find(it->second.type);
    return type ? nodeTypeWords(type->title) : toQt(id);
}

QString OpenAgent::stepTitle(const StepTrace& step) const {
    if (!step.title.empty()) return toQt(step.title);
    const auto* type = m_bridge.nodeTypes().find(step.type);
    return type ? nodeTypeWords(type->title) : nodeTitle(step.node);
}

bool OpenAgent::usesOffline(const std::string& defaultModel) const {
    const auto& nodes = m_document->graph().nodes;
    return std::any_of(nodes.begin(), nodes.end(), [&](const auto& entry) {
        const auto* type = m_bridge.nodeTypes().find(entry.second.type);
        if (!type || !type->configSchema.value("properties", Json::object()).contains("model")) return false;
        const Json model = entry.second.config.value("model", Json());
        const std::string reference = model.is_string() ? model.get<std::string>() : std::string();
        return (reference.empty() ? defaultModel : reference) == "offline";
    });
}

void OpenAgent::reveal(const QString& node) {
    if (m_canvas && !node.isEmpty()) m_canvas->reveal(node);
}

void OpenAgent::applyTheme() {
    if (m_canvas) m_canvas->setLook(editor::CanvasStyle::of(currentTheme()));
}

void OpenAgent::showRun(const std::set<int>& changed) {
    if (!m_canvas) return;
    const auto& steps = m_session->trace().steps();
    const auto show = [this](const StepTrace& step) {
        m_canvas->setNodeState(toQt(step.node), runState(step.state), step.detail, qMax<qint64>(0, step.ms),
                               step.tokens);
    };
    for (const int index : changed) {
        if (index >= 0) {
            show(steps[std::size_t(index)]);
        } else {
            for (const auto& step : steps)
                show(step);
        }
    }
}

}  // namespace heddle::app
