#pragma once
#include "editor/code/code_editor.h"

#include <QDialog>

class QPushButton;

namespace heddle::editor {

/// One text in a large window, beside the form it comes from. Non-modal: open() it; each change is passed on at once.
class CodeDialog : public QDialog {
    Q_OBJECT

public:
    CodeDialog(const QString& title, CodeLanguage language, const Theme& theme, QWidget* parent = nullptr);

    CodeEditor& editor() { return *m_editor; }
    void setTheme(const Theme& theme);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    CodeEditor* m_editor = nullptr;
    QPushButton* m_done = nullptr;
};

}  // namespace heddle::editor
