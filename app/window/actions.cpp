#include "app/window/actions.h"

#include "editor/look/icons.h"

#include <QWidget>

namespace heddle::app {

Actions::Actions(QWidget* window) : QObject(window) {
    add(window, Do::NewAgent, "plus", QKeySequence::New);
    add(window, Do::OpenFile, "folder-open", QKeySequence::Open);
    add(window, Do::ExportFile, "download", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    add(window, Do::CloseTab, "x", QKeySequence(Qt::CTRL | Qt::Key_W));
    add(window, Do::Undo, "undo-2", QKeySequence::Undo);
    add(window, Do::Redo, "redo-2", QKeySequence::Redo);
    add(window, Do::Run, "play", QKeySequence(Qt::Key_F5));
    add(window, Do::Stop, "square", QKeySequence(Qt::SHIFT | Qt::Key_F5));
    add(window, Do::NewChat, "message-square-plus", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    add(window, Do::FocusChat, "message-square", QKeySequence(Qt::CTRL | Qt::Key_L));
    add(window, Do::Search, "search", QKeySequence(Qt::CTRL | Qt::Key_K));
    add(window, Do::ShowTemplates, "layout-template", QKeySequence(Qt::CTRL | Qt::Key_1));
    add(window, Do::ShowAgents, "bot", QKeySequence(Qt::CTRL | Qt::Key_2));
    add(window, Do::ShowNodes, "blocks", QKeySequence(Qt::CTRL | Qt::Key_3));
    add(window, Do::ShowRuns, "history", QKeySequence(Qt::CTRL | Qt::Key_4));
    add(window, Do::ShowInspector, "panel-right", QKeySequence(Qt::CTRL | Qt::Key_I));
    add(window, Do::ShowChat, "messages-square", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    add(window, Do::ShowPanel, "panel-bottom", QKeySequence(Qt::CTRL | Qt::Key_J));
    add(window, Do::SwitchTheme, "moon");
    add(window, Do::SwitchLanguage, "languages");
    add(window, Do::Settings, "settings", QKeySequence(Qt::CTRL | Qt::Key_Comma));
    add(window, Do::Quit, "log-out", QKeySequence::Quit);
    for (const auto what : {Do::ShowTemplates, Do::ShowAgents, Do::ShowNodes, Do::ShowRuns, Do::ShowInspector,
                            Do::ShowChat, Do::ShowPanel}) {
        m_all.at(what)->setCheckable(true);
    }
    m_all.at(Do::Stop)->setEnabled(false);
    retranslate();
}

void Actions::add(QWidget* window, Do what, const char* icon, const QKeySequence& shortcut) {
    auto* action = new QAction(this);
    action->setProperty("iconName", QString::fromLatin1(icon));
    action->setShortcut(shortcut);
    window->addAction(action);
    m_all.emplace(what, action);
}

QList<QAction*> Actions::all() const {
    QList<QAction*> list;
    for (const auto& [what, action] : m_all)
        list << action;
    return list;
}

void Actions::say(Do what, const QString& text) {
    QAction* action = m_all.at(what);
    action->setText(text);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1  (%2)").arg(text, keys));
}

void Actions::retranslate() {
    say(Do::NewAgent, tr("New agent"));
    say(Do::OpenFile, tr("Open a workflow file…"));
    say(Do::ExportFile, tr("Save as a workflow file…"));
    say(Do::CloseTab, tr("Close tab"));
    say(Do::Undo, tr("Undo"));
    say(Do::Redo, tr("Redo"));
    say(Do::Run, tr("Run"));
    say(Do::Stop, tr("Stop"));
    say(Do::NewChat, tr("New chat"));
    say(Do::FocusChat, tr("Write to the agent"));
    say(Do::Search, tr("Search nodes, templates, commands"));
    say(Do::ShowTemplates, tr("Templates"));
    say(Do::ShowAgents, tr("Agents"));
    say(Do::ShowNodes, tr("Nodes"));
    say(Do::ShowRuns, tr("Runs"));
    say(Do::ShowInspector, tr("Inspector"));
    say(Do::ShowChat, tr("Chat"));
    say(Do::ShowPanel, tr("Run log and problems"));
    say(Do::SwitchTheme, tr("Switch between dark and light"));
    say(Do::SwitchLanguage, tr("Switch between English and Chinese"));
    say(Do::Settings, tr("Settings"));
    say(Do::Quit, tr("Quit"));
}

void Actions::recolour(const editor::Theme& theme) {
    for (const auto& [what, action] : m_all) {
        QString name = action->property("iconName").toString();
        if (what == Do::SwitchTheme) name = theme.isDark ? QStringLiteral("sun") : QStringLiteral("moon");
        action->setIcon(what == Do::Run ? editor::icon(name, theme.onAccent, theme) : editor::icon(name, theme));
    }
}

}  // namespace heddle::app
