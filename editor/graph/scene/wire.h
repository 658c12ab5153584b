#pragma once
#include "core/domain/workflow.h"
#include "editor/graph/scene/node_view.h"

#include <QLineF>

#include <array>
#include <string>
#include <vector>

namespace heddle::editor {

/// One curve on the canvas. An edge with several ends (barrier, conditional) has several.
struct Wire {
    std::string edge;
    domain::EdgeKind kind = domain::EdgeKind::Normal;
    int from = -1;  ///< index of a node
    int to = -1;    ///< index of a node; -1: the end of the run
    PortKind port = PortKind::Out;
    std::string caseName;
    bool alive = false;
    bool selected = false;
    QRectF box;                       ///< everything that is drawn for it
    std::vector<QLineF> lines;        ///< ready to draw: dashes and arrow head included
    std::vector<QLineF> path;         ///< the middle line, 20 pieces: for hits, labels and running dashes
    std::array<QLineF, 3> coarse;     ///< for small scales
    std::vector<std::int64_t> cells;  ///< of the grid that holds it

    /// Lays the curve between its ends. `source` and `target` are the nodes' rectangles; back edges go below them.
    /// The arrow head stops `gap` units before `end`, where the port begins.
    void route(QPointF start, QPointF end, double gap, const QRectF& source, const QRectF& target);
    void translate(QPointF by);
    double distance(QPointF point) const;
    QPointF middle() const { return path.empty() ? QPointF() : path[path.size() / 2].p1(); }
    QPointF tip() const { return path.empty() ? QPointF() : path.back().p2(); }
};

/// The pieces of a curve from an output at `start` to an input at `end`, as a wire that is being dragged shows it.
std::vector<QLineF> curveBetween(QPointF start, QPointF end);

/// `path` cut into dashes, beginning `phase` units into the pattern.
std::vector<QLineF> dashed(const std::vector<QLineF>& path, double dash, double gap, double phase = 0);

}  // namespace heddle::editor
