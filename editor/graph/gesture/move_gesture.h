#pragma once
#include "editor/graph/document.h"
#include "editor/graph/gesture/gesture.h"
#include "editor/graph/scene/stage.h"

#include <QLineF>

#include <vector>

namespace heddle::editor {

/// Drags the chosen nodes. They snap to the edges and middles of nodes nearby, which shows as guides, else to the grid;
/// Alt moves freely.
class MoveGesture final : public Gesture {
public:
    /// `grabbed` is the node under the mouse.
    MoveGesture(Stage& stage, Document& document, QPointF at, int grabbed);

    void move(QPointF at, Qt::KeyboardModifiers modifiers) override;
    void finish(QPointF at) override;
    void cancel() override;
    void paint(QPainter& painter) const override;
    Qt::CursorShape cursor() const override { return Qt::SizeAllCursor; }

private:
    void shift(QPointF total);
    QPointF snapped(QPointF total);
    void damageGuides() const;

    Stage& m_stage;
    Document& m_document;
    QPointF m_from;  ///< scene
    QRectF m_start;  ///< of the grabbed node
    QPointF m_moved;
    std::vector<int> m_nodes;
    std::vector<QLineF> m_guides;  ///< scene
};

}  // namespace heddle::editor
