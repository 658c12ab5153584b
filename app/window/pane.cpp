#include "app/window/pane.h"

#include "app/look/style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace heddle::app {
namespace {
constexpr int kHeadHeight = 38;

/// QDockWidget asks a title bar for its size hint, whatever size is fixed.
class PaneHead : public QWidget {
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {QWidget::sizeHint().width(), kHeadHeight}; }
    QSize minimumSizeHint() const override { return {QWidget::minimumSizeHint().width(), kHeadHeight}; }
};
}  // namespace

Pane::Pane(const QString& name, QWidget* parent) : QDockWidget(parent) {
    setObjectName(name);
    setFeatures(DockWidgetMovable | DockWidgetFloatable | DockWidgetClosable);
    auto* head = new PaneHead(this);
    head->setObjectName("paneHead");
    head->setAttribute(Qt::WA_StyledBackground);
    head->setFixedHeight(kHeadHeight);
    m_title = makeLabel("title", head);
    m_close = makeIconButton(QStringLiteral("x"), head, 16);
    m_row = new QHBoxLayout(head);
    m_row->setContentsMargins(14, 0, 6, 0);
    m_row->setSpacing(2);
    m_row->addWidget(m_title, 1);
    m_row->addWidget(m_close);
    setTitleBarWidget(head);
    connect(m_close, &QToolButton::clicked, this, &QDockWidget::close);
    connect(this, &QDockWidget::dockLocationChanged, this, &Pane::placed);
    connect(this, &QDockWidget::visibilityChanged, this, &Pane::placed);
    connect(this, &QDockWidget::topLevelChanged, this, &Pane::placed);
}

void Pane::setTitle(const QString& title) {
    setWindowTitle(title);
    m_title->setText(title);
    m_close->setToolTip(tr("Close"));
    m_close->setAccessibleName(tr("Close %1").arg(title));
}

void Pane::addToHead(QWidget* widget) { m_row->insertWidget(m_row->count() - 1, widget); }

void Pane::setHead(QWidget* widget) {
    m_title->hide();
    m_row->setContentsMargins(6, 0, 6, 0);
    m_row->insertWidget(0, widget, 1);
}

void Pane::resizeEvent(QResizeEvent* event) {
    QDockWidget::resizeEvent(event);
    emit placed();
}

void Pane::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) setTitle(windowTitle());
    QDockWidget::changeEvent(event);
}

}  // namespace heddle::app
