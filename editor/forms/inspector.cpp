#include "editor/forms/inspector.h"

#include "editor/forms/form_style.h"
#include "editor/forms/pages/node_page.h"
#include "editor/forms/pages/plain_pages.h"

#include <QApplication>
#include <QScrollArea>
#include <QVBoxLayout>

namespace heddle::editor {

QString nodeTitle(const InspectorState& state, const std::string& id) {
    if (id == domain::kEnd) return QCoreApplication::translate("Inspector", "End");
    const auto it = state.graph().nodes.find(id);
    if (it == state.graph().nodes.end()) return QString::fromStdString(id);
    if (!it->second.title.empty()) return QString::fromStdString(it->second.title);
    const domain::NodeType* type = state.types.find(it->second.type);
    return type != nullptr ? state.context.words(type->title) : QString::fromStdString(id);
}

Inspector::Inspector(const domain::NodeTypes& types, FormContext context, QWidget* parent)
    : QWidget(parent),
      m_state(std::make_unique<InspectorState>(InspectorState{types, std::move(context), {}, {}, {}, {}, {}, false})),
      m_otherChoices(std::move(m_state->context.choices)),
      m_otherCompletions(std::move(m_state->context.completions)) {
    m_state->context.choices = [this](const std::string& format) { return choices(format); };
    m_state->context.completions = [this](const QString& scope) { return completions(scope); };
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    setFont(uiFont());
    setTheme(m_state->context.theme);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* left, const QWidget*) {
        if (left != nullptr && isAncestorOf(left)) emit burstEnded();
    });
}

Inspector::~Inspector() {
    // The pages refer to the state, which goes first otherwise.
    delete m_scroll->takeWidget();
}

void Inspector::setDocument(const domain::WorkflowDocument* document) {
    m_state->document = document;
    m_state->nodes.clear();
    m_state->edges.clear();
    m_state->problems.clear();
    m_state->runs.clear();
    showPage(true);
}

void Inspector::documentChanged() {
    dropGone();
    showPage(false);
    if (m_page != nullptr) m_page->refresh();
}

void Inspector::setSelection(const std::vector<std::string>& nodes, const std::vector<std::string>& edges) {
    m_state->nodes = nodes;
    m_state->edges = edges;
    dropGone();
    showPage(false);
    if (m_kind == Kind::Many) m_page->refresh();
}

void Inspector::setProblems(const Problems& problems) {
    m_state->problems = problems;
    if (m_page != nullptr) m_page->showProblems();
}

void Inspector::setRunData(const std::string& node, const RunData& run) {
    m_state->runs[node] = run;
    if (m_page != nullptr && m_state->nodes.size() == 1 && m_state->nodes.front() == node) m_page->showRun();
}

void Inspector::clearRunData() {
    m_state->runs.clear();
    if (m_page != nullptr) m_page->showRun();
}

void Inspector::setReadOnly(bool readOnly) {
    if (readOnly == m_state->isReadOnly) return;
    m_state->isReadOnly = readOnly;
    showPage(true);
}

void Inspector::setTheme(const Theme& theme) {
    m_state->context.theme = theme;
    setStyleSheet(formStyle(theme) + withTokens("QScrollArea, #inspectorPage { background: @panel; }", theme));
    showPage(true);
}

void Inspector::focusField(const QString& path) {
    if (m_page != nullptr) m_page->focusField(path);
}

void Inspector::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) showPage(true);
}

void Inspector::dropGone() {
    if (m_state->document == nullptr) return;
    std::erase_if(m_state->nodes, [this](const std::string& id) { return !m_state->graph().nodes.contains(id); });
    std::erase_if(m_state->edges, [this](const std::string& id) { return !m_state->graph().edges.contains(id); });
}

Inspector::Kind Inspector::wantedKind() const {
    if (m_state->document == nullptr) return Kind::Empty;
    const std::size_t count = m_state->nodes.size() + m_state->edges.size();
    if (count == 0) return Kind::Workflow;
    if (count > 1) return Kind::Many;
    return m_state->nodes.empty() ? Kind::Edge : Kind::Node;
}

void Inspector::showPage(bool anew) {
    const Kind kind = wantedKind();
    std::string subject;
    if (kind == Kind::Node)
        subject = m_state->nodes.front() + "\n" + m_state->graph().nodes.at(m_state->nodes.front()).type;
    if (kind == Kind::Edge) subject = m_state->edges.front();
    const bool isSame = kind == m_kind && subject == m_subject && (m_page != nullptr || kind == Kind::Empty);
    if (isSame && !anew) return;
    m_kind = kind;
    m_subject = subject;
    if (QWidget* old = m_scroll->takeWidget()) {
        // It may be the sender of the signal that is being handled.
        m_page->disconnect(this);
        old->hide();
        old->deleteLater();
    }
    m_page = nullptr;
    switch (kind) {
        case Kind::Empty:
            return;
        case Kind::Workflow:
            m_page = new WorkflowPage(*m_state, m_scroll);
            break;
        case Kind::Node:
            m_page = new NodePage(*m_state, m_scroll);
            break;
        case Kind::Edge:
            m_page = new EdgePage(*m_state, m_scroll);
            break;
        case Kind::Many:
            m_page = new ManyPage(*m_state, m_scroll);
            break;
    }
    m_page->setObjectName("inspectorPage");
    m_page->setAttribute(Qt::WA_StyledBackground);
    connect(m_page, &InspectorPage::editRequested, this, &Inspector::editRequested);
    connect(m_page, &InspectorPage::nodeActivated, this, &Inspector::nodeActivated);
    m_scroll->setWidget(m_page);
    m_page->show();
}

std::vector<Choice> Inspector::choices(const std::string& format) const {
    std::vector<Choice> all;
    if (m_state->document != nullptr && format == "state-field") {
        for (const auto& [name, field] : m_state->graph().state) {
            all.push_back({QString::fromStdString(name), {}, QString::fromStdString(field.reducer)});
        }
        return all;
    }
    if (m_state->document != nullptr && format == "node") {
        for (const auto& [id, node] : m_state->graph().nodes) {
            all.push_back({QString::fromStdString(id), nodeTitle(*m_state, id), {}});
        }
        all.push_back({QString::fromStdString(std::string(domain::kEnd)), tr("End"), {}});
        return all;
    }
    return m_otherChoices ? m_otherChoices(format) : all;
}

std::vector<CompletionWord> Inspector::completions(const QString& scope) const {
    std::vector<CompletionWord> all = m_otherCompletions ? m_otherCompletions(scope) : std::vector<CompletionWord>();
    if (m_state->document == nullptr) return all;
    if (scope.isEmpty()) all.push_back({"state", {}});
    if (scope == "state") {
        for (const auto& [name, field] : m_state->graph().state) {
            all.push_back({QString::fromStdString(name), QString::fromStdString(field.reducer)});
        }
    }
    return all;
}

}  // namespace heddle::editor
