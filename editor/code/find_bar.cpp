#include "editor/code/find_bar.h"

#include "editor/code/code_surface.h"
#include "editor/code/icon_button.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace heddle::editor {

FindBar::FindBar(CodeSurface& surface, const Theme& theme, QWidget* parent) : QWidget(parent), m_surface(surface) {
    m_words = new QLineEdit(this);
    m_words->setClearButtonEnabled(false);
    m_words->installEventFilter(this);
    m_count = new QLabel(this);
    m_previous = new IconButton("arrow-up", {}, theme, this);
    m_next = new IconButton("arrow-down", {}, theme, this);
    m_close = new IconButton("x", {}, theme, this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 4, 4);
    row->setSpacing(2);
    row->addWidget(m_words, 1);
    row->addSpacing(4);
    row->addWidget(m_count);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(m_close);
    connect(m_words, &QLineEdit::textChanged, this, [this] { look(true, true); });
    connect(m_previous, &QToolButton::clicked, this, [this] { look(false, false); });
    connect(m_next, &QToolButton::clicked, this, [this] { look(true, false); });
    connect(m_close, &QToolButton::clicked, this, &FindBar::close);
    setTheme(theme);
    retranslate();
    hide();
}

void FindBar::open() {
    show();
    if (m_surface.hasSelectedText() && !m_surface.selectedText().contains('\n')) {
        m_words->setText(m_surface.selectedText());
    }
    m_words->setFocus();
    m_words->selectAll();
}

void FindBar::close() {
    hide();
    m_surface.setFocus();
}

void FindBar::look(bool forward, bool fromSelectionStart) {
    const QString words = m_words->text();
    m_count->clear();
    if (words.isEmpty()) return;
    m_count->setText(tr("%n found", nullptr, static_cast<int>(m_surface.text().count(words, Qt::CaseInsensitive))));
    int line = -1;
    int column = -1;
    if (m_surface.hasSelectedText()) {
        int lineTo = 0;
        int columnTo = 0;
        m_surface.getSelection(&line, &column, &lineTo, &columnTo);
        if (forward && !fromSelectionStart) {
            line = lineTo;
            column = columnTo;
        }
    }
    m_surface.findFirst(words, false, false, false, true, forward, line, column);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_words && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            look(!(key->modifiers() & Qt::ShiftModifier), false);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::setTheme(const Theme& theme) {
    for (IconButton* button : {m_previous, m_next, m_close})
        button->setTheme(theme);
    setStyleSheet(
        withTokens("QLineEdit { background: @panel; color: @text; border: 1px solid @fieldLine; "
                   "border-radius: 5px; padding: 2px 6px; selection-background-color: @accent; "
                   "selection-color: @onAccent; } QLineEdit:focus { border-color: @accent; } "
                   "QLabel { color: @textFaint; }",
                   theme));
}

void FindBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void FindBar::retranslate() {
    m_words->setAccessibleName(tr("Find"));
    m_words->setPlaceholderText(tr("Find"));
    m_previous->setName(tr("Previous match (Shift+Enter)"));
    m_next->setName(tr("Next match (Enter)"));
    m_close->setName(tr("Close (Esc)"));
}

}  // namespace heddle::editor
