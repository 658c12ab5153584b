#include "app/window/inspector_link.h"

#include "app/look/style.h"
#include "app/runs/problems_view.h"
#include "app/window/main_window.h"
#include "app/window/notices.h"
#include "app/window/open_agent.h"
#include "app/window/status_strip.h"
#include "app/words/words.h"
#include "editor/forms/inspector.h"
#include "editor/graph/canvas.h"
#include "editor/graph/selection.h"

namespace heddle::app {
namespace {

QString runWord(StepState state, bool cached) {
    if (cached) return QStringLiteral("cached");
    switch (state) {
        case StepState::Running:
            return QStringLiteral("running");
        case StepState::Done:
            return QStringLiteral("done");
        case StepState::Failed:
            return QStringLiteral("failed");
        case StepState::Waiting:
            return QStringLiteral("waiting");
    }
    return {};
}

}  // namespace

InspectorLink::InspectorLink(MainWindow& window, QObject* parent) : QObject(parent), m_window(window) {
    m_problems = new ProblemsView(&window);
    m_problems->setNaming([this](const std::string& node) { return m_agent ? m_agent->nodeTitle(node) : toQt(node); });
    window.setPanel(Panel::Problems, m_problems);
    connect(m_problems, &ProblemsView::activated, this, &InspectorLink::goTo);
    connect(&window.status(), &StatusStrip::problemsClicked, this, [this] { m_window.showPanel(Panel::Problems); });
}

void InspectorLink::setTypes(const domain::NodeTypes& types) {
    m_inspector = new editor::Inspector(types, formContext(), &m_window);
    m_inspector->setTheme(currentTheme());
    m_window.setInspector(m_inspector);
    connect(m_inspector, &editor::Inspector::editRequested, this,
            [this](const domain::GraphEdit& edit, bool continuous) {
                if (!m_agent) return;
                const QString burst = continuous ? toQt(edit.label + compactJson(edit.facts)) : QString();
                try {
                    m_agent->document().apply(edit, burst);
                    // Under its new name it is another node to the canvas, but not to the person.
                    if (edit.label == "edit.rename_node")
                        m_agent->canvas().selection().set({edit.facts.value("new_id", std::string())});
                } catch (const Error& error) {
                    m_window.notices().error(words(error));
                }
            });
    connect(m_inspector, &editor::Inspector::burstEnded, this, [this] {
        if (m_agent) m_agent->document().endBurst();
    });
    connect(m_inspector, &editor::Inspector::nodeActivated, this, [this](const QString& node) {
        if (m_agent) m_agent->reveal(node);
    });
}

editor::FormContext InspectorLink::formContext() const {
    editor::FormContext context;
    context.theme = currentTheme();
    context.translate = [](const std::string& english) { return nodeTypeWords(english); };
    context.choices = [this](const std::string& format) { return choices(format); };
    context.completions = [this](const QString& scope) { return completions(scope); };
    return context;
}

void InspectorLink::setAgent(OpenAgent* agent) {
    for (const auto& link : std::as_const(m_links))
        disconnect(link);
    m_links.clear();
    m_agent = agent;
    if (m_inspector) {
        m_inspector->clearRunData();
        m_inspector->setDocument(agent ? &agent->document().value() : nullptr);
    }
    showProblems();
    if (!agent || !m_inspector) return;
    const auto changed = [this] { m_inspector->documentChanged(); };
    m_links << connect(agent, &OpenAgent::edited, this, changed);
    m_links << connect(&agent->document(), &editor::Document::reset, this, changed);
    m_links << connect(agent, &OpenAgent::selectionChanged, this, &InspectorLink::follow);
    m_links << connect(agent, &OpenAgent::problemsChanged, this, &InspectorLink::showProblems);
    m_links << connect(&agent->session(), &ChatSession::traceReset, m_inspector.data(),
                       &editor::Inspector::clearRunData);
    m_links << connect(&agent->session(), &ChatSession::traceChanged, this, &InspectorLink::showRun);
    follow();
    showRun({-1});
}

void InspectorLink::follow() {
    if (!m_agent || !m_inspector) return;
    const auto& selection = m_agent->canvas().selection();
    m_inspector->setSelection({selection.nodes().begin(), selection.nodes().end()},
                              {selection.edges().begin(), selection.edges().end()});
}

void InspectorLink::showProblems() {
    const Problems problems = m_agent ? m_agent->problems() : Problems();
    m_problems->setProblems(problems);
    if (m_inspector) m_inspector->setProblems(problems);
    int errors = 0;
    int warnings = 0;
    for (const auto& problem : problems) {
        errors += problem.severity == Severity::Error;
        warnings += problem.severity == Severity::Warning;
    }
    m_window.status().setProblems(errors, warnings);
    m_window.setProblemCount(errors + warnings);
}

void InspectorLink::showRun(const std::set<int>& changed) {
    if (!m_agent || !m_inspector) return;
    const auto& steps = m_agent->session().trace().steps();
    const auto show = [this](const StepTrace& step) {
        const QString error = step.error.is_object() ? words(Error::fromJson(step.error)) : QString();
        m_inspector->setRunData(step.node, {runWord(step.state, step.cached), step.input, step.output, error});
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

void InspectorLink::goTo(const QString& node, const QString& path) {
    if (!m_agent) return;
    m_agent->reveal(node);
    if (m_inspector) m_inspector->focusField(path);
}

void InspectorLink::recolour() {
    m_problems->recolour();
    if (m_inspector) m_inspector->setTheme(currentTheme());
}

std::vector<editor::Choice> InspectorLink::choices(const std::string& format) const {
    std::vector<editor::Choice> list;
    if (format == "tool") {
        for (const auto& tool : m_tools) {
            const bool isBuiltin = tool.source.empty();
            list.push_back({toQt(tool.name), isBuiltin ? toolWords(tool.title) : toQt(tool.name),
                            isBuiltin ? tr("built in") : toQt(tool.source)});
        }
    }
    if (format != "model") return list;
    for (const auto& choice : m_models.choices) {
        list.push_back({toQt(choice.reference),
                        choice.offline ? tr("Offline model, not a language model") : toQt(choice.title),
                        choice.offline ? tr("built in") : toQt(choice.source)});
    }
    return list;
}

std::vector<editor::CompletionWord> InspectorLink::completions(const QString& scope) const {
    std::vector<editor::CompletionWord> list;
    if (scope.isEmpty()) {
        list.push_back({QStringLiteral("state"), tr("the run's state")});
        list.push_back({QStringLiteral("item"), tr("the element of a fan-out")});
    }
    if (scope == QLatin1String("state") && m_agent) {
        for (const auto& [name, field] : m_agent->document().graph().state)
            list.push_back({toQt(name), toQt(field.reducer)});
    }
    return list;
}

}  // namespace heddle::app
