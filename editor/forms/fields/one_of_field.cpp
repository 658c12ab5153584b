#include "editor/forms/fields/one_of_field.h"

#include "editor/forms/fields/controls.h"
#include "editor/forms/fields/object_field.h"

#include <QLabel>
#include <QVBoxLayout>

namespace heddle::editor {

OneOfField::OneOfField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent), m_forms(alternativesOf(this->schema(), scope.rootSchema)) {
    m_box = new ChoiceBox(theme(), this);
    for (std::size_t i = 0; i < m_forms.size(); ++i)
        m_box->addItem(formTitle(i));
    m_box->setCurrentIndex(-1);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(10);
    m_column->addWidget(m_box);
    setFocusProxy(m_box);
    connect(m_box, &QComboBox::activated, this, &OneOfField::choose);
    display();
}

QString OneOfField::formTitle(std::size_t index) const {
    const Json& form = m_forms[index];
    const std::string title = textOf(form, "title");
    if (!title.empty()) return words(title);
    const std::string type = typeOf(form);
    if (type == "string") return tr("Text");
    if (type == "integer" || type == "number") return tr("Number");
    if (type == "boolean") return tr("Yes or no");
    if (type == "array") return tr("List");
    if (type == "object") return tr("Fields");
    return tr("Form %1").arg(index + 1);
}

void OneOfField::setTitle(const QString& title, const QString& help) {
    m_title = title;
    m_box->setAccessibleName(title);
    m_box->setAccessibleDescription(help);
    m_box->setPlaceholderText(tr("Choose"));
    if (m_field != nullptr && m_index >= 0) {
        m_field->setTitle(QStringLiteral("%1: %2").arg(title, formTitle(static_cast<std::size_t>(m_index))), help);
    }
}

QWidget* OneOfField::control() const { return m_box; }

void OneOfField::choose(int index) {
    if (index == m_index || index < 0) return;
    if (value()) m_left[m_index] = *value();
    const auto left = m_left.find(index);
    const Json& form = m_forms[static_cast<std::size_t>(index)];
    Json next = left != m_left.end() ? left->second : startValue(form, scope().rootSchema);
    showForm(index);
    if (m_field != nullptr) m_field->setValue(next);
    change(std::move(next), false);
}

void OneOfField::showForm(int index) {
    if (index == m_index) return;
    m_index = index;
    m_box->setCurrentIndex(index);
    if (m_field != nullptr) {
        m_field->hide();
        m_field->deleteLater();
        m_field = nullptr;
    }
    if (index < 0) return;
    const Json& form = m_forms[static_cast<std::size_t>(index)];
    if (kindOf(form) == FieldKind::Fixed) return;
    m_field = makeBareField(form, scope(), this);
    m_field->setRequired(true);
    m_column->addWidget(m_field);
    setTitle(m_title, m_box->accessibleDescription());
    connect(m_field, &Field::edited, this,
            [this](const QString& pointer, bool continuous) { change(m_field->value(), continuous, pointer); });
    m_field->setProblems(m_problems);
}

void OneOfField::display() {
    const Json* shown = value() ? &*value() : defaultValue();
    showForm(shown != nullptr && !m_forms.empty() ? static_cast<int>(alternativeFor(m_forms, *shown)) : -1);
    if (m_field != nullptr) m_field->setValue(shown != nullptr ? std::optional(*shown) : std::nullopt);
}

void OneOfField::setProblems(const Problems& problems) {
    m_problems = problems;
    if (m_field != nullptr) m_field->setProblems(problems);
}

QWidget* OneOfField::reveal(const QString& pointer) {
    return pointer.isEmpty() || m_field == nullptr ? control() : m_field->reveal(pointer);
}

void OneOfField::restyle() {
    m_box->setTheme(theme());
    for (std::size_t i = 0; i < m_forms.size(); ++i)
        m_box->setItemText(static_cast<int>(i), formTitle(i));
    if (m_field != nullptr) m_field->restyle();
}

}  // namespace heddle::editor
