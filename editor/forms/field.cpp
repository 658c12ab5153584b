#include "editor/forms/field.h"

#include "core/base/messages.h"
#include "editor/forms/fields/code_field.h"
#include "editor/forms/fields/enum_field.h"
#include "editor/forms/fields/flag_field.h"
#include "editor/forms/fields/list_field.h"
#include "editor/forms/fields/map_field.h"
#include "editor/forms/fields/number_field.h"
#include "editor/forms/fields/object_field.h"
#include "editor/forms/fields/one_of_field.h"
#include "editor/forms/fields/text_field.h"

#include <QCoreApplication>

namespace heddle::editor {

Field::Field(Json schema, const FormScope& scope, QWidget* parent)
    : QWidget(parent), m_schema(std::move(schema)), m_kind(kindOf(m_schema)), m_scope(scope) {}

void Field::setValue(const std::optional<Json>& value) {
    if (value == m_value) return;
    m_value = value;
    display();
}

QWidget* Field::reveal(const QString& /*pointer*/) { return control(); }

void Field::replace(std::optional<Json> value) {
    m_value = std::move(value);
    display();
    emit edited({}, false);
}

void Field::change(std::optional<Json> value, bool continuous, const QString& pointer) {
    if (value == m_value) return;
    m_value = std::move(value);
    emit edited(pointer, continuous);
}

void Field::setLocalError(const QString& error) {
    if (error == m_localError) return;
    m_localError = error;
    emit localErrorChanged();
}

const Json* Field::defaultValue() const {
    const auto it = m_schema.find("default");
    return it == m_schema.end() ? nullptr : &*it;
}

Field* makeField(const Json& schema, const FormScope& scope, QWidget* parent) {
    Json resolved = resolvedSchema(schema, scope.rootSchema);
    switch (kindOf(resolved)) {
        case FieldKind::Text:
        case FieldKind::Secret:
            return new TextField(std::move(resolved), scope, parent);
        case FieldKind::Choice:
            return new ChoiceField(std::move(resolved), scope, parent);
        case FieldKind::Enum:
            return new EnumField(std::move(resolved), scope, parent);
        case FieldKind::Number:
            return new NumberField(std::move(resolved), scope, parent);
        case FieldKind::Flag:
            return new FlagField(std::move(resolved), scope, parent);
        case FieldKind::List:
            return new ListField(std::move(resolved), scope, parent);
        case FieldKind::Map:
            return new MapField(std::move(resolved), scope, parent);
        case FieldKind::Object:
            return new ObjectField(std::move(resolved), scope, parent);
        case FieldKind::OneOf:
            return new OneOfField(std::move(resolved), scope, parent);
        case FieldKind::Code:
        case FieldKind::Fixed:
        case FieldKind::Any:
            break;
    }
    return new CodeField(std::move(resolved), scope, parent);
}

Problems problemsBelow(const Problems& problems, const std::string& step) {
    Problems below;
    for (const Problem& problem : problems) {
        if (!problem.path.starts_with(step)) continue;
        if (problem.path.size() > step.size() && problem.path[step.size()] != '/') continue;
        below.push_back(problem);
        below.back().path.erase(0, step.size());
    }
    return below;
}

QString problemText(const Problem& problem) {
    const std::string_view english = messageTemplate(problem.code);
    if (english.empty()) return QString::fromStdString(problem.code);
    const QString translated = QCoreApplication::translate("Messages", std::string(english).c_str());
    return QString::fromStdString(fillMessage(translated.toStdString(), problem.facts));
}

QString ownProblemText(const Problems& problems) {
    QStringList lines;
    for (const Problem& problem : problems) {
        if (problem.path.empty()) lines << problemText(problem);
    }
    lines.removeDuplicates();
    return lines.join('\n');
}

std::pair<std::string, QString> splitPointer(const QString& pointer) {
    if (pointer.isEmpty()) return {};
    const qsizetype next = pointer.indexOf('/', 1);
    if (next < 0) return {pointer.toStdString(), {}};
    return {pointer.left(next).toStdString(), pointer.mid(next)};
}

QString lineText(const Json& value) {
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : compactJson(value));
}

}  // namespace heddle::editor
