#include "editor/forms/fields/enum_field.h"

#include "editor/forms/fields/controls.h"

#include <QHBoxLayout>

namespace heddle::editor {
namespace {

constexpr qsizetype kShortTitle = 14;

}  // namespace

EnumField::EnumField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent), m_entries(enumEntries(this->schema())) {
    m_box = new ChoiceBox(theme(), this);
    for (const EnumEntry& entry : m_entries)
        m_box->addItem(words(entry.title));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_box);
    setFocusProxy(m_box);
    connect(m_box, &QComboBox::activated, this, [this](int index) {
        if (index < static_cast<int>(m_entries.size())) change(m_entries[static_cast<std::size_t>(index)].value, false);
    });
    display();
}

void EnumField::setTitle(const QString& title, const QString& help) {
    m_box->setAccessibleName(title);
    m_box->setAccessibleDescription(help);
    m_box->setPlaceholderText(tr("Choose"));
}

QWidget* EnumField::control() const { return m_box; }

bool EnumField::isShort() const {
    return std::all_of(m_entries.begin(), m_entries.end(),
                       [this](const EnumEntry& entry) { return words(entry.title).size() <= kShortTitle; });
}

void EnumField::restyle() {
    m_box->setTheme(theme());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_box->setItemText(static_cast<int>(i), words(m_entries[i].title));
    }
}

void EnumField::display() {
    const auto known = static_cast<int>(m_entries.size());
    while (m_box->count() > known)
        m_box->removeItem(known);
    const Json* shown = value() ? &*value() : defaultValue();
    int index = -1;
    for (int i = 0; shown != nullptr && i < known; ++i) {
        if (m_entries[static_cast<std::size_t>(i)].value == *shown) index = i;
    }
    if (value() && index < 0) {
        m_box->addItem(lineText(*value()));
        index = known;
    }
    m_box->setCurrentIndex(index);
}

}  // namespace heddle::editor
