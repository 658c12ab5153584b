#include "editor/forms/json_view.h"

#include "editor/code/icon_button.h"
#include "editor/forms/form_style.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

constexpr qsizetype kShownCharacters = 50'000;
constexpr int kMostLines = 14;

}  // namespace

JsonView::JsonView(const QString& title, const Theme& theme, QWidget* parent) : QWidget(parent) {
    m_caption = new QLabel(title, this);
    m_caption->setFont(captionFont());
    m_caption->setProperty("role", "caption");
    m_copy = new IconButton("copy", tr("Copy %1").arg(title), theme, this);
    m_copy->setFixedSize(20, 18);
    m_editor = new CodeEditor(CodeLanguage::Json, theme, this);
    m_editor->setCompact(1, kMostLines);
    m_editor->setReadOnly(true);
    m_editor->surface()->setAccessibleName(title);
    m_caption->setBuddy(m_editor->surface());
    auto* head = new QHBoxLayout;
    head->addWidget(m_caption, 1);
    head->addWidget(m_copy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addLayout(head);
    column->addWidget(m_editor);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text); });
}

void JsonView::setValue(const Json& value) {
    m_text = QString::fromStdString(value.is_string() ? value.get<std::string>() : canonicalJson(value)).trimmed();
    m_editor->setText(m_text.size() > kShownCharacters ? m_text.left(kShownCharacters) + "\n…" : m_text);
}

}  // namespace heddle::editor
