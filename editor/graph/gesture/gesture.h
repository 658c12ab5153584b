#pragma once
#include <QPainter>
#include <QPointF>

namespace heddle::editor {

/// What a pressed mouse button does until it is released. Points are view pixels. Nothing reaches the document before
/// finish(); Escape calls cancel().
class Gesture {
public:
    virtual ~Gesture() = default;
    virtual void move(QPointF at, Qt::KeyboardModifiers modifiers) = 0;
    virtual void finish(QPointF at) = 0;
    virtual void cancel() = 0;
    /// Draws what belongs to the gesture above the canvas.
    virtual void paint(QPainter&) const {}
    virtual Qt::CursorShape cursor() const { return Qt::ArrowCursor; }
};

}  // namespace heddle::editor
