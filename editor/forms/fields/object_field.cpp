#include "editor/forms/fields/object_field.h"

#include "editor/forms/field_row.h"
#include "editor/forms/section.h"

#include <QVBoxLayout>

namespace heddle::editor {
namespace {

constexpr int kRowGap = 12;

}  // namespace

ObjectField::ObjectField(Json schema, const FormScope& scope, QWidget* parent, Form form)
    : Field(std::move(schema), scope, parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kRowGap);
    if (form == Form::Bare) {
        build();
        return;
    }
    m_group = new Section({}, theme(), this);
    column->addWidget(m_group);
    connect(m_group, &Section::opened, this, [this](bool isOpen) {
        if (isOpen) build();
        showMemberProblems();
    });
}

void ObjectField::build() {
    if (m_isBuilt) return;
    m_isBuilt = true;
    auto* column = m_group != nullptr ? m_group->body() : static_cast<QVBoxLayout*>(layout());
    if (m_group != nullptr) {
        column->setContentsMargins(10, 4, 0, 8);
        column->setSpacing(kRowGap);
    }
    const Json& members = schema()["properties"];
    std::vector<std::string> plain;
    for (const std::string& name : memberOrder(schema())) {
        const Json member = resolvedSchema(members[name], scope().rootSchema);
        if (kindOf(member) == FieldKind::Fixed) continue;
        (member.value("x-advanced", Json()) == true ? m_advancedNames : plain).push_back(name);
    }
    addRows(column, plain);
    if (!m_advancedNames.empty()) {
        m_advanced = new Section(tr("Advanced"), theme(), this);
        m_advanced->body()->setSpacing(kRowGap);
        column->addWidget(m_advanced);
        connect(m_advanced, &Section::opened, this, [this](bool isOpen) {
            if (isOpen && m_advanced->body()->count() == 0) addRows(m_advanced->body(), m_advancedNames);
            showMemberProblems();
        });
    }
    showMembers();
}

void ObjectField::addRows(QVBoxLayout* column, const std::vector<std::string>& names) {
    const Json& members = schema()["properties"];
    FieldRow* waiting = nullptr;  // a short field that may share its line with the next one
    for (const std::string& name : names) {
        auto* row = new FieldRow(members[name], name, heddle::editor::isRequired(schema(), name), scope(), this);
        m_rows.push_back(row);
        connect(row, &FieldRow::edited, this,
                [this, row](const QString& pointer, bool continuous) { memberEdited(*row, pointer, continuous); });
        if (!row->field().isShort()) {
            column->addWidget(row);
            waiting = nullptr;
        } else if (waiting == nullptr) {
            column->addWidget(row);
            waiting = row;
        } else {
            column->removeWidget(waiting);
            auto* line = new QHBoxLayout;
            line->setSpacing(10);
            line->addWidget(waiting, 1, Qt::AlignTop);
            line->addWidget(row, 1, Qt::AlignTop);
            column->addLayout(line);
            waiting = nullptr;
        }
    }
    showMembers();
}

void ObjectField::setTitle(const QString& title, const QString& help) {
    if (m_group == nullptr) return;
    m_group->setTitle(title);
    m_group->setToolTip(help);
}

QWidget* ObjectField::control() const {
    if (m_group != nullptr) return m_group->header();
    return m_rows.empty() ? nullptr : m_rows.front()->field().control();
}

void ObjectField::display() {
    const bool isFilled = value() && value()->is_object() && !value()->empty();
    if (m_group != nullptr && !m_isBuilt && isFilled) m_group->setOpen(true);
    showMembers();
}

void ObjectField::showMembers() {
    for (FieldRow* row : m_rows) {
        const bool isThere = value() && value()->is_object() && value()->contains(row->key());
        row->setValue(isThere ? std::optional((*value())[row->key()]) : std::nullopt);
    }
    showMemberProblems();
}

void ObjectField::memberEdited(FieldRow& row, const QString& pointer, bool continuous) {
    Json object = value() && value()->is_object() ? *value() : Json::object();
    const std::optional<Json>& member = row.field().value();
    if (member) {
        object[row.key()] = *member;
    } else {
        object.erase(row.key());
    }
    const bool isGone = object.empty() && m_group != nullptr && !isRequired();
    change(isGone ? std::nullopt : std::optional(std::move(object)), continuous, pointer);
}

void ObjectField::setProblems(const Problems& problems) {
    m_problems = problems;
    showMemberProblems();
}

void ObjectField::showMemberProblems() {
    std::size_t hidden = 0;
    for (const std::string& name : m_advancedNames)
        hidden += problemsBelow(m_problems, pointerStep(name)).size();
    for (FieldRow* row : m_rows)
        row->setProblems(problemsBelow(m_problems, pointerStep(row->key())));
    const auto remark = [this](std::size_t count) {
        return count == 0 ? QString() : tr("%n problem(s)", nullptr, static_cast<int>(count));
    };
    if (m_advanced != nullptr) m_advanced->setRemark(m_advanced->isOpen() ? QString() : remark(hidden));
    if (m_group != nullptr) m_group->setRemark(m_group->isOpen() ? QString() : remark(m_problems.size()));
}

QWidget* ObjectField::reveal(const QString& pointer) {
    if (m_group != nullptr) m_group->setOpen(true);
    const auto [step, rest] = splitPointer(pointer);
    for (const std::string& name : m_advancedNames) {
        if (pointerStep(name) == step) m_advanced->setOpen(true);
    }
    for (FieldRow* row : m_rows) {
        if (pointerStep(row->key()) == step) return row->field().reveal(rest);
    }
    return control();
}

void ObjectField::restyle() {
    for (Section* section : {m_group, m_advanced}) {
        if (section != nullptr) section->setTheme(theme());
    }
    if (m_advanced != nullptr) m_advanced->setTitle(tr("Advanced"));
    for (FieldRow* row : m_rows)
        row->restyle();
}

Field* makeBareField(const Json& schema, const FormScope& scope, QWidget* parent) {
    Json resolved = resolvedSchema(schema, scope.rootSchema);
    if (kindOf(resolved) != FieldKind::Object) return makeField(schema, scope, parent);
    return new ObjectField(std::move(resolved), scope, parent, ObjectField::Form::Bare);
}

}  // namespace heddle::editor
