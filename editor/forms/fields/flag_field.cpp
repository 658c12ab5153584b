#include "editor/forms/fields/flag_field.h"

#include "editor/forms/fields/controls.h"

#include <QHBoxLayout>

namespace heddle::editor {

FlagField::FlagField(Json schema, const FormScope& scope, QWidget* parent) : Field(std::move(schema), scope, parent) {
    m_box = new CheckBox(theme(), this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_box, 1);
    setFocusProxy(m_box);
    connect(m_box, &QCheckBox::clicked, this, [this](bool isOn) { change(Json(isOn), false); });
    display();
}

void FlagField::setTitle(const QString& title, const QString& help) {
    m_box->setText(QString(title).replace('&', "&&"));
    m_box->setAccessibleName(title);
    m_box->setAccessibleDescription(help);
}

QWidget* FlagField::control() const { return m_box; }

void FlagField::restyle() { m_box->setTheme(theme()); }

void FlagField::display() {
    const Json* shown = value() ? &*value() : defaultValue();
    m_box->setChecked(shown != nullptr && *shown == true);
}

}  // namespace heddle::editor
