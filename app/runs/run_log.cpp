#include "app/runs/run_log.h"

#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QTreeWidget>

namespace heddle::app {
namespace {

enum Column { Node, What, Time, Tokens };
constexpr qsizetype kMostDetail = 20'000;

QIcon stateIcon(StepState state) {
    const auto& theme = currentTheme();
    switch (state) {
        case StepState::Running:
            return editor::icon(QStringLiteral("loader-circle"), theme.accent, theme, 16);
        case StepState::Done:
            return editor::icon(QStringLiteral("circle-check"), theme.ok, theme, 16);
        case StepState::Failed:
            return editor::icon(QStringLiteral("circle-x"), theme.error, theme, 16);
        case StepState::Waiting:
            return editor::icon(QStringLiteral("user-check"), theme.warn, theme, 16);
    }
    return {};
}

QString whole(const Json& value) {
    const QString text = value.is_string() ? toQt(value.get<std::string>()) : toQt(canonicalJson(value)).trimmed();
    return text.size() > kMostDetail ? text.left(kMostDetail) + QChar(0x2026) : text;
}

}  // namespace

RunLog::RunLog(QWidget* parent) : QWidget(parent) {
    setObjectName("paneBody");
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName("runLog");
    m_tree->setColumnCount(4);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIconSize({16, 16});
    m_tree->setIndentation(18);
    m_tree->setUniformRowHeights(false);
    m_tree->setWordWrap(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(What, QHeaderView::Stretch);
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_tree->header()->resizeSection(Node, 220);
    m_tree->header()->resizeSection(Time, 90);
    m_tree->header()->resizeSection(Tokens, 90);
    m_empty = makeLabel("faint", this);
    m_empty->setAlignment(Qt::AlignCenter);
    auto* stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_tree);
    connect(m_tree, &QTreeWidget::itemExpanded, this, &RunLog::addDetails);
    connect(m_tree, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        const int index = m_tree->indexOfTopLevelItem(item);
        if (index >= 0) emit nodeActivated(toQt(m_trace->steps()[std::size_t(index)].node));
    });
    retranslate();
}

void RunLog::setNaming(std::function<QString(const StepTrace&)> naming) { m_naming = std::move(naming); }

void RunLog::setTrace(const RunTrace* trace) {
    m_trace = trace;
    m_tree->clear();
    m_summary.clear();
    static_cast<QStackedLayout*>(layout())->setCurrentWidget(m_empty);
    emit summaryChanged({});
    update({-1});
}

int RunLog::rows() const { return m_tree->topLevelItemCount(); }

void RunLog::update(const std::set<int>& changed) {
    if (!m_trace || m_trace->steps().empty()) return;
    const auto& steps = m_trace->steps();
    static_cast<QStackedLayout*>(layout())->setCurrentWidget(m_tree);
    while (m_tree->topLevelItemCount() < int(steps.size())) {
        auto* item = new QTreeWidgetItem(m_tree);
        item->setTextAlignment(Time, Qt::AlignRight | Qt::AlignVCenter);
        item->setTextAlignment(Tokens, Qt::AlignRight | Qt::AlignVCenter);
        fill(item, steps[std::size_t(m_tree->topLevelItemCount() - 1)]);
        m_tree->scrollToItem(item);
    }
    for (const int index : changed) {
        if (index >= 0) {
            fill(m_tree->topLevelItem(index), steps[std::size_t(index)]);
            continue;
        }
        // The run itself: a question may have changed any step.
        for (int i = 0; i < int(steps.size()); ++i)
            fill(m_tree->topLevelItem(i), steps[std::size_t(i)]);
    }
    QStringList parts{tr("%1 of %2 steps").arg(m_trace->finished()).arg(steps.size()), durationWords(m_trace->ms())};
    if (m_trace->tokens() > 0) parts << tr("%n token(s)", nullptr, int(m_trace->tokens()));
    m_summary = parts.join(QStringLiteral(" · "));
    emit summaryChanged(m_summary);
}

void RunLog::fill(QTreeWidgetItem* item, const StepTrace& step) {
    item->setIcon(Node, stateIcon(step.state));
    item->setText(Node, m_naming ? m_naming(step) : toQt(step.title.empty() ? step.node : step.title));
    item->setText(What, step.state == StepState::Waiting ? tr("waits for an answer") : step.detail);
    item->setForeground(What, step.state == StepState::Failed ? currentTheme().error : currentTheme().textSoft);
    item->setText(Time, step.cached ? tr("kept") : durationWords(step.ms));
    item->setText(Tokens, step.tokens > 0 ? QLocale().toString(step.tokens) : QString());
    item->setForeground(Time, currentTheme().textSoft);
    item->setForeground(Tokens, currentTheme().textSoft);
    const bool hasDetails =
        !step.input.is_null() || !step.output.is_null() || !step.error.is_null() || !step.toolCalls.empty();
    item->setChildIndicatorPolicy(hasDetails ? QTreeWidgetItem::ShowIndicator : QTreeWidgetItem::DontShowIndicator);
}

void RunLog::addDetails(QTreeWidgetItem* item) {
    const int index = m_tree->indexOfTopLevelItem(item);
    if (index < 0) return;
    qDeleteAll(item->takeChildren());
    const StepTrace& step = m_trace->steps()[std::size_t(index)];
    const auto add = [item](const QString& name, const Json& value) {
        if (value.is_null()) return;
        auto* line = new QTreeWidgetItem(item);
        line->setText(Node, name);
        line->setForeground(Node, currentTheme().textFaint);
        line->setTextAlignment(Node, Qt::AlignLeft | Qt::AlignTop);
        line->setText(What, whole(value));
        line->setFont(What, editor::codeFont(9));
    };
    add(tr("Input"), step.input);
    if (!step.toolCalls.empty()) add(tr("Tools used"), step.toolCalls);
    add(tr("Output"), step.output);
    add(tr("Error"), step.error);
}

void RunLog::recolour() { update({-1}); }

void RunLog::retranslate() {
    m_tree->setHeaderLabels({tr("Step"), tr("What it did"), tr("Time"), tr("Tokens")});
    m_tree->setAccessibleName(tr("Run log"));
    m_empty->setText(tr("Write to the agent or press Run: each step appears here as it happens."));
    recolour();
}

void RunLog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
