#include "app/chat/composer.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kMostLines = 8;
constexpr int kButton = 32;
constexpr auto kSend =
    R"(<path d="m5 12 7-7 7 7M12 19V5" fill="none" stroke="%1" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>)";
constexpr auto kStop = R"(<rect x="6" y="6" width="12" height="12" rx="2.5" fill="%1"/>)";

QIcon drawn(const char* shape, const QColor& color, qreal ratio) {
    const QString svg = QStringLiteral(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">%1</svg>)")
                            .arg(QString::fromLatin1(shape).arg(color.name()));
    QSvgRenderer renderer(svg.toUtf8());
    QPixmap pixmap(QSize(18, 18) * ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Disabled);
    return icon;
}

}  // namespace

Composer::Composer(QWidget* parent) : QFrame(parent) {
    setObjectName("chatComposer");
    m_edit = new QPlainTextEdit(this);
    m_edit->setObjectName("chatInput");
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTabChangesFocus(true);
    m_edit->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_edit->document()->setDocumentMargin(2);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);

    m_button = new QToolButton(this);
    m_button->setObjectName("chatSend");
    m_button->setIconSize({18, 18});
    m_button->setFixedSize(kButton, kButton);
    m_button->setCursor(Qt::PointingHandCursor);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 8, 8, 8);
    row->setSpacing(8);
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

void Composer::setTheme(const ChatTheme& theme) {
    m_theme = theme;
    const auto token = [&](const char* name, QPalette::ColorRole role) {
        return theme.tokens.value(name, palette().color(role).name());
    };
    const QString field = token("bg2", QPalette::Base);
    const QString line = token("line2", QPalette::Mid);
    const QString text = token("text", QPalette::Text);
    const QString accent = token("accent", QPalette::Highlight);
    const QString quiet = token("bg3", QPalette::Button);
    setStyleSheet(QStringLiteral("#chatComposer { background: %1; border: 1px solid %2; border-radius: 10px; }"
                                 "#chatComposer[focused=\"true\"] { border-color: %4; }"
                                 "#chatInput { background: transparent; border: none; color: %3; font-size: 13px; }"
                                 "#chatSend { background: %4; border: none; border-radius: 8px; }"
                                 "#chatSend:disabled { background: %5; }"
                                 "#chatSend:focus { border: 2px solid %3; }")
                      .arg(field, line, text, accent, quiet));
    QPalette colors = m_edit->palette();
    colors.setColor(QPalette::PlaceholderText, QColor(token("text3", QPalette::PlaceholderText)));
    m_edit->setPalette(colors);
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
    if (enter && !(key->modifiers() & Qt::ShiftModifier) && !composing) {
        if (!m_busy) send();
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
    m_button->setToolTip(m_busy ? tr("Stop the answer (Esc)") : tr("Send (Enter)"));
    m_button->setAccessibleName(word);
    const QColor color = enabled ? QColor(Qt::white) : QColor(m_theme.tokens.value("text3", "#808080"));
    m_button->setIcon(drawn(m_busy ? kStop : kSend, color, devicePixelRatioF()));
    m_edit->setPlaceholderText(tr("Ask anything… (Enter sends, Shift+Enter starts a new line)"));
    m_edit->setAccessibleName(tr("Message"));
}

void Composer::fitHeight() {
    const int line = m_edit->fontMetrics().lineSpacing();
    const int lines = qBound(1, qRound(m_edit->document()->size().height()), kMostLines);
    m_edit->setFixedHeight(qMax(kButton - 4, lines * line + 8));
    m_edit->setVerticalScrollBarPolicy(lines < kMostLines ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

}  // namespace heddle::app
