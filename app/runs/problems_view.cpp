#include "app/runs/problems_view.h"

#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QStackedLayout>
#include <QTreeWidget>

namespace heddle::app {
namespace {

enum ProblemColumn { ProblemWhat, ProblemWhere };

QIcon severityIcon(Severity severity) {
    const auto& theme = currentTheme();
    switch (severity) {
        case Severity::Error:
            return editor::icon(QStringLiteral("circle-x"), theme.error, theme, 16);
        case Severity::Warning:
            return editor::icon(QStringLiteral("triangle-alert"), theme.warn, theme, 16);
        case Severity::Info:
            return editor::icon(QStringLiteral("info"), theme.accent, theme, 16);
    }
    return {};
}

}  // namespace

ProblemsView::ProblemsView(QWidget* parent) : QWidget(parent) {
    setObjectName("paneBody");
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName("problems");
    m_tree->setColumnCount(2);
    m_tree->setRootIsDecorated(false);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIconSize({16, 16});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ProblemWhat, QHeaderView::Stretch);
    m_tree->header()->resizeSection(ProblemWhere, 240);
    m_tree->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_empty = makeLabel("faint", this);
    m_empty->setAlignment(Qt::AlignCenter);
    auto* stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_tree);
    const auto tell = [this](QTreeWidgetItem* item) {
        const auto& problem = m_problems[std::size_t(m_tree->indexOfTopLevelItem(item))];
        emit activated(toQt(problem.node), toQt(problem.path));
    };
    connect(m_tree, &QTreeWidget::itemClicked, this, tell);
    connect(m_tree, &QTreeWidget::itemActivated, this, tell);
    retranslate();
}

void ProblemsView::setNaming(std::function<QString(const std::string&)> naming) { m_naming = std::move(naming); }

void ProblemsView::setProblems(const Problems& problems) {
    if (problems == m_problems) return;
    list(problems);
}

void ProblemsView::list(const Problems& problems) {
    m_problems = problems;
    std::stable_sort(m_problems.begin(), m_problems.end(),
                     [](const Problem& a, const Problem& b) { return a.severity < b.severity; });
    m_tree->clear();
    for (const auto& problem : m_problems) {
        auto* item = new QTreeWidgetItem(m_tree);
        item->setIcon(ProblemWhat, severityIcon(problem.severity));
        item->setText(ProblemWhat, words(problem));
        item->setToolTip(ProblemWhat, words(problem));
        item->setText(ProblemWhere, m_naming && !problem.node.empty() ? m_naming(problem.node) : toQt(problem.path));
        item->setToolTip(ProblemWhere, toQt(problem.path));
        item->setForeground(ProblemWhere, currentTheme().textSoft);
    }
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(m_problems.empty() ? 0 : 1);
}

void ProblemsView::retranslate() {
    m_tree->setHeaderLabels({tr("Problem"), tr("Where")});
    m_tree->setAccessibleName(tr("Problems"));
    m_empty->setText(tr("No problems: this agent can run."));
    list(m_problems);
}

void ProblemsView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
