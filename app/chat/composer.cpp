#include "app/chat/composer.h"

#include "editor/look/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kMostLines = 8;
constexpr int kButton = 32;
constexpr int kIcon = 16;

constexpr auto kStyle = R"(
#chatComposer { background: @card; border: 1px solid @fieldLine; border-radius: 10px; }
#chatComposer[focused="true"] { border-color: @accent; }
#chatInput { background: transparent; border: none; color: @text; padding: 0; }
#chatSend { background: @accent; border: none; border-radius: 8px; }
#chatSend:hover { background: @accent; }
#chatSend:disabled { background: @hover; }
#chatSend:focus { border: 2px solid @text; }
)";

QIcon stopIcon(const QColor& color, qreal ratio) {
    QPixmap pixmap(QSize(kIcon, kIcon) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(3, 3, kIcon - 6, kIcon - 6), 2, 2);
    return QIcon(pixmap);
}

}  // namespace

Composer::Composer(QWidget* parent) : QFrame(parent) {
    setObjectName("chatComposer");
    m_edit = new QPlainTextEdit(this);
    m_edit->setObjectName("chatInput");
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTabChangesFocus(true);
    m_edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);

    m_button = new QToolButton(this);
    m_button->setObjectName("chatSend");
    m_button->setIconSize({kIcon, kIcon});
    m_button->setFixedSize(kButton, kButton);
    m_button->setCursor(Qt::PointingHandCursor);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 6, 6, 6);
    row->setSpacing(4);
    row->addWidget(m_edit, 1, Qt::AlignVCenter);
    row->addWidget(m_button, 0, Qt::AlignBottom);

    connect(m_button, &QToolButton::clicked, this, &Composer::act);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &Composer::refresh);
    connect(m_edit->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &Composer::fitHeight);
    refresh();
    fitHeight();
}

QString Composer::text() const { return m_edit->toPlainText(); }

void Composer::setText(const QString& text) {
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
}

void Composer::setBusy(bool busy) {
    m_busy = busy;
    refresh();
}

void Composer::setTheme(const editor::Theme& theme) {
    m_theme = theme;
    setStyleSheet(editor::withTokens(QString::fromLatin1(kStyle), theme));
    refresh();
}

bool Composer::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_edit) return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) return keyPressed(static_cast<QKeyEvent*>(event));
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        setProperty("focused", event->type() == QEvent::FocusIn);
        setStyleSheet(styleSheet());
    }
    return false;
}

bool Composer::keyPressed(QKeyEvent* key) {
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    const bool composing = !m_edit->textCursor().block().layout()->preeditAreaText().isEmpty();
    if (enter && !(key->modifiers() & Qt::ShiftModifier)) {
        if (!m_busy && !composing) send();
        return true;
    }
    if (key->key() == Qt::Key_Escape && m_busy && !composing) {
        emit stopRequested();
        return true;
    }
    return false;
}

void Composer::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) refresh();
}

void Composer::act() {
    if (m_busy) {
        emit stopRequested();
    } else {
        send();
    }
}

void Composer::send() {
    const QString text = m_edit->toPlainText().trimmed();
    if (text.isEmpty()) return;
    m_edit->clear();
    emit sendRequested(text);
}

void Composer::refresh() {
    const bool enabled = m_busy || !m_edit->toPlainText().trimmed().isEmpty();
    const QString word = m_busy ? tr("Stop") : tr("Send");
    m_button->setEnabled(enabled);
    m_button->setToolTip(m_busy ? tr("Stop the answer (Esc)") : tr("Send (Enter; Shift+Enter starts a new line)"));
    m_button->setAccessibleName(word);
    const QColor color = enabled ? m_theme.onAccent : m_theme.textFaint;
    m_button->setIcon(m_busy ? stopIcon(color, devicePixelRatioF()) : editor::icon("send", color, m_theme, kIcon));
    m_edit->setPlaceholderText(tr("Ask anything…"));
    m_edit->setAccessibleName(tr("Message"));
}

void Composer::fitHeight() {
    const int line = m_edit->fontMetrics().lineSpacing();
    const int lines = qBound(1, qRound(m_edit->document()->size().height()), kMostLines);
    const int margin = qMax(2, (kButton - line) / 2);
    m_edit->document()->setDocumentMargin(margin);
    m_edit->setFixedHeight(lines * line + 2 * margin);
    m_edit->setVerticalScrollBarPolicy(lines < kMostLines ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

}  // namespace heddle::app
