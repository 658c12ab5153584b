#include "editor/graph/widgets/palette.h"

#include "editor/graph/widgets/choice_list.h"
#include "editor/graph/widgets/node_search.h"
#include "editor/look/search_field.h"

#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace heddle::editor {

Palette::Palette(const domain::NodeTypes& types, QWidget* parent)
    : QWidget(parent),
      m_types(types),
      m_search(new SearchField(this)),
      m_list(new ChoiceList(this)),
      m_nothing(new QLabel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(6);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(10, 0, 10, 0);
    top->addWidget(m_search);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_nothing, 1);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &Palette::fill);
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (!m_list->currentKey().isEmpty()) emit chosen(m_list->currentKey());
    });
    setLook(CanvasStyle::dark());
    retranslate();
}

void Palette::setLook(const CanvasStyle& style) {
    m_list->setLook(style);
    m_search->setTheme(style.theme);
    m_nothing->setStyleSheet("color:" + style.theme.textFaint.name());
}

void Palette::retranslate() {
    m_search->setPurpose(tr("Search nodes"));
    m_list->setAccessibleName(tr("Node types"));
    m_nothing->setText(tr("No node answers to this."));
    fill();
}

void Palette::fill() {
    std::vector<Choice> choices;
    std::string category;
    const bool grouped = m_search->text().isEmpty();
    for (const auto* type : searchNodeTypes(m_types, m_search->text())) {
        if (grouped && type->category != category) {
            category = type->category;
            choices.push_back({{}, categoryTitle(category), {}, {}, {}});
        }
        choices.push_back({QString::fromStdString(type->name), typeTitle(*type), typeDescription(*type),
                           QString::fromStdString(type->icon), QString::fromStdString(type->category)});
    }
    m_list->setVisible(!choices.empty());
    m_nothing->setVisible(choices.empty());
    m_list->setChoices(choices);
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_search || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            m_list->step(1);
            return true;
        case Qt::Key_Up:
            m_list->step(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!m_list->currentKey().isEmpty()) emit chosen(m_list->currentKey());
            return true;
        default:
            return false;
    }
}

void Palette::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::editor
