#pragma once
#include "editor/graph/canvas_style.h"
#include "editor/graph/scene/node_view.h"

#include <QHash>
#include <QPainter>
#include <QPixmap>

namespace heddle::editor {

/// Paints nodes. Body, border, shadow and halo come from pictures made once per height, look and scale; only texts and
/// ports are drawn anew.
class NodePainter {
public:
    /// Prepares for nodes at one scale (device pixels per scene unit).
    void begin(QPainter& painter, const CanvasStyle& style, double scale, QPoint origin, double phase);
    void paint(QPainter& painter, const NodeView& node);
    void forgetPictures();

private:
    enum class Frame { Plain, Chosen, Running, Failed, Waiting };

    void paintSmall(QPainter& painter, const NodeView& node) const;
    void paintMedium(QPainter& painter, const NodeView& node) const;
    void paintFull(QPainter& painter, const NodeView& node);
    const NodeTexts& textsOf(const NodeView& node) const;
    void paintTexts(QPainter& painter, const NodeView& node) const;
    void paintPorts(QPainter& painter, const NodeView& node);
    void paintMarks(QPainter& painter, const NodeView& node);
    void paintState(QPainter& painter, const NodeView& node);
    QPixmap body(const NodeView& node, Frame frame);
    const QPixmap& shadow(double height);
    const QPixmap& tile(const NodeView& node);
    QPixmap port(const QColor& colour);
    QColor frameColour(Frame frame) const;
    static Frame frameOf(const NodeView& node);

    CanvasStyle m_style;
    double m_scale = 0;
    QPoint m_origin;
    double m_phase = 0;
    QHash<quint64, QPixmap> m_bodies;  ///< at this scale
    QHash<int, QPixmap> m_shadows;     ///< at a scale of 1
    QHash<QString, QPixmap> m_tiles;
    QHash<QRgb, QPixmap> m_ports;
};

}  // namespace heddle::editor
