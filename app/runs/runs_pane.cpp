#include "app/runs/runs_pane.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/runs/run_trace.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

QString statusWords(const std::string& status) {
    if (status == "completed") return RunsPane::tr("done");
    if (status == "paused") return RunsPane::tr("waits for an answer");
    if (status == "failed") return RunsPane::tr("failed");
    if (status == "cancelled") return RunsPane::tr("stopped");
    return RunsPane::tr("running");
}

QIcon statusIcon(const std::string& status) {
    const auto& theme = currentTheme();
    if (status == "completed") return editor::icon(QStringLiteral("circle-check"), theme.ok, theme, 16);
    if (status == "paused") return editor::icon(QStringLiteral("user-check"), theme.warn, theme, 16);
    if (status == "failed") return editor::icon(QStringLiteral("circle-x"), theme.error, theme, 16);
    if (status == "cancelled") return editor::icon(QStringLiteral("circle-stop"), theme.textSoft, theme, 16);
    return editor::icon(QStringLiteral("loader-circle"), theme.accent, theme, 16);
}

}  // namespace

RunsPane::RunsPane(Bridge& bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
    setObjectName("pane");
    m_list = new QListWidget(this);
    m_list->setObjectName("runList");
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({16, 16});
    m_empty = makeLabel("faint", this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(16);
    m_resume = new QPushButton(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(8, 0, 8, 8);
    foot->addWidget(m_resume);
    column->addLayout(foot);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        const auto* run = current();
        m_resume->setVisible(run && (run->status == "paused" || run->status == "failed" || run->status == "cancelled"));
        if (run) emit chosen(*run);
    });
    connect(m_resume, &QPushButton::clicked, this, [this] {
        if (const auto* run = current()) emit resumeRequested(domain::Execution(*run));
    });
    retranslate();
    list();
}

void RunsPane::setNaming(std::function<QString(const std::string&)> naming) { m_naming = std::move(naming); }

void RunsPane::refresh() {
    m_stale = !isVisible();
    if (m_stale) return;
    m_bridge.chats().runs({}, {this, [this](std::vector<domain::Execution> runs) {
                                   m_runs = std::move(runs);
                                   list();
                               }});
}

void RunsPane::list() {
    const auto* before = current();
    const std::string chosenId = before ? before->id : std::string();
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    for (const auto& run : m_runs) {
        const QString name = m_naming ? m_naming(run.agentId) : QString();
        auto* item = new QListWidgetItem(statusIcon(run.status), name.isEmpty() ? tr("Workflow file") : name, m_list);
        item->setText(
            QStringLiteral("%1\n%2 · %3").arg(item->text(), statusWords(run.status), agoWords(run.startedMs)));
        item->setToolTip(briefly(run.result));
        if (run.id == chosenId) m_list->setCurrentItem(item);
    }
    m_empty->setVisible(m_runs.empty());
    m_resume->setVisible(false);
}

const domain::Execution* RunsPane::current() const {
    const int row = m_list->currentRow();
    return row >= 0 && row < int(m_runs.size()) ? &m_runs[std::size_t(row)] : nullptr;
}

void RunsPane::retranslate() {
    m_list->setAccessibleName(tr("Runs"));
    m_empty->setText(tr("Nothing has run yet."));
    m_resume->setText(tr("Go on with this run"));
    list();
}

void RunsPane::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) refresh();
}

void RunsPane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
