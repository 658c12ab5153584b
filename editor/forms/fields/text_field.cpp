#include "editor/forms/fields/text_field.h"

#include "editor/code/icon_button.h"
#include "editor/forms/fields/controls.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace heddle::editor {

std::optional<Json> valueOfText(const QString& text, bool isRequired) {
    if (text.isEmpty() && !isRequired) return std::nullopt;
    return Json(text.toStdString());
}

TextField::TextField(Json schema, const FormScope& scope, QWidget* parent) : Field(std::move(schema), scope, parent) {
    m_line = new QLineEdit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_line, 1);
    setFocusProxy(m_line);
    if (kind() == FieldKind::Secret) {
        m_line->setEchoMode(QLineEdit::Password);
        m_reveal = new IconButton("eye", {}, theme(), this);
        m_reveal->setCheckable(true);
        row->addWidget(m_reveal);
        connect(m_reveal, &QToolButton::toggled, this, [this](bool isOn) {
            m_line->setEchoMode(isOn ? QLineEdit::Normal : QLineEdit::Password);
            retitle();
        });
    }
    connect(m_line, &QLineEdit::textEdited, this,
            [this](const QString& text) { change(valueOfText(text, isRequired()), true); });
    if (const Json* value = defaultValue()) m_line->setPlaceholderText(lineText(*value));
    if (const Json examples = this->schema().value("examples", Json());
        defaultValue() == nullptr && examples.is_array() && !examples.empty()) {
        m_line->setPlaceholderText(lineText(examples.front()));
    }
}

void TextField::setTitle(const QString& title, const QString& help) {
    m_line->setAccessibleName(title);
    m_line->setAccessibleDescription(help);
    retitle();
}

void TextField::retitle() {
    if (m_reveal == nullptr) return;
    const bool isShown = m_line->echoMode() == QLineEdit::Normal;
    m_reveal->setIconName(isShown ? "eye-off" : "eye");
    m_reveal->setName((isShown ? tr("Hide %1") : tr("Show %1")).arg(m_line->accessibleName()));
}

QWidget* TextField::control() const { return m_line; }

void TextField::setReadOnly(bool readOnly) { m_line->setReadOnly(readOnly); }

void TextField::restyle() {
    if (m_reveal != nullptr) m_reveal->setTheme(theme());
    retitle();
}

void TextField::display() {
    const QString text = m_value ? lineText(*m_value) : QString();
    if (m_line->text() != text) m_line->setText(text);
}

ChoiceField::ChoiceField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent) {
    m_box = new ChoiceBox(theme(), this);
    m_box->setEditable(true);
    m_box->setInsertPolicy(QComboBox::NoInsert);
    m_box->setCompleter(nullptr);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_box);
    setFocusProxy(m_box);
    connect(m_box, &ChoiceBox::aboutToOpen, this, &ChoiceField::fill);
    connect(m_box->lineEdit(), &QLineEdit::textEdited, this, [this](const QString& text) { accept(text, true); });
    connect(m_box, &QComboBox::activated, this, [this](int index) {
        const QString value = m_box->itemData(index).toString();
        m_box->setEditText(value);
        accept(value, false);
    });
    if (const Json* value = defaultValue()) m_box->lineEdit()->setPlaceholderText(lineText(*value));
}

void ChoiceField::setTitle(const QString& title, const QString& help) {
    m_box->setAccessibleName(title);
    m_box->setAccessibleDescription(help);
    m_box->lineEdit()->setAccessibleName(title);
    if (defaultValue() == nullptr) m_box->lineEdit()->setPlaceholderText(tr("Choose or type"));
}

QWidget* ChoiceField::control() const { return m_box; }

void ChoiceField::restyle() { m_box->setTheme(theme()); }

void ChoiceField::fill() {
    const QString text = m_box->currentText();
    const auto& source = scope().context.choices;
    m_box->clear();
    if (source) {
        for (const Choice& choice : source(textOf(schema(), "format"))) {
            QString words = choice.title.isEmpty() || choice.title == choice.value
                                ? choice.value
                                : QStringLiteral("%1  %2").arg(choice.title, choice.value);
            if (!choice.detail.isEmpty()) words += QStringLiteral("  ·  %1").arg(choice.detail);
            m_box->addItem(words, choice.value);
        }
    }
    m_box->setCurrentIndex(m_box->findData(text));
    m_box->setEditText(text);
}

void ChoiceField::accept(const QString& text, bool continuous) { change(valueOfText(text, isRequired()), continuous); }

void ChoiceField::display() {
    const QString text = m_value ? lineText(*m_value) : QString();
    if (m_box->currentText() != text) m_box->setEditText(text);
}

}  // namespace heddle::editor
