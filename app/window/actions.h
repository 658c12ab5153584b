#pragma once
#include "editor/look/theme.h"

#include <QAction>
#include <QList>

#include <map>

namespace heddle::app {

/// What a person can do in the window.
enum class Do {
    NewAgent,
    OpenFile,
    ExportFile,
    CloseTab,
    Undo,
    Redo,
    Run,
    Stop,
    NewChat,
    FocusChat,
    Search,
    ShowTemplates,
    ShowAgents,
    ShowNodes,
    ShowRuns,
    ShowInspector,
    ShowChat,
    ShowPanel,
    SwitchTheme,
    SwitchLanguage,
    Settings,
    Quit,
};

/// Every action of the window, once: text, icon, shortcut, in the language and theme of now. The palette lists them
/// all.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QWidget* window);

    QAction* operator[](Do what) const { return m_all.at(what); }
    QList<QAction*> all() const;
    void retranslate();
    void recolour(const editor::Theme& theme);

private:
    void add(QWidget* window, Do what, const char* icon, const QKeySequence& shortcut = {});
    void say(Do what, const QString& text);

    std::map<Do, QAction*> m_all;
};

}  // namespace heddle::app
