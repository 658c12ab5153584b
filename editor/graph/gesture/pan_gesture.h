#pragma once
#include "editor/graph/gesture/gesture.h"
#include "editor/graph/scene/stage.h"

namespace heddle::editor {

/// Moves the view.
class PanGesture final : public Gesture {
public:
    PanGesture(Stage& stage, QPointF at) : m_stage(stage), m_last(at.toPoint()) {}

    void move(QPointF at, Qt::KeyboardModifiers) override {
        const QPoint now = at.toPoint();
        m_stage.scrollBy(now - m_last);
        m_last = now;
    }
    void finish(QPointF) override {}
    void cancel() override {}
    Qt::CursorShape cursor() const override { return Qt::ClosedHandCursor; }

private:
    Stage& m_stage;
    QPoint m_last;
};

}  // namespace heddle::editor
