#include "editor/forms/field_row.h"

#include "editor/code/icon_button.h"
#include "editor/forms/form_style.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

QLabel* smallText(const char* role, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setFont(uiFont(12));
    label->hide();
    return label;
}

void setRole(QLabel* label, const char* role) {
    if (label->property("role").toString() == role) return;
    label->setProperty("role", role);
    label->style()->unpolish(label);
    label->style()->polish(label);
}

}  // namespace

FieldRow::FieldRow(const Json& schema, const std::string& key, bool isRequired, const FormScope& scope, QWidget* parent)
    : QWidget(parent), m_key(key), m_scope(scope) {
    m_field = makeField(schema, scope, this);
    m_field->setRequired(isRequired);
    build();
    retitle();
    connect(m_field, &Field::edited, this, [this](const QString& pointer, bool continuous) {
        showReset();
        emit edited(QString::fromStdString(pointerStep(m_key)) + pointer, continuous);
    });
    connect(m_field, &Field::localErrorChanged, this, &FieldRow::showErrors);
    connect(m_reset, &QToolButton::clicked, this, &FieldRow::reset);
}

void FieldRow::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    m_reset = new IconButton("rotate-ccw", {}, m_scope.context.theme, this);
    m_reset->setFixedSize(20, 18);
    if (!m_field->showsTitle()) {
        m_head = new QWidget(this);
        m_head->setFixedHeight(18);
        auto* head = new QHBoxLayout(m_head);
        head->setContentsMargins(0, 0, 0, 0);
        head->setSpacing(4);
        m_caption = new QLabel(m_head);
        m_caption->setFont(captionFont());
        m_caption->setProperty("role", "caption");
        m_caption->setTextFormat(Qt::PlainText);
        m_caption->setBuddy(m_field->control());
        head->addWidget(m_caption);
        if (m_field->isRequired()) {
            auto* mark = new QLabel("*", m_head);
            mark->setProperty("role", "required");
            head->addWidget(mark);
        }
        head->addStretch(1);
        head->addWidget(m_reset);
        if (m_field->corner() != nullptr) head->addWidget(m_field->corner());
        column->addWidget(m_head);
        column->addWidget(m_field);
    } else {
        auto* line = new QHBoxLayout;
        line->setSpacing(4);
        line->addWidget(m_field, 1);
        line->addWidget(m_reset, 0, Qt::AlignTop);
        column->addLayout(line);
    }
    m_help = smallText("help", this);
    m_error = smallText("error", this);
    column->addWidget(m_help);
    column->addWidget(m_error);
    showReset();
}

void FieldRow::retitle() {
    const Json& schema = m_field->schema();
    const QString title = m_scope.context.words(titleOf(schema, m_key));
    const std::string english = textOf(schema, "description");
    const QString help = english.empty() ? QString() : m_scope.context.words(english);
    m_field->setTitle(title, help);
    if (m_caption != nullptr) m_caption->setText(title);
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty() && m_field->kind() != FieldKind::Object);
    m_reset->setName((schema.contains("default") ? tr("Reset %1") : tr("Clear %1")).arg(title));
}

void FieldRow::setValue(const std::optional<Json>& value) {
    m_field->setValue(value);
    showReset();
}

void FieldRow::setProblems(const Problems& problems) {
    m_field->setProblems(problems);
    m_problems = ownProblemText(problems);
    m_isWarning = std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
        return problem.path.empty() && problem.severity == Severity::Error;
    });
    showErrors();
}

void FieldRow::restyle() {
    m_reset->setTheme(m_scope.context.theme);
    m_field->restyle();
    retitle();
}

void FieldRow::showErrors() {
    const bool isLocal = !m_field->localError().isEmpty();
    const QString text = isLocal ? m_field->localError() : m_problems;
    setRole(m_error, !isLocal && m_isWarning ? "warning" : "error");
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
    if (QWidget* control = m_field->control()) control->setToolTip(text);
}

void FieldRow::showReset() {
    const std::optional<Json>& value = m_field->value();
    const Json& schema = m_field->schema();
    const bool hasDefault = schema.contains("default");
    const bool differs = value && (!hasDefault || *value != schema["default"]);
    m_reset->setVisible(differs && (hasDefault || (!m_field->isRequired() && !m_field->canBeEmptied())));
}

void FieldRow::reset() {
    const Json& schema = m_field->schema();
    m_field->replace(m_field->isRequired() && schema.contains("default") ? std::optional(schema["default"])
                                                                         : std::nullopt);
    if (QWidget* control = m_field->control()) control->setFocus();
}

}  // namespace heddle::editor
