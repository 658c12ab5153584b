#include "app/window/welcome_page.h"

#include "app/look/style.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace heddle::app {
namespace {
constexpr int kMostWidth = 760;
constexpr int kTwoColumns = 560;
}  // namespace

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent) {
    setObjectName("welcome");
    setAttribute(Qt::WA_StyledBackground);
    auto* body = new QWidget(this);
    body->setObjectName("welcome");
    body->setMaximumWidth(kMostWidth);
    m_title = makeLabel("heading", body);
    m_text = makeLabel("soft", body);
    m_text->setWordWrap(true);
    m_failure = makeLabel("error", body);
    m_failure->setWordWrap(true);
    m_failure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_failure->hide();
    m_grid = new QGridLayout;
    m_grid->setSpacing(12);
    m_empty = new QPushButton(body);
    m_file = new QPushButton(body);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_empty);
    buttons->addWidget(m_file);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(28, 48, 28, 28);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addWidget(m_failure);
    column->addSpacing(12);
    column->addLayout(m_grid);
    column->addSpacing(12);
    column->addLayout(buttons);
    column->addStretch(1);

    auto* middle = new QWidget(this);
    middle->setObjectName("welcome");
    auto* row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->addStretch(1);
    row->addWidget(body, 100);
    row->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName("welcomeScroll");
    scroll->setWidget(middle);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(m_empty, &QPushButton::clicked, this, &WelcomePage::emptyRequested);
    connect(m_file, &QPushButton::clicked, this, &WelcomePage::fileRequested);
    recolour();
    retranslate();
}

void WelcomePage::setTemplates(const std::vector<domain::WorkflowTemplate>& templates) {
    for (auto* card : m_cards)
        delete card;
    m_cards.clear();
    for (const auto& value : templates) {
        auto* card = new TemplateCard(value, TemplateCard::Size::Wide, this);
        connect(card, &QPushButton::clicked, this,
                [this, card] { emit templateUsed(QString::fromStdString(card->value().id)); });
        m_cards.push_back(card);
    }
    m_columns = 0;
    arrange();
}

void WelcomePage::setFailure(const QString& text) {
    m_failure->setText(text);
    m_failure->show();
    m_text->hide();
    m_empty->setEnabled(false);
    m_file->setEnabled(false);
}

void WelcomePage::arrange() {
    const int columns = width() >= kTwoColumns ? 2 : 1;
    if (columns == m_columns) return;
    m_columns = columns;
    for (std::size_t i = 0; i < m_cards.size(); ++i)
        m_grid->addWidget(m_cards[i], int(i) / columns, int(i) % columns);
}

void WelcomePage::recolour() {
    const auto& theme = currentTheme();
    m_empty->setIcon(editor::icon(QStringLiteral("plus"), theme.textSoft, theme, 16));
    m_file->setIcon(editor::icon(QStringLiteral("folder-open"), theme.textSoft, theme, 16));
    for (auto* card : m_cards)
        card->recolour();
}

void WelcomePage::retranslate() {
    m_title->setText(tr("What should your agent do?"));
    m_text->setText(
        tr("Begin with a template: fill in a few fields, and it runs at once, without a key and without a "
           "network."));
    m_empty->setText(tr("Start with an empty graph"));
    m_file->setText(tr("Open a workflow file…"));
}

void WelcomePage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void WelcomePage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

}  // namespace heddle::app
