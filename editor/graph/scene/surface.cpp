#include "editor/graph/scene/surface.h"

namespace heddle::editor {
namespace {

/// More pieces than this are painted as one: each piece costs a search.
constexpr int kManyPieces = 6;

}  // namespace

void Surface::resize(QSize size) {
    if (size == m_pixmap.size() || size.isEmpty()) return;
    m_pixmap = QPixmap(size);
    m_pixmap.fill(Qt::black);
    invalidateAll();
}

void Surface::invalidate(const QRect& rect) {
    const QRect inside = rect & QRect(QPoint(0, 0), size());
    if (inside.isEmpty()) return;
    if (m_dirty.rectCount() > 64) {
        m_dirty = m_dirty.boundingRect() | inside;
    } else {
        m_dirty += inside;
    }
}

void Surface::scroll(int dx, int dy) {
    const QRect all(QPoint(0, 0), size());
    if (std::abs(dx) >= all.width() || std::abs(dy) >= all.height()) {
        invalidateAll();
        return;
    }
    m_dirty.translate(dx, dy);
    m_dirty &= all;
    QRegion uncovered;
    m_pixmap.scroll(dx, dy, all, &uncovered);
    m_dirty += uncovered;
}

void Surface::flush(const Paint& paint) {
    if (m_dirty.isEmpty() || m_pixmap.isNull()) return;
    QRegion dirty = std::exchange(m_dirty, QRegion());
    const QRect around = dirty.boundingRect();
    double area = 0;
    for (const QRect& rect : dirty)
        area += double(rect.width()) * rect.height();
    if (dirty.rectCount() > kManyPieces || area > 0.7 * around.width() * around.height()) dirty = around;
    QPainter painter(&m_pixmap);
    for (const QRect& rect : dirty) {
        painter.setClipRect(rect);
        paint(painter, rect);
        painter.resetTransform();
    }
}

}  // namespace heddle::editor
