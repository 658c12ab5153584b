#pragma once
#include "editor/code/code_editor.h"

#include <QDialog>

namespace heddle::editor {

/// One text in a large window, beside the form it comes from. Non-modal: open() it; each change is passed on at once.
class CodeDialog : public QDialog {
    Q_OBJECT

public:
    CodeDialog(const QString& title, CodeLanguage language, const Theme& theme, QWidget* parent = nullptr);

    CodeEditor& editor() { return *m_editor; }
    void setTheme(const Theme& theme);

private:
    CodeEditor* m_editor = nullptr;
};

}  // namespace heddle::editor
