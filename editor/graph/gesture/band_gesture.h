#pragma once
#include "editor/graph/gesture/gesture.h"
#include "editor/graph/scene/stage.h"

#include <set>
#include <string>

namespace heddle::editor {

/// Chooses what a rectangle touches, on top of what was chosen before when `adds`.
class BandGesture final : public Gesture {
public:
    BandGesture(Stage& stage, QPointF at, bool adds);

    void move(QPointF at, Qt::KeyboardModifiers modifiers) override;
    void finish(QPointF at) override;
    void cancel() override;
    void paint(QPainter& painter) const override;
    Qt::CursorShape cursor() const override { return Qt::CrossCursor; }

private:
    QRectF band() const;
    void damage() const;

    Stage& m_stage;
    QPointF m_from;  ///< scene
    QPointF m_to;    ///< scene
    std::set<std::string> m_before;
};

}  // namespace heddle::editor
