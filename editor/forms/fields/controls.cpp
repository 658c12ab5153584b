#include "editor/forms/fields/controls.h"

#include "editor/look/icons.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionButton>
#include <QWheelEvent>

namespace heddle::editor {

ChoiceBox::ChoiceBox(const Theme& theme, QWidget* parent) : QComboBox(parent), m_theme(theme) {
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
    setFocusPolicy(Qt::StrongFocus);
}

void ChoiceBox::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

void ChoiceBox::showPopup() {
    emit aboutToOpen();
    QComboBox::showPopup();
}

void ChoiceBox::paintEvent(QPaintEvent* event) {
    QComboBox::paintEvent(event);
    constexpr int kIcon = 14;
    QPainter painter(this);
    const QColor color = isEnabled() ? m_theme.textSoft : m_theme.fieldLine;
    painter.drawPixmap(QRect(width() - kIcon - 8, (height() - kIcon) / 2, kIcon, kIcon),
                       iconPixmap("chevron-down", color, kIcon, devicePixelRatioF()));
}

void ChoiceBox::wheelEvent(QWheelEvent* event) { event->ignore(); }

CheckBox::CheckBox(const Theme& theme, QWidget* parent) : QCheckBox(parent), m_theme(theme) {}

void CheckBox::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

void CheckBox::paintEvent(QPaintEvent* event) {
    QCheckBox::paintEvent(event);
    if (!isChecked()) return;
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect box = style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, this);
    constexpr int kIcon = 12;
    QRect place(0, 0, kIcon, kIcon);
    place.moveCenter(box.center());
    QPainter painter(this);
    painter.drawPixmap(place, iconPixmap("check", m_theme.onAccent, kIcon, devicePixelRatioF()));
}

void NumberEdit::keyPressEvent(QKeyEvent* event) {
    const int steps = event->key() == Qt::Key_Up         ? 1
                      : event->key() == Qt::Key_Down     ? -1
                      : event->key() == Qt::Key_PageUp   ? 10
                      : event->key() == Qt::Key_PageDown ? -10
                                                         : 0;
    if (steps == 0 || isReadOnly()) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    event->accept();
    emit stepped(steps);
}

void Slider::wheelEvent(QWheelEvent* event) { event->ignore(); }

}  // namespace heddle::editor
