#include "editor/forms/fields/list_item.h"

#include "editor/code/icon_button.h"
#include "editor/forms/fields/object_field.h"
#include "editor/forms/section.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

bool isLine(FieldKind kind) {
    return kind != FieldKind::Object && kind != FieldKind::OneOf && kind != FieldKind::List && kind != FieldKind::Map;
}

/// The first text in an object, to tell folded items apart.
QString summaryOf(const Json& value) {
    if (value.is_object()) {
        for (const char* name : {"title", "name", "label", "id"}) {
            if (value.contains(name) && value[name].is_string()) return lineText(value[name]);
        }
        for (const auto& [name, member] : value.items()) {
            if (member.is_string()) return lineText(member);
        }
    }
    return {};
}

}  // namespace

ListItem::ListItem(const Json& schema, const FormScope& scope, QWidget* parent) : QWidget(parent), m_scope(scope) {
    const Json resolved = resolvedSchema(schema, scope.rootSchema);
    const QString title = scope.context.words(textOf(resolved, "title"));
    m_noun = title.isEmpty() ? tr("Item") : title;
    const Theme& theme = scope.context.theme;
    const std::array<const char*, 3> icons = {"arrow-up", "arrow-down", "x"};
    for (std::size_t i = 0; i < icons.size(); ++i)
        m_buttons[i] = new IconButton(icons[i], {}, theme, this);
    connect(m_buttons[0], &QToolButton::clicked, this, [this] { emit moveRequested(-1); });
    connect(m_buttons[1], &QToolButton::clicked, this, [this] { emit moveRequested(1); });
    connect(m_buttons[2], &QToolButton::clicked, this, &ListItem::removeRequested);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    m_field = makeBareField(schema, scope, this);
    m_field->setRequired(true);
    if (isLine(m_field->kind())) {
        auto* row = new QHBoxLayout;
        row->setSpacing(0);
        row->addWidget(m_field, 1);
        row->addSpacing(4);
        for (IconButton* button : m_buttons)
            row->addWidget(button, 0, Qt::AlignTop);
        column->addLayout(row);
    } else {
        m_card = new Section(m_noun, theme, this);
        m_card->setCard(true);
        m_card->body()->addWidget(m_field);
        for (IconButton* button : m_buttons)
            m_card->addCorner(button);
        column->addWidget(m_card);
        connect(m_card, &Section::opened, this, &ListItem::showSummary);
    }
    m_error = new QLabel(this);
    m_error->setProperty("role", "error");
    m_error->setWordWrap(true);
    m_error->setFont(uiFont(12));
    m_error->hide();
    column->addWidget(m_error);
    connect(m_field, &Field::edited, this, [this](const QString& pointer, bool continuous) {
        showSummary();
        emit edited(pointer, continuous);
    });
}

void ListItem::setPlace(int index, int count, const QString& listTitle) {
    const QString name = QStringLiteral("%1 %2").arg(m_noun).arg(index + 1);
    m_field->setTitle(listTitle.isEmpty() ? name : QStringLiteral("%1 %2").arg(listTitle).arg(index + 1), {});
    if (m_card != nullptr) m_card->setTitle(name);
    m_buttons[0]->setName(tr("Move %1 up (Alt+Up)").arg(name));
    m_buttons[1]->setName(tr("Move %1 down (Alt+Down)").arg(name));
    m_buttons[2]->setName(tr("Remove %1").arg(name));
    m_buttons[0]->setEnabled(index > 0);
    m_buttons[1]->setEnabled(index + 1 < count);
    showSummary();
}

void ListItem::setProblems(const Problems& problems) {
    m_field->setProblems(problems);
    const QString text = ownProblemText(problems);
    m_error->setText(text);
    m_error->setVisible(!text.isEmpty());
}

void ListItem::setOpen(bool open) {
    if (m_card != nullptr) m_card->setOpen(open);
}

void ListItem::showSummary() {
    if (m_card == nullptr) return;
    m_card->setRemark(m_card->isOpen() || !m_field->value() ? QString() : summaryOf(*m_field->value()));
}

void ListItem::restyle() {
    for (IconButton* button : m_buttons)
        button->setTheme(m_scope.context.theme);
    if (m_card != nullptr) m_card->setTheme(m_scope.context.theme);
    m_field->restyle();
}

void ListItem::keyPressEvent(QKeyEvent* event) {
    const bool isMove =
        event->modifiers() == Qt::AltModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down);
    if (!isMove) {
        QWidget::keyPressEvent(event);
        return;
    }
    emit moveRequested(event->key() == Qt::Key_Up ? -1 : 1);
}

}  // namespace heddle::editor
