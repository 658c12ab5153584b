#include "app/templates/agents_pane.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/look/icons.h"
#include "editor/look/search_field.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {
constexpr int kId = Qt::UserRole;
}

AgentsPane::AgentsPane(Bridge& bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
    setObjectName("pane");
    m_search = new editor::SearchField(this);
    m_search->setTheme(currentTheme());
    m_new = makeIconButton(QStringLiteral("plus"), this);
    m_list = new QListWidget(this);
    m_list->setObjectName("agentList");
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({16, 16});
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    m_empty = makeLabel("faint", this);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(16);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 8, 8, 0);
    head->addWidget(m_search, 1);
    head->addWidget(m_new);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &AgentsPane::showList);
    connect(m_new, &QToolButton::clicked, this, &AgentsPane::newRequested);
    connect(m_list, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { emit openRequested(item->data(kId).toString()); });
    connect(m_list, &QListWidget::itemChanged, this, &AgentsPane::rename);
    connect(m_list, &QListWidget::customContextMenuRequested, this, &AgentsPane::openMenu);
    retranslate();
    showList();
}

void AgentsPane::refresh() {
    m_bridge.agents().list({this, [this](std::vector<domain::Agent> agents) {
                                m_agents = std::move(agents);
                                showList();
                                emit listed();
                            }});
}

QString AgentsPane::nameOf(const QString& id) const {
    for (const auto& agent : m_agents) {
        if (toQt(agent.id) == id) return toQt(agent.name);
    }
    return {};
}

void AgentsPane::showList() {
    const QSignalBlocker blocker(m_list);
    const QString before = currentId();
    m_list->clear();
    const auto agentIcon = editor::icon(QStringLiteral("workflow"), currentTheme().accent, currentTheme(), 16);
    for (const auto& agent : m_agents) {
        const QString name = toQt(agent.name);
        if (!name.contains(m_search->text().trimmed(), Qt::CaseInsensitive)) continue;
        auto* item = new QListWidgetItem(agentIcon, name, m_list);
        item->setData(kId, toQt(agent.id));
        item->setToolTip(tr("%1\nChanged: %2").arg(name, agoWords(agent.updatedMs)));
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        if (toQt(agent.id) == before) m_list->setCurrentItem(item);
    }
    m_empty->setVisible(m_list->count() == 0);
    m_empty->setText(m_agents.empty() ? tr("No agent yet. Take a template, or start with an empty graph.")
                                      : tr("No agent has this name."));
}

void AgentsPane::rename(QListWidgetItem* item) {
    const QString id = item->data(kId).toString();
    const QString name = item->text().trimmed();
    if (name.isEmpty() || name == nameOf(id)) return showList();
    m_bridge.agents().rename(id.toStdString(), name.toStdString(), {this, [this, id, name] {
                                                                        emit renamed(id, name);
                                                                        refresh();
                                                                    }});
}

void AgentsPane::duplicate(const QString& id) {
    m_bridge.agents().duplicate(id.toStdString(), tr("%1 (copy)").arg(nameOf(id)).toStdString(),
                                {this, [this](const domain::Agent& agent) {
                                     refresh();
                                     emit openRequested(toQt(agent.id));
                                 }});
}

void AgentsPane::remove(const QString& id) {
    const QString name = nameOf(id);
    m_bridge.agents().remove(id.toStdString(), {this, [this, id, name] {
                                                    emit deleted(id, name);
                                                    refresh();
                                                }});
}

void AgentsPane::openMenu(const QPoint& at) {
    const QString id = currentId();
    if (id.isEmpty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto& theme = currentTheme();
    connect(menu->addAction(editor::icon(QStringLiteral("folder-open"), theme), tr("Open")), &QAction::triggered, this,
            [this, id] { emit openRequested(id); });
    connect(menu->addAction(editor::icon(QStringLiteral("pencil"), theme), tr("Rename")), &QAction::triggered, this,
            [this] { m_list->editItem(m_list->currentItem()); });
    connect(menu->addAction(editor::icon(QStringLiteral("copy"), theme), tr("Duplicate")), &QAction::triggered, this,
            [this, id] { duplicate(id); });
    menu->addSeparator();
    connect(menu->addAction(editor::icon(QStringLiteral("trash-2"), theme), tr("Delete")), &QAction::triggered, this,
            [this, id] { remove(id); });
    menu->popup(m_list->viewport()->mapToGlobal(at));
}

QString AgentsPane::currentId() const {
    const auto* item = m_list->currentItem();
    return item ? item->data(kId).toString() : QString();
}

void AgentsPane::recolour() {
    m_search->setTheme(currentTheme());
    showList();
}

void AgentsPane::retranslate() {
    m_search->setPurpose(tr("Filter agents"));
    m_new->setToolTip(tr("New agent"));
    m_new->setAccessibleName(m_new->toolTip());
    m_list->setAccessibleName(tr("Agents"));
    showList();
}

void AgentsPane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

bool AgentsPane::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete && !currentId().isEmpty()) {
        remove(currentId());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace heddle::app
