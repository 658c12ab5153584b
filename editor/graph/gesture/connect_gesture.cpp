#include "editor/graph/gesture/connect_gesture.h"

#include <algorithm>

namespace heddle::editor {

ConnectGesture::ConnectGesture(Stage& stage, Document& document, const PortHit& port, Replies replies)
    : m_stage(stage),
      m_document(document),
      m_start{stage.scene().node(port.node).id, port.kind, port.caseName},
      m_near(edgesAt(document.graph(), m_start.node)),
      m_backwards(port.kind == PortKind::In),
      m_replies(std::move(replies)),
      m_anchor(stage.scene().node(port.node).portOf(port.kind, port.caseName)),
      m_to(m_anchor) {
    for (const int index : stage.scene().nodesIn(stage.visibleScene())) {
        if (reasonAgainst(index).isEmpty()) m_valid.push_back(index);
    }
    emit m_stage.damaged(QRect(QPoint(0, 0), m_stage.viewSize().toSize()));
}

ConnectionStart ConnectGesture::startAt(int node) const {
    return m_backwards ? ConnectionStart{m_stage.scene().node(node).id, PortKind::Out, {}} : m_start;
}

QString ConnectGesture::reasonAgainst(int node) const {
    const std::string& to = m_backwards ? m_start.node : m_stage.scene().node(node).id;
    return refusal(m_document.graph(), m_near, startAt(node), to);
}

int ConnectGesture::targetAt(QPointF scene) const {
    const auto port = m_stage.scene().portAt(scene, 18 / m_stage.scale());
    if (port && (port->kind == PortKind::In) != m_backwards) return port->node;
    return m_stage.scene().nodeAt(scene);
}

void ConnectGesture::damage() const {
    const QRectF wire = QRectF(m_anchor, m_to).normalized().adjusted(-240, -240, 240, 240);
    emit m_stage.damaged(m_stage.toView(wire).toAlignedRect());
}

void ConnectGesture::move(QPointF at, Qt::KeyboardModifiers) {
    damage();
    m_to = m_stage.toScene(at);
    const int before = m_target;
    m_target = targetAt(m_to);
    m_reason = m_target < 0 ? QString() : reasonAgainst(m_target);
    // Back over its own node, before it has left: no reason to complain yet.
    if (m_target >= 0 && m_stage.scene().node(m_target).id == m_start.node && m_start.kind != PortKind::Case &&
        QLineF(m_anchor, m_to).length() < 40) {
        m_target = -1;
        m_reason.clear();
    }
    if (m_target != before) m_replies.refused(m_reason, at);
    damage();
}

void ConnectGesture::finish(QPointF at) {
    cancel();
    const QPointF scene = m_stage.toScene(at);
    if (m_target >= 0) {
        if (!m_reason.isEmpty()) {
            m_replies.refused(m_reason, at);
            return;
        }
        const std::string to = m_backwards ? m_start.node : m_stage.scene().node(m_target).id;
        m_document.apply(connection(m_document.value(), startAt(m_target), to));
    } else if (!m_backwards && QLineF(m_anchor, scene).length() > 30) {
        m_replies.dropped(scene, m_start);
    }
}

void ConnectGesture::cancel() { emit m_stage.damaged(QRect(QPoint(0, 0), m_stage.viewSize().toSize())); }

Qt::CursorShape ConnectGesture::cursor() const { return m_reason.isEmpty() ? Qt::CrossCursor : Qt::ForbiddenCursor; }

void ConnectGesture::paintTargets(QPainter& painter) const {
    const Theme& theme = m_stage.style().theme;
    QColor soft = theme.accent;
    soft.setAlphaF(0.28F);
    for (const int index : m_valid) {
        const NodeView& node = m_stage.scene().node(index);
        const QPointF at = m_stage.toView(m_backwards ? node.outPort() : node.inPort());
        const double radius = std::max(3.0, 9 * m_stage.scale());
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(soft);
        painter.drawEllipse(at, radius, radius);
    }
    if (m_target < 0) return;
    painter.setPen(QPen(m_reason.isEmpty() ? theme.accent : theme.error, 2));
    painter.setBrush(Qt::NoBrush);
    const QRectF rect = m_stage.toView(m_stage.scene().node(m_target).rect().adjusted(-3, -3, 3, 3));
    const double radius = (shape::kRadius + 3) * m_stage.scale();
    painter.drawRoundedRect(rect, radius, radius);
}

void ConnectGesture::paint(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    paintTargets(painter);
    QPointF end = m_to;
    if (m_target >= 0 && m_reason.isEmpty()) {
        const NodeView& node = m_stage.scene().node(m_target);
        end = m_backwards ? node.outPort() : node.inPort();
    }
    const auto path = m_backwards ? curveBetween(end, m_anchor) : curveBetween(m_anchor, end);
    QVector<QLineF> lines;
    for (const QLineF& piece : path)
        lines.append(QLineF(m_stage.toView(piece.p1()), m_stage.toView(piece.p2())));
    const Theme& theme = m_stage.style().theme;
    QPen pen(m_reason.isEmpty() ? theme.accent : theme.error, 2);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.drawLines(lines);
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    painter.drawEllipse(m_stage.toView(end), 4, 4);
}

}  // namespace heddle::editor
