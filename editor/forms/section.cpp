#include "editor/forms/section.h"

#include "editor/look/icons.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace heddle::editor {

/// The line that is clicked: chevron, title, remark.
class Section::Header : public QAbstractButton {
public:
    Header(const Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme) {
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setFixedHeight(30);
        m_corner = new QHBoxLayout(this);
        m_corner->setContentsMargins(0, 0, 3, 0);
        m_corner->setSpacing(0);
        m_corner->addStretch(1);
    }

    void setRemark(const QString& remark) {
        m_remark = remark;
        update();
    }
    void setTheme(const Theme& theme) {
        m_theme = theme;
        update();
    }
    void setInset(int inset) { m_inset = inset; }
    QHBoxLayout* corner() { return m_corner; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (hasFocus()) {
            painter.setPen(m_theme.accent);
            painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 1.5, -0.5, -1.5), 5, 5);
        }
        constexpr int kIcon = 14;
        const QColor soft = underMouse() ? m_theme.text : m_theme.textSoft;
        painter.drawPixmap(
            QRect(m_inset, (height() - kIcon) / 2, kIcon, kIcon),
            iconPixmap(isChecked() ? "chevron-down" : "chevron-right", soft, kIcon, devicePixelRatioF()));
        const int left = m_inset + kIcon + 6;
        const int right = cornerLeft() - 4;
        const QFont title = uiFont(13, QFont::DemiBold);
        painter.setFont(title);
        painter.setPen(m_theme.text);
        const QFontMetrics metrics(title);
        const QString words = metrics.elidedText(text(), Qt::ElideRight, right - left);
        painter.drawText(QRect(left, 0, right - left, height()), Qt::AlignVCenter | Qt::AlignLeft, words);
        if (m_remark.isEmpty()) return;
        const int remarkLeft = left + metrics.horizontalAdvance(words) + 10;
        const QFont small = uiFont(12);
        painter.setFont(small);
        painter.setPen(m_theme.textFaint);
        painter.drawText(QRect(remarkLeft, 0, right - remarkLeft, height()), Qt::AlignVCenter | Qt::AlignRight,
                         QFontMetrics(small).elidedText(m_remark, Qt::ElideRight, right - remarkLeft));
    }

private:
    int cornerLeft() const {
        int left = width();
        for (int i = 0; i < m_corner->count(); ++i) {
            if (const QWidget* widget = m_corner->itemAt(i)->widget()) left = std::min(left, widget->x());
        }
        return left;
    }

    Theme m_theme;
    QString m_remark;
    QHBoxLayout* m_corner = nullptr;
    int m_inset = 0;
};

Section::Section(const QString& title, const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    m_header = new Header(theme, this);
    m_body = new QWidget(this);
    m_bodyLayout = new QVBoxLayout(m_body);
    m_bodyLayout->setContentsMargins(0, 4, 0, 10);
    m_bodyLayout->setSpacing(10);
    m_body->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_body);
    connect(m_header, &QAbstractButton::clicked, this, &Section::setOpen);
    setTitle(title);
}

QWidget* Section::header() const { return m_header; }

void Section::setTitle(const QString& title) {
    m_header->setText(title);
    m_header->setAccessibleName(title);
    m_header->update();
}

void Section::setRemark(const QString& remark) {
    m_header->setRemark(remark);
    m_header->setAccessibleDescription(remark);
}

void Section::addCorner(QWidget* widget) { m_header->corner()->addWidget(widget); }

void Section::setOpen(bool open) {
    m_header->setChecked(open);
    if (open == m_isOpen) return;
    m_isOpen = open;
    if (open) emit opened(true);
    m_body->setVisible(open);
    if (!open) emit opened(false);
    m_header->update();
}

void Section::setTheme(const Theme& theme) {
    m_theme = theme;
    m_header->setTheme(theme);
    update();
}

void Section::setCard(bool card) {
    m_isCard = card;
    m_header->setInset(card ? 8 : 0);
    m_bodyLayout->setContentsMargins(card ? 10 : 0, 4, card ? 10 : 0, card ? 12 : 10);
}

void Section::paintEvent(QPaintEvent* /*event*/) {
    if (!m_isCard) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.line);
    painter.setBrush(m_theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace heddle::editor
