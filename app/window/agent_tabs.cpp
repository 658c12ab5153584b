#include "app/window/agent_tabs.h"

#include "app/look/style.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::app {

AgentTabs::AgentTabs(QWidget* parent) : QWidget(parent) {
    m_bar = new QTabBar(this);
    m_bar->setObjectName("agentTabBar");
    m_bar->setDrawBase(false);
    m_bar->setExpanding(false);
    m_bar->setMovable(true);
    m_bar->setIconSize({16, 16});
    m_bar->setElideMode(Qt::ElideRight);
    m_stack = new QStackedWidget(this);
    auto* bar = new QWidget(this);
    bar->setObjectName("agentTabs");
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_bar);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_stack, 1);
    bar->hide();
    connect(m_bar, &QTabBar::currentChanged, this, &AgentTabs::showCurrent);
    connect(m_bar, &QTabBar::tabMoved, this, &AgentTabs::arranged);
    retranslate();
}

void AgentTabs::setEmptyPage(QWidget* page) {
    m_empty = page;
    m_stack->addWidget(page);
    showCurrent();
}

void AgentTabs::add(const QString& id, const QString& title, QWidget* view) {
    view->setProperty("agent", id);
    m_stack->addWidget(view);
    const QSignalBlocker blocker(m_bar);
    const int index = m_bar->insertTab(
        placeFor(id), editor::icon(QStringLiteral("workflow"), currentTheme().accent, currentTheme(), 16), title);
    m_bar->setTabData(index, id);
    addCloseButton(index, id);
    m_bar->parentWidget()->show();
    emit arranged();
}

int AgentTabs::placeFor(const QString& id) const {
    const auto mine = m_order.indexOf(id);
    const QStringList there = ids();
    const auto isLater = [&](const QString& other) { return m_order.indexOf(other) > mine; };
    return mine < 0 ? int(there.size()) : int(std::find_if(there.begin(), there.end(), isLater) - there.begin());
}

void AgentTabs::addCloseButton(int index, const QString& id) {
    auto* close = makeIconButton(QStringLiteral("x"), m_bar, 14);
    close->setFocusPolicy(Qt::NoFocus);
    connect(close, &QToolButton::clicked, this, [this, id] { emit closeRequested(id); });
    m_bar->setTabButton(index, QTabBar::RightSide, close);
    retranslate();
}

void AgentTabs::retranslate() {
    m_bar->setAccessibleName(tr("Open agents"));
    for (int i = 0; i < m_bar->count(); ++i) {
        auto* close = m_bar->tabButton(i, QTabBar::RightSide);
        close->setAccessibleName(tr("Close %1").arg(m_bar->tabText(i)));
        close->setToolTip(tr("Close tab"));
    }
}

void AgentTabs::remove(const QString& id) {
    const int index = indexOf(id);
    if (index < 0) return;
    for (int i = 0; i < m_stack->count(); ++i) {
        QWidget* view = m_stack->widget(i);
        if (view->property("agent").toString() != id) continue;
        m_stack->removeWidget(view);
        view->deleteLater();
        break;
    }
    m_bar->removeTab(index);
    m_bar->parentWidget()->setVisible(m_bar->count() > 0);
    showCurrent();
    emit arranged();
}

void AgentTabs::rename(const QString& id, const QString& title) {
    if (const int index = indexOf(id); index >= 0) m_bar->setTabText(index, title);
    retranslate();
}

void AgentTabs::choose(const QString& id) {
    const int index = indexOf(id);
    if (index < 0) return;
    if (m_bar->currentIndex() == index) return showCurrent();
    m_bar->setCurrentIndex(index);
}

QString AgentTabs::current() const { return m_bar->tabData(m_bar->currentIndex()).toString(); }

QWidget* AgentTabs::currentEditor() const { return current().isEmpty() ? nullptr : m_stack->currentWidget(); }

QStringList AgentTabs::ids() const {
    QStringList list;
    for (int i = 0; i < m_bar->count(); ++i)
        list << m_bar->tabData(i).toString();
    return list;
}

void AgentTabs::recolour() {
    for (int i = 0; i < m_bar->count(); ++i)
        m_bar->setTabIcon(i, editor::icon(QStringLiteral("workflow"), currentTheme().accent, currentTheme(), 16));
}

int AgentTabs::indexOf(const QString& id) const {
    for (int i = 0; i < m_bar->count(); ++i) {
        if (m_bar->tabData(i).toString() == id) return i;
    }
    return -1;
}

void AgentTabs::showCurrent() {
    const QString id = current();
    for (int i = 0; i < m_stack->count(); ++i) {
        QWidget* page = m_stack->widget(i);
        if (page == m_empty ? id.isEmpty() : page->property("agent").toString() == id && !id.isEmpty()) {
            m_stack->setCurrentIndex(i);
        }
    }
    emit currentChanged(id);
}

void AgentTabs::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
