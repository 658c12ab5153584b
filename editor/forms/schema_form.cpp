#include "editor/forms/schema_form.h"

#include "editor/forms/fields/object_field.h"
#include "editor/forms/form_style.h"
#include "editor/forms/tab_order.h"
#include "editor/forms/value_check.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace heddle::editor {

/// What the fields refer to; it stays where it is while the form lives.
struct SchemaForm::Shared {
    FormContext context;
    Json schema = Json::object();
    FormScope scope{context, schema};
};

SchemaForm::SchemaForm(FormContext context, QWidget* parent) : QWidget(parent), m_shared(std::make_unique<Shared>()) {
    m_shared->context = std::move(context);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    setFont(uiFont());
    setStyleSheet(formStyle(m_shared->context.theme));
}

SchemaForm::~SchemaForm() = default;

void SchemaForm::setSchema(const Json& schema) {
    if (schema == m_shared->schema && m_root != nullptr) return;
    if (m_root != nullptr) {
        // It may be the sender of the signal that is being handled.
        m_root->disconnect(this);
        m_root->hide();
        m_root->deleteLater();
        m_root = nullptr;
    }
    m_shared->schema = schema.is_object() ? schema : Json::object();
    const Json resolved = resolvedSchema(m_shared->schema, m_shared->schema);
    const FieldKind kind = kindOf(resolved);
    const bool isEmpty = kind == FieldKind::Any && (typeOf(resolved) == "object" || resolved.empty());
    if (!isEmpty && kind != FieldKind::Fixed) {
        m_root = makeBareField(m_shared->schema, m_shared->scope, this);
        m_root->setRequired(true);
        m_root->setTitle(m_shared->context.words(titleOf(resolved, {})), {});
        m_root->setReadOnly(m_isReadOnly);
        layout()->addWidget(m_root);
        connect(m_root, &Field::edited, this, &SchemaForm::partEdited);
        if (!m_value.is_null()) m_root->setValue(m_value);
    }
    validate();
}

void SchemaForm::setValue(const Json& value) {
    if (value == m_value) return;
    m_value = value;
    if (m_root != nullptr) m_root->setValue(value.is_null() ? std::nullopt : std::optional(value));
    validate();
}

void SchemaForm::partEdited(const QString& pointer, bool continuous) {
    m_value = m_root->value().value_or(Json());
    validate();
    emit valueEdited(pointer, m_value, continuous);
}

void SchemaForm::setProblems(const Problems& problems) {
    if (problems == m_others) return;
    m_others = problems;
    showProblems();
}

void SchemaForm::validate() {
    Problems found =
        m_root == nullptr ? Problems() : checkValue(m_shared->schema, m_value.is_null() ? Json::object() : m_value);
    const bool isNew = found != m_own;
    m_own = std::move(found);
    if (!isNew) return;
    showProblems();
    emit problemsChanged();
}

void SchemaForm::showProblems() {
    if (m_root == nullptr) return;
    Problems all = m_own;
    all.insert(all.end(), m_others.begin(), m_others.end());
    m_root->setProblems(all);
}

void SchemaForm::setReadOnly(bool readOnly) {
    m_isReadOnly = readOnly;
    if (m_root != nullptr) m_root->setReadOnly(readOnly);
}

void SchemaForm::setTheme(const Theme& theme) {
    m_shared->context.theme = theme;
    setStyleSheet(formStyle(theme));
    if (m_root != nullptr) m_root->restyle();
}

void SchemaForm::focusField(const QString& pointer) {
    QWidget* control = m_root == nullptr ? nullptr : m_root->reveal(pointer);
    if (control == nullptr) return;
    control->setFocus(Qt::OtherFocusReason);
    for (QWidget* above = parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(above)) area->ensureWidgetVisible(control, 20, 60);
    }
}

bool SchemaForm::focusNextPrevChild(bool next) { return tabThrough(*this, next) || QWidget::focusNextPrevChild(next); }

void SchemaForm::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange || m_root == nullptr) return;
    m_root->restyle();
    showProblems();
}

}  // namespace heddle::editor
