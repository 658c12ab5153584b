#include "editor/code/code_surface.h"

#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>

namespace heddle::editor {

int CodeSurface::toByte(int offset) const { return static_cast<int>(text().left(offset).toUtf8().size()); }

int CodeSurface::toOffset(int byte) const {
    return static_cast<int>(QString::fromUtf8(text().toUtf8().left(byte)).size());
}

long CodeSurface::tell(unsigned int message, unsigned long first, long second) const {
    return SendScintilla(message, first, second);
}

int CodeSurface::shownLines() const {
    const auto last = static_cast<unsigned long>(lines() - 1);
    return static_cast<int>(tell(SCI_VISIBLEFROMDOCLINE, last) + tell(SCI_WRAPCOUNT, last));
}

bool CodeSurface::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool passes = (key->matches(QKeySequence::Undo) && !isUndoAvailable()) ||
                            (key->matches(QKeySequence::Redo) && !isRedoAvailable());
        if (passes) {
            event->ignore();
            return false;
        }
    }
    return QsciScintilla::event(event);
}

bool CodeSurface::focusNextPrevChild(bool next) {
    if (m_isField && tell(SCI_AUTOCACTIVE) == 0) return QWidget::focusNextPrevChild(next);
    return QsciScintilla::focusNextPrevChild(next);
}

void CodeSurface::inputMethodEvent(QInputMethodEvent* event) {
    // QScintilla takes the text apart into several changes; outside it is one.
    m_isComposing = true;
    QsciScintilla::inputMethodEvent(event);
    m_isComposing = !event->preeditString().isEmpty();
    if (!m_isComposing) emit composed();
}

void CodeSurface::wheelEvent(QWheelEvent* event) {
    const bool canScroll = verticalScrollBar()->maximum() > verticalScrollBar()->minimum();
    if (m_isField && (!hasFocus() || !canScroll)) {
        event->ignore();
        return;
    }
    QsciScintilla::wheelEvent(event);
}

}  // namespace heddle::editor
