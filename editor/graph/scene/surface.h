#pragma once
#include <QPainter>
#include <QPixmap>
#include <QRegion>

#include <functional>

namespace heddle::editor {

/// The painted canvas, kept between frames: scrolling moves what is there and paints only the uncovered strips, in any
/// direction and whatever floats above. All measures are device pixels.
class Surface {
public:
    /// Paints one dirty rectangle; the painter is clipped to it.
    using Paint = std::function<void(QPainter&, const QRect&)>;

    void resize(QSize size);
    QSize size() const { return m_pixmap.size(); }
    void invalidate(const QRect& rect);
    void invalidateAll() { m_dirty = QRect(QPoint(0, 0), size()); }
    void scroll(int dx, int dy);
    /// Brings the picture up to date.
    void flush(const Paint& paint);
    const QPixmap& pixmap() const { return m_pixmap; }

private:
    QPixmap m_pixmap;
    QRegion m_dirty;
};

}  // namespace heddle::editor
