#pragma once
#include "core/domain/node_type.h"
#include "editor/graph/canvas_style.h"
#include "editor/graph/connection.h"
#include "editor/graph/document.h"
#include "editor/graph/node_run_state.h"

#include <QHash>
#include <QWidget>

#include <map>
#include <memory>
#include <optional>

class QTimer;
class QVariantAnimation;

namespace heddle::editor {

class CanvasActions;
class CanvasToolbar;
class Gesture;
class Minimap;
class Selection;
class Stage;
struct PortHit;

/// The node canvas: shows a Document and lets people change it by mouse and keyboard. It paints by itself (no
/// QGraphicsView: see README.md), so that 5,000 nodes stay at 60 frames a second. GUI thread.
class Canvas : public QWidget {
    Q_OBJECT
public:
    /// `document` and `types` must outlive the canvas.
    Canvas(Document& document, const domain::NodeTypes& types, QWidget* parent = nullptr);
    ~Canvas() override;

    void setLook(const CanvasStyle& style);
    /// Nothing moves by itself: no running dashes, no glide to a new layout.
    void setReducedMotion(bool reduced);

    /// What a run says of a node; `ms` and `tokens` are left out when 0. An unknown id is ignored.
    void setNodeState(const QString& id, NodeRunState state, const QString& detail = {}, qint64 ms = 0,
                      qint64 tokens = 0);
    void clearNodeStates();
    /// Marks nodes with a number of problems; nodes that are left out have none.
    void setProblemCounts(const QHash<QString, int>& counts);

    Document& document() { return m_document; }
    const domain::NodeTypes& types() const { return m_types; }
    /// What is shown where: positions, zoom, what lies under a point.
    Stage& stage() { return *m_stage; }
    Selection& selection();
    /// Every command as a QAction with its shortcut, for menus and the command palette.
    CanvasActions& commands() { return *m_actions; }

    /// Chooses a node and brings it into view.
    void reveal(const QString& nodeId);
    /// Adds a node of a type at a scene point (its top left corner), chooses it and gives its id; empty when there is
    /// no such type.
    QString addNode(const QString& typeName, QPointF at);
    /// Opens the quick-add list at a scene point. With a source the new node is connected from there.
    void quickAdd(QPointF at, std::optional<ConnectionStart> source = {});
    /// Opens it where a node that follows the chosen one would stand.
    void quickAddNext();
    /// Arranges the chosen nodes, or all when fewer than two are chosen, as one step.
    void autoLayout();
    /// The left mouse button moves the view instead of choosing.
    void setPanTool(bool on);
    bool panTool() const { return m_panTool; }
    void setMinimapVisible(bool visible);

signals:
    /// Enter or a double click on a node: open its settings.
    void nodeActivated(const QString& id);
    void edgeActivated(const QString& id);
    void selectionChanged();
    void zoomChanged(double zoom);
    /// A short sentence for the status bar: why a connection was refused, for example.
    void hinted(const QString& text);
    void panToolChanged(bool on);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void followDocument();
    void showDocument();
    void afterEdit();
    void begin(std::unique_ptr<Gesture> gesture);
    std::unique_ptr<Gesture> gestureAt(QPointF at, Qt::KeyboardModifiers modifiers);
    std::unique_ptr<Gesture> connectFrom(const PortHit& port);
    void pressNode(int node, Qt::KeyboardModifiers modifiers);
    void endGesture();
    void hover(QPointF at);
    QString tipAt(QPointF scene) const;
    void paintEmptyState(QPainter& painter);
    void placeFloating();
    void moveCurrent(int key, bool extend);
    void nudge(int key);
    QPointF freeSpot(QPointF wish) const;
    domain::Node newNode(const domain::NodeType& type) const;
    void addNodeAfter(const QString& typeName, QPointF at, const ConnectionStart& source);
    void chooseNew(const std::string& id);
    void glideTo(const std::map<std::string, domain::Position>& positions);
    void updateMotion();
    void updateCursor();

    Document& m_document;
    const domain::NodeTypes& m_types;
    std::unique_ptr<Stage> m_stage;
    CanvasActions* m_actions = nullptr;
    std::unique_ptr<Gesture> m_gesture;
    CanvasToolbar* m_toolbar = nullptr;
    Minimap* m_minimap = nullptr;
    QTimer* m_dashTimer = nullptr;
    QVariantAnimation* m_glide = nullptr;
    QPointF m_pressed;       ///< view
    int m_pressedNode = -1;  ///< becomes a move once the mouse has gone far enough
    bool m_panTool = false;
    bool m_spaceHeld = false;
    bool m_reducedMotion = false;
    bool m_fitPending = true;
    double m_phase = 0;
};

}  // namespace heddle::editor
