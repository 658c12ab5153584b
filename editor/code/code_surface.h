#pragma once
#include <Qsci/qsciscintilla.h>

namespace heddle::editor {

/// QScintilla as this editor needs it: Tab can leave it, the document's undo gets the key when it has none of its own,
/// text that an input method is still composing is no edit, and a field does not eat the wheel of the form around it.
class CodeSurface : public QsciScintilla {
    Q_OBJECT

public:
    using QsciScintilla::QsciScintilla;

    void setField(bool isField) { m_isField = isField; }
    bool isComposing() const { return m_isComposing; }

    /// Byte positions for UTF-16 offsets and back.
    int toByte(int offset) const;
    int toOffset(int byte) const;
    /// Lines as they are shown, wrapped.
    int shownLines() const;
    long tell(unsigned int message, unsigned long first = 0, long second = 0) const;

signals:
    void composed();

protected:
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    bool m_isField = false;
    bool m_isComposing = false;
};

}  // namespace heddle::editor
