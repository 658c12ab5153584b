#include "editor/graph/gesture/move_gesture.h"

#include <array>
#include <cmath>

namespace heddle::editor {
namespace {

constexpr double kSnap = 6;  ///< view pixels

/// The nearest offset that brings one of `mine` onto one of `theirs`.
struct Match {
    double offset = 0;
    double distance = 1e9;
    double at = 0;
    QRectF other;

    void consider(double mine, double theirs, const QRectF& rect) {
        if (std::abs(theirs - mine) >= distance) return;
        distance = std::abs(theirs - mine);
        offset = theirs - mine;
        at = theirs;
        other = rect;
    }
};

double toGrid(double value) { return std::round(value / shape::kGrid) * shape::kGrid; }

}  // namespace

MoveGesture::MoveGesture(Stage& stage, Document& document, QPointF at, int grabbed)
    : m_stage(stage), m_document(document), m_from(stage.toScene(at)), m_start(stage.scene().node(grabbed).rect()) {
    for (const auto& id : stage.selection().nodes()) {
        const int index = stage.scene().indexOf(id);
        if (index >= 0) m_nodes.push_back(index);
    }
}

QPointF MoveGesture::snapped(QPointF total) {
    m_guides.clear();
    const QRectF mine = m_start.translated(total);
    const double reach = kSnap / m_stage.scale();
    Match x;
    Match y;
    const SceneModel& scene = m_stage.scene();
    if (m_stage.scale() >= 0.3) {
        for (const int index : scene.nodesIn(m_stage.visibleScene())) {
            const NodeView& other = scene.node(index);
            if (other.selected) continue;
            const QRectF rect = other.rect();
            x.consider(mine.left(), rect.left(), rect);
            x.consider(mine.center().x(), rect.center().x(), rect);
            // Nodes whose ports are level give straight wires.
            y.consider(mine.top(), rect.top(), rect);
            y.consider(mine.bottom(), rect.bottom(), rect);
        }
    }
    QPointF result = total;
    result.setX(x.distance <= reach ? total.x() + x.offset : toGrid(mine.left()) - m_start.left());
    result.setY(y.distance <= reach ? total.y() + y.offset : toGrid(mine.top()) - m_start.top());
    const QRectF now = m_start.translated(result);
    if (x.distance <= reach) {
        const QRectF both = now | x.other;
        m_guides.emplace_back(x.at, both.top() - 12, x.at, both.bottom() + 12);
    }
    if (y.distance <= reach) {
        const QRectF both = now | y.other;
        m_guides.emplace_back(both.left() - 12, y.at, both.right() + 12, y.at);
    }
    return result;
}

void MoveGesture::damageGuides() const {
    for (const QLineF& line : m_guides) {
        const QRectF rect = QRectF(line.p1(), line.p2()).normalized();
        emit m_stage.damaged(m_stage.toView(rect).toAlignedRect().adjusted(-2, -2, 2, 2));
    }
}

void MoveGesture::shift(QPointF total) {
    const QPointF by = total - m_moved;
    if (by.isNull()) return;
    m_moved = total;
    const bool many = m_nodes.size() > 40;
    const auto touch = [&] {
        for (const int index : m_nodes)
            m_stage.touchAround(index);
    };
    if (!many) touch();
    m_stage.scene().moveNodes(m_nodes, by);
    if (!many) touch();
    if (many) m_stage.touchAll();
    emit m_stage.contentChanged();
}

void MoveGesture::move(QPointF at, Qt::KeyboardModifiers modifiers) {
    damageGuides();
    const QPointF total = m_stage.toScene(at) - m_from;
    if (modifiers & Qt::AltModifier) {
        m_guides.clear();
        shift(total);
    } else {
        shift(snapped(total));
    }
    damageGuides();
}

void MoveGesture::finish(QPointF) {
    damageGuides();
    std::map<std::string, domain::Position> positions;
    for (const int index : m_nodes) {
        const NodeView& node = m_stage.scene().node(index);
        positions[node.id] = {node.pos.x(), node.pos.y()};
    }
    m_document.apply(domain::moveNodes(m_document.value(), positions));
}

void MoveGesture::cancel() {
    damageGuides();
    shift({0, 0});
}

void MoveGesture::paint(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(m_stage.style().theme.accent, 1));
    for (const QLineF& line : m_guides)
        painter.drawLine(QLineF(m_stage.toView(line.p1()), m_stage.toView(line.p2())));
}

}  // namespace heddle::editor
