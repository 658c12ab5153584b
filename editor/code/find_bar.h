#pragma once
#include "editor/look/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace heddle::editor {

class CodeSurface;

/// The line below a text that looks for words in it: Enter and Shift+Enter walk, Escape closes.
class FindBar : public QWidget {
    Q_OBJECT

public:
    FindBar(CodeSurface& surface, const Theme& theme, QWidget* parent);

    /// Shows itself, with the selected text as what to look for.
    void open();
    void close();
    void setTheme(const Theme& theme);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void look(bool forward, bool fromSelectionStart);
    void retranslate();

    CodeSurface& m_surface;
    QLineEdit* m_words = nullptr;
    QLabel* m_count = nullptr;
    class IconButton* m_previous = nullptr;
    IconButton* m_next = nullptr;
    IconButton* m_close = nullptr;
};

}  // namespace heddle::editor
