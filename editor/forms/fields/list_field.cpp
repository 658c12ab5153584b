#include "editor/forms/fields/list_field.h"

#include "editor/forms/fields/list_item.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

/// A list this short shows its cards open at first.
constexpr std::size_t kOpenCards = 1;

}  // namespace

ListField::ListField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent), m_itemSchema(this->schema()["items"]) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_column = new QVBoxLayout;
    m_column->setSpacing(6);
    column->addLayout(m_column);
    m_add = new QPushButton(this);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &ListField::add);
}

void ListField::setTitle(const QString& title, const QString& help) {
    m_title = title;
    const QString noun = words(textOf(resolvedSchema(m_itemSchema, scope().rootSchema), "title"));
    m_add->setText(noun.isEmpty() ? tr("Add") : tr("Add %1").arg(noun));
    m_add->setAccessibleName(noun.isEmpty() ? tr("Add to %1").arg(title) : m_add->text());
    m_add->setAccessibleDescription(help);
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        m_items[i]->setPlace(static_cast<int>(i), static_cast<int>(m_items.size()), m_title);
    }
}

QWidget* ListField::control() const { return m_items.empty() ? m_add : m_items.front()->field().control(); }

Json ListField::items() const { return value() && value()->is_array() ? *value() : Json::array(); }

void ListField::display() {
    const Json all = items();
    while (m_items.size() > all.size()) {
        // Hidden at once: it may be the sender of the signal that is being handled.
        m_column->removeWidget(m_items.back());
        m_items.back()->hide();
        m_items.back()->deleteLater();
        m_items.pop_back();
    }
    while (m_items.size() < all.size()) {
        auto* item = new ListItem(m_itemSchema, scope(), this);
        m_items.push_back(item);
        m_column->addWidget(item);
        connect(item, &ListItem::edited, this, [this, item](const QString& pointer, bool continuous) {
            itemEdited(indexOf(item), pointer, continuous);
        });
        connect(item, &ListItem::moveRequested, this, [this, item](int by) { move(indexOf(item), by); });
        connect(item, &ListItem::removeRequested, this, [this, item] { remove(indexOf(item)); });
        if (all.size() <= kOpenCards) item->setOpen(true);
    }
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        m_items[i]->field().setValue(all[i]);
        m_items[i]->setPlace(static_cast<int>(i), static_cast<int>(m_items.size()), m_title);
    }
    const Json most = schema().value("maxItems", Json());
    m_add->setEnabled(!most.is_number_integer() || static_cast<std::int64_t>(all.size()) < most.get<std::int64_t>());
    showItemProblems();
}

int ListField::indexOf(const ListItem* item) const {
    return static_cast<int>(std::find(m_items.begin(), m_items.end(), item) - m_items.begin());
}

void ListField::add() {
    Json all = items();
    all.push_back(startValue(resolvedSchema(m_itemSchema, scope().rootSchema), scope().rootSchema));
    replace(std::move(all));
    m_items.back()->setOpen(true);
    if (QWidget* control = m_items.back()->field().control()) control->setFocus();
}

void ListField::remove(int index) {
    Json all = items();
    all.erase(all.begin() + index);
    replace(all.empty() && !isRequired() ? std::nullopt : std::optional(std::move(all)));
    const int next = std::min(index, static_cast<int>(m_items.size()) - 1);
    QWidget* control = next < 0 ? m_add : m_items[static_cast<std::size_t>(next)]->field().control();
    if (control != nullptr) control->setFocus();
}

void ListField::move(int index, int by) {
    Json all = items();
    const int to = index + by;
    if (to < 0 || to >= static_cast<int>(all.size())) return;
    std::swap(all[static_cast<std::size_t>(index)], all[static_cast<std::size_t>(to)]);
    replace(std::move(all));
    if (QWidget* control = m_items[static_cast<std::size_t>(to)]->field().control()) control->setFocus();
}

void ListField::itemEdited(int index, const QString& pointer, bool continuous) {
    Json all = items();
    const std::optional<Json>& item = m_items[static_cast<std::size_t>(index)]->field().value();
    all[static_cast<std::size_t>(index)] = item.value_or(Json());
    change(std::move(all), continuous, QStringLiteral("/%1").arg(index) + pointer);
}

void ListField::setProblems(const Problems& problems) {
    m_problems = problems;
    showItemProblems();
}

void ListField::showItemProblems() {
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        m_items[i]->setProblems(problemsBelow(m_problems, "/" + std::to_string(i)));
    }
}

QWidget* ListField::reveal(const QString& pointer) {
    const auto [step, rest] = splitPointer(pointer);
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (step != "/" + std::to_string(i)) continue;
        m_items[i]->setOpen(true);
        return m_items[i]->field().reveal(rest);
    }
    return control();
}

void ListField::restyle() {
    for (ListItem* item : m_items)
        item->restyle();
    setTitle(m_title, m_add->accessibleDescription());
}

}  // namespace heddle::editor
