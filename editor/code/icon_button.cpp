#include "editor/code/icon_button.h"

#include "editor/look/icons.h"

#include <QPainter>

namespace heddle::editor {

IconButton::IconButton(const QString& icon, const QString& name, const Theme& theme, QWidget* parent)
    : QToolButton(parent), m_icon(icon), m_theme(theme) {
    setName(name);
    setFixedSize(24, 24);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

void IconButton::setIconName(const QString& icon) {
    m_icon = icon;
    update();
}

void IconButton::setName(const QString& name) {
    setToolTip(name);
    setAccessibleName(name);
}

void IconButton::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

void IconButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF around = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool isHot = isEnabled() && (underMouse() || isDown());
    if (isHot || isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? m_theme.accentSoft : m_theme.hover);
        painter.drawRoundedRect(around, 5, 5);
    }
    if (hasFocus()) {
        painter.setPen(m_theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(around, 5, 5);
    }
    QColor color = isChecked() ? m_theme.accent : isHot ? m_theme.text : m_theme.textSoft;
    if (!isEnabled()) color = m_theme.fieldLine;
    constexpr int kIcon = 15;
    painter.drawPixmap(QRect((width() - kIcon) / 2, (height() - kIcon) / 2, kIcon, kIcon),
                       iconPixmap(m_icon, color, kIcon, devicePixelRatioF()));
}

}  // namespace heddle::editor
