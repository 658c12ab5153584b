#include "editor/look/search_field.h"

#include "editor/look/icons.h"

#include <QAction>
#include <QToolButton>

namespace heddle::editor {

SearchField::SearchField(QWidget* parent) : QLineEdit(parent), m_glass(addAction(QIcon(), QLineEdit::LeadingPosition)) {
    setClearButtonEnabled(true);
    setTheme(Theme::dark());
}

void SearchField::setTheme(const Theme& theme) {
    m_glass->setIcon(icon(QStringLiteral("search"), theme.textFaint, theme, 16));
}

void SearchField::setPurpose(const QString& purpose) {
    setPlaceholderText(purpose);
    setAccessibleName(purpose);
    m_glass->setText(purpose);
    for (auto* button : findChildren<QToolButton*>())
        button->setAccessibleName(button->defaultAction() == m_glass ? purpose : tr("Clear the words"));
}

}  // namespace heddle::editor
