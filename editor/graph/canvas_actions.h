#pragma once
#include <QAction>
#include <QObject>

#include <map>

namespace heddle::editor {

class Canvas;

enum class Command {
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    Duplicate,
    Delete,
    SelectAll,
    AddNode,
    OpenNode,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    ZoomFit,
    Arrange,
    SelectTool,
    PanTool,
    Minimap,
};

/// The canvas's commands: each has a text, a shortcut, an icon, and is enabled only when it would do something.
class CanvasActions : public QObject {
    Q_OBJECT
public:
    explicit CanvasActions(Canvas& canvas);

    QAction* action(Command command) const { return m_actions.at(command); }
    const std::map<Command, QAction*>& all() const { return m_actions; }
    /// Follows the document's history, the choice and the clipboard.
    void refresh();
    void retranslate();
    /// Icons in the canvas's colours.
    void repaintIcons();

private:
    void add(Command command, const QString& icon, const QKeySequence& keys, void (CanvasActions::*run)());
    void cut();
    void copy();
    void paste();
    void duplicate();
    void remove();
    void selectAll();
    void addNode();
    void openNode();
    void insert(const std::string& text, QPointF corner, const char* label);

    Canvas& m_canvas;
    std::map<Command, QAction*> m_actions;
    std::map<Command, QString> m_icons;
    QString m_lastPasted;
    int m_pastes = 0;
};

}  // namespace heddle::editor
