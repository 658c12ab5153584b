#include "editor/forms/fields/map_field.h"

#include "editor/code/icon_button.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::editor {

MapField::MapField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent), m_valueSchema(this->schema()["additionalProperties"]) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_column = new QVBoxLayout;
    m_column->setSpacing(6);
    column->addLayout(m_column);
    m_add = new QPushButton(this);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, [this] {
        const Json schemaOfValue = resolvedSchema(m_valueSchema, this->scope().rootSchema);
        addEntry({}, startValue(schemaOfValue, this->scope().rootSchema)).name->setFocus();
        retitle();
    });
}

void MapField::setTitle(const QString& title, const QString& help) {
    m_title = title;
    m_add->setText(tr("Add"));
    m_add->setAccessibleName(tr("Add to %1").arg(title));
    m_add->setAccessibleDescription(help);
    retitle();
}

void MapField::retitle() {
    int number = 0;
    for (const Entry& entry : m_entries) {
        ++number;
        const QString name = entry.name->text().isEmpty() ? QString::number(number) : entry.name->text();
        entry.name->setAccessibleName(tr("%1: name %2").arg(m_title).arg(number));
        entry.name->setPlaceholderText(tr("Name"));
        entry.field->setTitle(tr("%1: value of %2").arg(m_title, name), {});
        entry.remove->setName(tr("Remove %1").arg(name));
    }
}

QWidget* MapField::control() const { return m_entries.empty() ? static_cast<QWidget*>(m_add) : m_entries.front().name; }

MapField::Entry& MapField::addEntry(const QString& name, const Json& value) {
    Entry entry;
    entry.row = new QWidget(this);
    entry.name = new QLineEdit(name, entry.row);
    entry.field = makeField(m_valueSchema, scope(), entry.row);
    entry.field->setRequired(true);
    entry.field->setValue(value);
    entry.remove = new IconButton("x", {}, theme(), entry.row);
    auto* row = new QHBoxLayout(entry.row);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(entry.name, 2, Qt::AlignTop);
    row->addWidget(entry.field, 3);
    row->addWidget(entry.remove, 0, Qt::AlignTop);
    m_column->addWidget(entry.row);
    QWidget* const key = entry.row;
    QLineEdit* const line = entry.name;
    connect(line, &QLineEdit::textEdited, this, [this] {
        retitle();
        entryEdited(true, {}, {});
    });
    connect(entry.field, &Field::edited, this,
            [this, line](const QString& pointer, bool continuous) { entryEdited(continuous, line->text(), pointer); });
    connect(entry.remove, &QToolButton::clicked, this, [this, key] { removeEntry(key); });
    m_entries.push_back(entry);
    return m_entries.back();
}

void MapField::removeEntry(const QWidget* row) {
    const auto it =
        std::find_if(m_entries.begin(), m_entries.end(), [row](const Entry& entry) { return entry.row == row; });
    if (it == m_entries.end()) return;
    it->row->hide();
    it->row->deleteLater();
    m_entries.erase(it);
    retitle();
    entryEdited(false, {}, {});
    if (control() != nullptr) control()->setFocus();
}

void MapField::clear() {
    for (const Entry& entry : m_entries) {
        entry.row->hide();
        entry.row->deleteLater();
    }
    m_entries.clear();
}

Json MapField::collected() const {
    Json all = Json::object();
    for (const Entry& entry : m_entries) {
        const std::string name = entry.name->text().toStdString();
        if (!name.empty() && !all.contains(name)) all[name] = entry.field->value().value_or(Json());
    }
    return all;
}

QString MapField::doubleName() const {
    QStringList names;
    for (const Entry& entry : m_entries) {
        const QString name = entry.name->text();
        if (!name.isEmpty() && names.contains(name)) return name;
        names << name;
    }
    return {};
}

void MapField::entryEdited(bool continuous, const QString& name, const QString& pointer) {
    const QString twice = doubleName();
    setLocalError(twice.isEmpty() ? QString() : tr("“%1” is there twice. Only the first counts.").arg(twice));
    Json all = collected();
    const QString step = name.isEmpty() ? QString() : QString::fromStdString(pointerStep(name.toStdString()));
    change(all.empty() && !isRequired() ? std::nullopt : std::optional(std::move(all)), continuous, step + pointer);
}

void MapField::display() {
    const Json all = value() && value()->is_object() ? *value() : Json::object();
    std::vector<std::string> names;
    for (const auto& [name, member] : all.items())
        names.push_back(name);
    std::vector<std::string> shown;
    for (const Entry& entry : m_entries)
        shown.push_back(entry.name->text().toStdString());
    std::sort(shown.begin(), shown.end());
    if (shown == names) {
        for (const Entry& entry : m_entries)
            entry.field->setValue(all[entry.name->text().toStdString()]);
        return;
    }
    clear();
    setLocalError({});
    for (const auto& [name, member] : all.items())
        addEntry(QString::fromStdString(name), member);
    retitle();
}

void MapField::setProblems(const Problems& problems) {
    QStringList lines;
    for (const Entry& entry : m_entries) {
        const Problems below = problemsBelow(problems, pointerStep(entry.name->text().toStdString()));
        entry.field->setProblems(below);
        const QString text = ownProblemText(below);
        if (!text.isEmpty()) lines << QStringLiteral("%1: %2").arg(entry.name->text(), text);
    }
    if (doubleName().isEmpty()) setLocalError(lines.join('\n'));
}

QWidget* MapField::reveal(const QString& pointer) {
    const auto [step, rest] = splitPointer(pointer);
    for (const Entry& entry : m_entries) {
        if (pointerStep(entry.name->text().toStdString()) == step) return entry.field->reveal(rest);
    }
    return control();
}

void MapField::restyle() {
    for (const Entry& entry : m_entries) {
        entry.remove->setTheme(theme());
        entry.field->restyle();
    }
    m_add->setText(tr("Add"));
    retitle();
}

}  // namespace heddle::editor
