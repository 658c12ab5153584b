#pragma once
#include "app/window/actions.h"
#include "app/window/window_places.h"

#include <QMainWindow>

#include <array>

class QLabel;
class QStackedWidget;
class QTabBar;
class QTimer;

namespace heddle::app {

class AgentTabs;
class CommandPalette;
class Language;
class Notices;
class Pane;
class StatusStrip;
class TitleBar;

/// What the left pane can show.
enum class Side { Templates, Agents, Nodes, Runs };
/// The tabs of the bottom pane.
enum class Panel { Run, Problems, Output };

/// The frame: bars, panes, tabs, their looks, words and places. It knows nothing of core; Workbench fills it.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// Both must outlive the window.
    MainWindow(WindowPlaces& places, Language& language);
    ~MainWindow() override;

    Actions& actions() { return *m_actions; }
    TitleBar& titleBar() { return *m_titleBar; }
    StatusStrip& status() { return *m_status; }
    AgentTabs& tabs() { return *m_tabs; }
    Notices& notices() { return *m_notices; }
    CommandPalette& commandPalette() { return *m_palette; }

    /// The contents belong to the window from now on.
    void setSide(Side side, QWidget* content);
    void setPanel(Panel panel, QWidget* content);
    void setInspector(QWidget* content);
    void setChat(QWidget* content);
    /// A button in the head of the chat pane.
    void addToChatHead(QWidget* widget);
    void showSide(Side side);
    void showPanel(Panel panel);
    void showChat();
    void setPanelNote(const QString& text);
    void setProblemCount(int count);
    void useTheme(const QString& name);
    void useLanguage(const QString& language);
    bool isPainted() const { return m_painted; }

signals:
    /// Once, after the window was first painted.
    void painted();
    void themeChanged();

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void buildBars();
    void buildPanes();
    void buildPanel();
    void connectActions();
    void restorePlaces();
    void rememberPlaces();
    void toggleSide(Side side);
    void retranslate();
    void recolour();

    WindowPlaces& m_places;
    Language& m_language;
    Actions* m_actions = nullptr;
    TitleBar* m_titleBar = nullptr;
    StatusStrip* m_status = nullptr;
    AgentTabs* m_tabs = nullptr;
    Notices* m_notices = nullptr;
    CommandPalette* m_palette = nullptr;
    Pane* m_side = nullptr;
    Pane* m_inspector = nullptr;
    Pane* m_chat = nullptr;
    Pane* m_panel = nullptr;
    QStackedWidget* m_sideStack = nullptr;
    QStackedWidget* m_panelStack = nullptr;
    QTabBar* m_panelTabs = nullptr;
    QLabel* m_panelNote = nullptr;
    std::array<QWidget*, 4> m_sides{};
    QTimer* m_remember = nullptr;
    int m_problemCount = 0;
    bool m_painted = false;
    bool m_restoring = true;
};

}  // namespace heddle::app
