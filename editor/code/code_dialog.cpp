#include "editor/code/code_dialog.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::editor {

CodeDialog::CodeDialog(const QString& title, CodeLanguage language, const Theme& theme, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(820, 580);
    m_editor = new CodeEditor(language, theme, this);
    m_editor->setLineNumbers(language != CodeLanguage::Prompt && language != CodeLanguage::Plain);
    m_editor->surface()->setAccessibleName(title);
    m_done = new QPushButton(this);
    m_done->setDefault(false);
    m_done->setAutoDefault(false);
    auto* buttons = new QDialogButtonBox(this);
    buttons->addButton(m_done, QDialogButtonBox::AcceptRole);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    column->addWidget(m_editor, 1);
    column->addWidget(buttons);
    connect(m_done, &QPushButton::clicked, this, &QDialog::accept);
    setTheme(theme);
    retranslate();
    m_editor->setFocus();
}

void CodeDialog::setTheme(const Theme& theme) {
    m_editor->setTheme(theme);
    setPalette(theme.palette());
    m_done->setStyleSheet(
        withTokens("QPushButton { background: @accent; color: @onAccent; border: 1px solid @accent; "
                   "border-radius: 6px; padding: 6px 18px; font-weight: 600; }"
                   "QPushButton:focus { border-color: @text; }",
                   theme));
}

void CodeDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) retranslate();
}

void CodeDialog::retranslate() { m_done->setText(tr("Done")); }

}  // namespace heddle::editor
