#include "editor/forms/pages/state_table.h"

#include "core/base/error.h"
#include "editor/code/icon_button.h"
#include "editor/forms/field.h"
#include "editor/forms/fields/controls.h"
#include "editor/forms/form_style.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

struct Reducer {
    const char* name;
    const char* title;
};

constexpr std::array<Reducer, 10> kReducers = {{{"replace", QT_TRANSLATE_NOOP("Inspector", "Replace")},
                                                {"append", QT_TRANSLATE_NOOP("Inspector", "Append")},
                                                {"add", QT_TRANSLATE_NOOP("Inspector", "Add up")},
                                                {"merge", QT_TRANSLATE_NOOP("Inspector", "Merge")},
                                                {"messages", QT_TRANSLATE_NOOP("Inspector", "Messages")},
                                                {"min", QT_TRANSLATE_NOOP("Inspector", "Smallest")},
                                                {"max", QT_TRANSLATE_NOOP("Inspector", "Largest")},
                                                {"any", QT_TRANSLATE_NOOP("Inspector", "Any one")},
                                                {"ephemeral", QT_TRANSLATE_NOOP("Inspector", "One step only")},
                                                {"untracked", QT_TRANSLATE_NOOP("Inspector", "Not saved")}}};

/// What one types as a first value: JSON where it is JSON, otherwise the text itself.
Json typedValue(const QString& text) {
    if (text.trimmed().isEmpty()) return {};
    try {
        return parseJson(text.toStdString());
    } catch (const Error&) {
        return text.toStdString();
    }
}

}  // namespace

StateTable::StateTable(const InspectorState& state, QWidget* parent) : QWidget(parent), m_state(state) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(6);
    m_grid->setVerticalSpacing(6);
    for (int i = 0; i < 3; ++i)
        m_grid->setColumnStretch(i, i == 2 ? 2 : 3);
    const std::array<QString, 3> heads = {tr("Name"), tr("Writes"), tr("Initial")};
    for (int i = 0; i < 3; ++i) {
        auto* head = new QLabel(heads[static_cast<std::size_t>(i)], this);
        head->setFont(captionFont());
        head->setProperty("role", "caption");
        m_grid->addWidget(head, 0, i);
    }
    column->addLayout(m_grid);
    m_error = new QLabel(this);
    m_error->setProperty("role", "error");
    m_error->setWordWrap(true);
    m_error->setFont(uiFont(12));
    m_error->hide();
    column->addWidget(m_error);
    m_add = new QPushButton(tr("Add field"), this);
    m_add->setEnabled(!state.isReadOnly);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, [this] {
        const std::string name =
            domain::freeId("field", [this](const std::string& id) { return m_state.graph().state.contains(id); });
        change(name, domain::StateField(), false);
        if (const Row* row = rowOf(name)) {
            row->title->setFocus();
            row->title->selectAll();
        }
    });
}

const StateTable::Row* StateTable::rowOf(const std::string& name) const {
    const auto it = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.name == name; });
    return it == m_rows.end() ? nullptr : &*it;
}

void StateTable::refresh() {
    std::vector<std::string> wanted;
    for (const auto& [name, field] : m_state.graph().state)
        wanted.push_back(name);
    std::vector<std::string> shown;
    for (const Row& row : m_rows)
        shown.push_back(row.name);
    if (shown != wanted) {
        clear();
        for (const std::string& name : wanted)
            addRow(name);
    }
    for (const Row& row : m_rows) {
        const domain::StateField& field = m_state.graph().state.at(row.name);
        const auto known = std::find_if(kReducers.begin(), kReducers.end(),
                                        [&](const Reducer& reducer) { return field.reducer == reducer.name; });
        if (known == kReducers.end() && row.reducer->count() == int(kReducers.size())) {
            row.reducer->addItem(QString::fromStdString(field.reducer), QString::fromStdString(field.reducer));
        }
        row.reducer->setCurrentIndex(row.reducer->findData(QString::fromStdString(field.reducer)));
        const QString initial = field.initial.is_null() ? QString() : lineText(field.initial);
        if (typedValue(row.initial->text()) != field.initial) row.initial->setText(initial);
    }
}

void StateTable::clear() {
    for (const Row& row : m_rows) {
        for (QWidget* widget : {static_cast<QWidget*>(row.title), static_cast<QWidget*>(row.reducer),
                                static_cast<QWidget*>(row.initial), static_cast<QWidget*>(row.remove)}) {
            m_grid->removeWidget(widget);
            widget->disconnect(this);
            widget->hide();
            widget->deleteLater();
        }
    }
    m_rows.clear();
}

void StateTable::addRow(const std::string& name) {
    const QString words = QString::fromStdString(name);
    Row row{name, new QLineEdit(words, this), new ChoiceBox(m_state.context.theme, this), new QLineEdit(this),
            new IconButton("x", tr("Remove %1").arg(words), m_state.context.theme, this)};
    row.title->setAccessibleName(tr("Name of field %1").arg(words));
    row.reducer->setAccessibleName(tr("How writes to %1 are put together").arg(words));
    row.initial->setAccessibleName(tr("Initial value of %1").arg(words));
    row.initial->setPlaceholderText(tr("none"));
    for (const Reducer& reducer : kReducers) {
        row.reducer->addItem(QCoreApplication::translate("Inspector", reducer.title), reducer.name);
    }
    for (QWidget* widget : {static_cast<QWidget*>(row.title), static_cast<QWidget*>(row.reducer),
                            static_cast<QWidget*>(row.initial), static_cast<QWidget*>(row.remove)}) {
        widget->setEnabled(!m_state.isReadOnly);
    }
    const int line = static_cast<int>(m_rows.size()) + 1;
    m_grid->addWidget(row.title, line, 0);
    m_grid->addWidget(row.reducer, line, 1);
    m_grid->addWidget(row.initial, line, 2);
    m_grid->addWidget(row.remove, line, 3);
    m_rows.push_back(row);
    QLineEdit* title = row.title;
    ChoiceBox* reducer = row.reducer;
    connect(title, &QLineEdit::editingFinished, this, [this, name, title] { rename(name, title->text().trimmed()); });
    connect(reducer, &QComboBox::activated, this, [this, name, reducer] {
        domain::StateField field = m_state.graph().state.at(name);
        field.reducer = reducer->currentData().toString().toStdString();
        change(name, field, false);
    });
    connect(row.initial, &QLineEdit::textEdited, this, [this, name](const QString& text) {
        domain::StateField field = m_state.graph().state.at(name);
        field.initial = typedValue(text);
        change(name, field, true);
    });
    connect(row.remove, &QToolButton::clicked, this, [this, name] {
        const Json before = partOf(*m_state.document, domain::Part::Field, name);
        emit editRequested({"edit.set_field", {{"field", name}}, {{domain::Part::Field, name, before, Json()}}}, false);
    });
}

void StateTable::rename(const std::string& name, const QString& wish) {
    const std::string newName = wish.toStdString();
    showError({});
    if (newName == name) return;
    static const QRegularExpression allowed("^[A-Za-z_][A-Za-z0-9_]*$");
    if (!allowed.match(wish).hasMatch()) {
        showError(tr("A field's name has letters, digits and _, and starts with no digit."));
        return;
    }
    if (m_state.graph().state.contains(newName)) {
        showError(tr("There is a field “%1” already.").arg(wish));
        return;
    }
    const Json field = partOf(*m_state.document, domain::Part::Field, name);
    emit editRequested({"edit.set_field",
                        {{"field", newName}},
                        {{domain::Part::Field, name, field, Json()}, {domain::Part::Field, newName, Json(), field}}},
                       false);
}

void StateTable::change(const std::string& name, const domain::StateField& field, bool continuous) {
    const domain::GraphEdit edit = domain::setField(*m_state.document, name, field);
    if (edit.changes.front().before != edit.changes.front().after) emit editRequested(edit, continuous);
}

void StateTable::showError(const QString& error) {
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

}  // namespace heddle::editor
