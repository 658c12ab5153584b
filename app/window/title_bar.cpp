#include "app/window/title_bar.h"

#include "app/look/style.h"
#include "app/window/actions.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace heddle::app {
namespace {

constexpr int kBarHeight = 44;
constexpr int kSearchWidth = 380;

QToolButton* actionButton(QAction* action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setIconSize({18, 18});
    return button;
}

}  // namespace

TitleBar::TitleBar(Actions& actions, QWidget* parent) : QWidget(parent), m_actions(actions) {
    setObjectName("titleBar");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(kBarHeight);

    m_mark = new QLabel(this);
    m_name = makeLabel("title", this);
    m_saved = makeLabel("chip", this);
    auto* left = new QHBoxLayout;
    left->setSpacing(8);
    left->addWidget(m_mark);
    left->addWidget(m_name);
    left->addWidget(m_saved);
    left->addStretch(1);

    m_search = new QPushButton(this);
    m_search->setObjectName("searchBox");
    m_search->setFixedWidth(kSearchWidth);
    m_keys = makeLabel("key", m_search);
    m_keys->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* inBox = new QHBoxLayout(m_search);
    inBox->setContentsMargins(0, 0, 8, 0);
    inBox->addWidget(m_keys, 0, Qt::AlignRight | Qt::AlignVCenter);

    m_stop = new QPushButton(this);
    m_run = new QPushButton(this);
    setRole(m_run, "primary");
    auto* right = new QHBoxLayout;
    right->setSpacing(6);
    right->addStretch(1);
    right->addWidget(actionButton(actions[Do::Undo], this));
    right->addWidget(actionButton(actions[Do::Redo], this));
    right->addSpacing(6);
    right->addWidget(m_stop);
    right->addWidget(m_run);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 12, 0);
    row->setSpacing(12);
    row->addLayout(left, 1);
    row->addWidget(m_search, 0, Qt::AlignVCenter);
    row->addLayout(right, 1);

    connect(m_search, &QPushButton::clicked, actions[Do::Search], &QAction::trigger);
    connect(m_run, &QPushButton::clicked, actions[Do::Run], &QAction::trigger);
    connect(m_stop, &QPushButton::clicked, actions[Do::Stop], &QAction::trigger);
    connect(actions[Do::Run], &QAction::changed, this, [this] { m_run->setEnabled(m_actions[Do::Run]->isEnabled()); });
    setRunning(false);
    recolour();
    retranslate();
}

void TitleBar::setAgent(const QString& name) {
    m_agent = name;
    m_name->setText(name.isEmpty() ? QStringLiteral("Heddle") : name);
}

void TitleBar::setSaved(Saved saved) {
    m_state = saved;
    m_saved->setVisible(saved != Saved::Nothing);
    // The role first: a label measures its text once.
    switch (saved) {
        case Saved::Nothing:
            break;
        case Saved::Yes:
            setRole(m_saved, "chip-ok");
            m_saved->setText(tr("Saved"));
            break;
        case Saved::Saving:
            setRole(m_saved, "chip");
            m_saved->setText(tr("Saving…"));
            break;
        case Saved::No:
            setRole(m_saved, "chip-error");
            m_saved->setText(tr("Not saved"));
            break;
    }
}

void TitleBar::setRunning(bool running) {
    m_stop->setVisible(running);
    m_run->setVisible(!running);
}

void TitleBar::recolour() {
    const auto& theme = currentTheme();
    m_mark->setPixmap(editor::iconPixmap(QStringLiteral("workflow"), theme.accent, 20, devicePixelRatioF()));
    m_search->setIcon(editor::icon(QStringLiteral("search"), theme.textFaint, theme, 16));
    m_run->setIcon(editor::icon(QStringLiteral("play"), theme.onAccent, theme, 16));
    m_stop->setIcon(editor::icon(QStringLiteral("square"), theme.error, theme, 16));
}

void TitleBar::retranslate() {
    m_search->setText(tr("Search nodes, templates, commands…"));
    m_search->setAccessibleName(m_actions[Do::Search]->text());
    m_keys->setText(m_actions[Do::Search]->shortcut().toString(QKeySequence::NativeText));
    m_run->setText(tr("Run"));
    m_run->setToolTip(tr("Sends what you wrote in the chat, or the last message again (F5)"));
    m_stop->setText(tr("Stop"));
    m_stop->setToolTip(tr("Stops the run (Shift+F5)"));
    setAgent(m_agent);
    setSaved(m_state);
}

void TitleBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
