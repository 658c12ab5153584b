#include "app/window/notices.h"

#include "app/look/style.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace heddle::app {
namespace {
constexpr int kInfoMs = 8000;
constexpr int kNoticeWidth = 640;
constexpr int kFromBottom = 72;
}  // namespace

Notices::Notices(QWidget* over) : QFrame(over) {
    setObjectName("notice");
    setAttribute(Qt::WA_StyledBackground);
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action = new QPushButton(this);
    m_close = makeIconButton(QStringLiteral("x"), this, 16);
    m_close->setAccessibleName(tr("Close the message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    row->addWidget(m_close, 0, Qt::AlignTop);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kInfoMs);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_act) m_act();
    });
    over->installEventFilter(this);
    hide();
}

void Notices::error(const QString& text, const QString& action, std::function<void()> act) {
    show(QStringLiteral("error"), text, action, std::move(act));
}

void Notices::info(const QString& text, const QString& action, std::function<void()> act) {
    show(QStringLiteral("info"), text, action, std::move(act));
}

QString Notices::text() const { return isVisibleTo(parentWidget()) ? m_text->text() : QString(); }

void Notices::show(const QString& kind, const QString& text, const QString& action, std::function<void()> act) {
    const bool isError = kind == QLatin1String("error");
    setProperty("kind", kind);
    style()->unpolish(this);
    style()->polish(this);
    const auto& theme = currentTheme();
    m_icon->setPixmap(editor::iconPixmap(isError ? QStringLiteral("circle-alert") : QStringLiteral("info"),
                                         isError ? theme.error : theme.accent, 18, devicePixelRatioF()));
    m_text->setText(text);
    m_text->setAccessibleName(text);
    m_action->setVisible(!action.isEmpty());
    m_action->setText(action);
    m_act = std::move(act);
    m_timer.stop();
    if (!isError) m_timer.start();
    QFrame::show();
    place();
    raise();
}

void Notices::place() {
    const int width = qMin(kNoticeWidth, parentWidget()->width() - 32);
    setFixedWidth(width);
    const int height = layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : sizeHint().height();
    resize(width, qMax(height, 44));
    move((parentWidget()->width() - width) / 2, parentWidget()->height() - this->height() - kFromBottom);
}

bool Notices::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) place();
    return QFrame::eventFilter(watched, event);
}

void Notices::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) m_close->setAccessibleName(tr("Close the message"));
    QFrame::changeEvent(event);
}

}  // namespace heddle::app
