#pragma once
#include "editor/graph/canvas_style.h"
#include "editor/graph/scene/node_painter.h"
#include "editor/graph/scene/scene_model.h"

#include <QPainter>

namespace heddle::editor {

/// One piece of the picture that is to be painted.
struct PaintRequest {
    const CanvasStyle& style;
    double scale;   ///< device pixels per scene unit
    double dpr;     ///< device pixels per logical pixel
    QPoint origin;  ///< device pixels: scene * scale - origin
    QRect device;   ///< the piece, in device pixels
    QRectF scene;   ///< the same in scene units
};

/// Paints grid, wires and nodes. All wires of a look are drawn by one call, from pieces cut in advance: drawing paths
/// one by one is four times as dear. Below a scale of 0.5 only a large title is left, below 0.3 bars stand for it,
/// below 0.2 nodes are plain rectangles.
class ScenePainter {
public:
    explicit ScenePainter(const SceneModel& scene) : m_scene(scene) {}

    void paint(QPainter& painter, const PaintRequest& request);
    void setPhase(double phase) { m_phase = phase; }
    /// After a change of look or device pixel ratio.
    void forgetPictures() { m_nodes.forgetPictures(); }
    /// Where a node's run state is drawn.
    static QRectF stateMark(const NodeView& node);

private:
    void paintGrid(QPainter& painter, const PaintRequest& request) const;
    void paintWires(QPainter& painter, const PaintRequest& request);
    void paintRunning(QPainter& painter, const PaintRequest& request, const std::vector<int>& running) const;
    void paintWireMarks(QPainter& painter, const PaintRequest& request, const std::vector<int>& wires) const;
    bool runs(const Wire& wire) const;

    const SceneModel& m_scene;
    NodePainter m_nodes;
    double m_phase = 0;
};

}  // namespace heddle::editor
