#include "app/templates/template_browser.h"

#include "app/look/style.h"
#include "editor/look/search_field.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace heddle::app {

TemplateBrowser::TemplateBrowser(QWidget* parent) : QWidget(parent) {
    setObjectName("pane");
    m_search = new editor::SearchField(this);
    m_search->setObjectName("templateSearch");
    m_search->setTheme(currentTheme());
    m_nothing = makeLabel("faint", this);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();

    auto* body = new QWidget(this);
    m_list = new QVBoxLayout(body);
    m_list->setContentsMargins(8, 4, 8, 8);
    m_list->setSpacing(8);
    m_list->addWidget(m_nothing);
    m_list->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(body);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 8, 0);
    head->addWidget(m_search);
    column->addLayout(head);
    column->addWidget(scroll, 1);
    connect(m_search, &QLineEdit::textChanged, this, &TemplateBrowser::filter);
    retranslate();
}

void TemplateBrowser::setTemplates(const std::vector<domain::WorkflowTemplate>& templates) {
    for (auto* card : m_cards)
        delete card;
    m_cards.clear();
    for (const auto& value : templates) {
        auto* card = new TemplateCard(value, TemplateCard::Size::Row, this);
        connect(card, &QPushButton::clicked, this,
                [this, card] { emit used(QString::fromStdString(card->value().id)); });
        m_list->insertWidget(m_list->count() - 1, card);
        m_cards.push_back(card);
    }
    filter();
}

void TemplateBrowser::recolour() {
    for (auto* card : m_cards)
        card->recolour();
    m_search->setTheme(currentTheme());
}

void TemplateBrowser::filter() {
    bool any = false;
    for (auto* card : m_cards) {
        const bool fits = card->matches(m_search->text());
        card->setVisible(fits);
        any = any || fits;
    }
    m_nothing->setVisible(!any && !m_cards.empty());
}

void TemplateBrowser::retranslate() {
    m_search->setPurpose(tr("Filter templates"));
    m_nothing->setText(tr("No template has these words."));
}

void TemplateBrowser::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
