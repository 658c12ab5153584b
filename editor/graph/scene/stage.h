#pragma once
#include "editor/graph/canvas_style.h"
#include "editor/graph/scene/scene_model.h"
#include "editor/graph/scene/scene_painter.h"
#include "editor/graph/scene/surface.h"
#include "editor/graph/selection.h"

#include <QObject>

namespace heddle::editor {

/// What is shown and where: the scene, the part of it in view, the choice, the look, and the kept picture. "View"
/// points are the widget's logical pixels.
class Stage : public QObject {
    Q_OBJECT
public:
    static constexpr double kMinScale = 0.02;
    static constexpr double kMaxScale = 3.0;

    Stage(const domain::NodeTypes& types, QObject* parent = nullptr);

    SceneModel& scene() { return m_scene; }
    const SceneModel& scene() const { return m_scene; }
    Selection& selection() { return m_selection; }
    const CanvasStyle& style() const { return m_style; }
    void setStyle(const CanvasStyle& style);

    double scale() const { return m_scale; }
    QPointF toScene(QPointF view) const;
    QPointF toView(QPointF scene) const;
    QRectF toView(const QRectF& scene) const;
    QRectF visibleScene() const;
    QSizeF viewSize() const { return m_viewSize; }

    void resize(QSizeF view, double dpr);
    /// Moves the content by view pixels.
    void scrollBy(QPointF view);
    void zoomAt(QPointF view, double factor);
    /// Shows all of `scene`, no larger than `maxScale`.
    void fit(const QRectF& scene, double maxScale = 1.0);
    void centreOn(QPointF scene);
    /// Scrolls as little as needed.
    void ensureVisible(const QRectF& scene);

    void touch(const QRectF& scene);
    void touchNode(int index);
    void touchWire(int index);
    /// A node with all its wires.
    void touchAround(int index);
    void touchAll();
    /// Phase of the running dashes, in scene units; repaints them.
    void setDashPhase(double phase);
    bool hasRunning() const;

    /// Paints into `target`; call it from the widget's paintEvent.
    void paint(QPainter& target, const QRegion& exposed);

signals:
    /// Other scale or place.
    void viewChanged();
    /// The widget must repaint here (view pixels).
    void damaged(const QRect& view);
    /// Nodes came, went, moved, or changed their state.
    void contentChanged();

private:
    void setOrigin(QPoint origin);
    void follow(const std::set<std::string>& nodes, const std::set<std::string>& edges);

    SceneModel m_scene;
    Selection m_selection;
    CanvasStyle m_style;
    ScenePainter m_painter;
    Surface m_surface;
    QSizeF m_viewSize;
    double m_dpr = 1;
    double m_scale = 1;
    QPoint m_origin;  ///< device pixel of the picture at the scene's (0, 0) is -m_origin
};

}  // namespace heddle::editor
