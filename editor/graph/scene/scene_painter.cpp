#include "editor/graph/scene/scene_painter.h"

#include <QCoreApplication>

#include <array>

namespace heddle::editor {
namespace {

enum Bucket { kNormal, kConditional, kFanOut, kError, kSelected, kBuckets };

Bucket bucketOf(const Wire& wire) {
    if (wire.selected) return kSelected;
    switch (wire.kind) {
        case domain::EdgeKind::Conditional:
            return kConditional;
        case domain::EdgeKind::FanOut:
            return kFanOut;
        case domain::EdgeKind::Error:
            return kError;
        case domain::EdgeKind::Normal:
        case domain::EdgeKind::Barrier:
            break;
    }
    return kNormal;
}

QColor colourOf(int bucket, const CanvasStyle& style) {
    switch (bucket) {
        case kConditional:
            return style.condition;
        case kFanOut:
            return style.fanOut;
        case kError:
            return style.error;
        case kSelected:
            return style.theme.accent;
        default:
            return style.wire;
    }
}

double widthOf(int bucket, double scale) {
    if (scale < 0.3) return 1;
    const double units = bucket == kFanOut ? 1.3 : bucket == kSelected ? 2.6 : 1.8;
    return std::max(1.0, units * scale);
}

void paintEndMark(QPainter& painter, QPointF at, const CanvasStyle& style) {
    painter.setPen(QPen(style.wire, 1.6));
    painter.setBrush(style.theme.canvas);
    painter.drawEllipse(at + QPointF(8, 0), 8, 8);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.wire);
    painter.drawRoundedRect(QRectF(at.x() + 4.75, at.y() - 3.25, 6.5, 6.5), 1.5, 1.5);
}

void paintPill(QPainter& painter, QPointF middle, const QString& text, const QColor& colour, const CanvasStyle& style) {
    painter.setFont(style.caption);
    const double width = painter.fontMetrics().horizontalAdvance(text) + 14;
    const QRectF pill(middle.x() - width / 2, middle.y() - 9, width, 18);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(style.theme.canvas);
    painter.drawRoundedRect(pill, 9, 9);
    painter.setPen(colour);
    painter.drawText(pill, Qt::AlignCenter, text);
}

}  // namespace

QRectF ScenePainter::stateMark(const NodeView& node) {
    return {node.pos.x() + shape::kWidth - 32, node.pos.y() + 13, 24, 24};
}

bool ScenePainter::runs(const Wire& wire) const {
    return wire.to >= 0 && m_scene.node(wire.to).state == NodeRunState::Running &&
           m_scene.node(wire.from).state != NodeRunState::Idle &&
           m_scene.node(wire.from).state != NodeRunState::Skipped;
}

void ScenePainter::paint(QPainter& painter, const PaintRequest& request) {
    painter.fillRect(request.device, request.style.theme.canvas);
    paintGrid(painter, request);
    paintWires(painter, request);
    std::vector<int> nodes = m_scene.nodesIn(request.scene);
    std::stable_partition(nodes.begin(), nodes.end(), [this](int i) { return !m_scene.node(i).selected; });
    m_nodes.begin(painter, request.style, request.scale, request.origin, m_phase);
    for (const int index : nodes)
        m_nodes.paint(painter, m_scene.node(index));
}

void ScenePainter::paintGrid(QPainter& painter, const PaintRequest& request) const {
    double step = 24 * request.scale;
    if (step < 9 * request.dpr) return;
    const int dot = std::max(1, int(std::lround(request.dpr * (request.scale > 0.5 * request.dpr ? 2 : 1))));
    const QPoint origin = request.origin;
    QVector<QRect> dots;
    const auto first = [step](int from) { return int(std::floor(from / step)); };
    for (int iy = first(origin.y() + request.device.top()); iy * step < origin.y() + request.device.bottom() + 1;
         ++iy) {
        const int y = int(std::lround(iy * step)) - origin.y();
        for (int ix = first(origin.x() + request.device.left()); ix * step < origin.x() + request.device.right() + 1;
             ++ix) {
            dots.append(QRect(int(std::lround(ix * step)) - origin.x(), y, dot, dot));
        }
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(request.style.theme.dots);
    painter.drawRects(dots);
}

void ScenePainter::paintWires(QPainter& painter, const PaintRequest& request) {
    const std::vector<int> wires = m_scene.wiresIn(request.scene);
    if (wires.empty()) return;
    const bool small = request.scale < 0.3 * request.dpr;
    std::array<QVector<QLineF>, kBuckets> lines;
    std::vector<int> running;
    for (const int index : wires) {
        const Wire& wire = m_scene.wire(index);
        auto& into = lines[bucketOf(wire)];
        if (small) {
            into.append({wire.coarse[0], wire.coarse[1], wire.coarse[2]});
        } else if (runs(wire)) {
            running.push_back(index);
        } else {
            for (const QLineF& piece : wire.lines)
                into.append(piece);
        }
    }
    painter.setTransform(QTransform(request.scale, 0, 0, request.scale, -request.origin.x(), -request.origin.y()));
    painter.setRenderHint(QPainter::Antialiasing, !small);
    for (int bucket = 0; bucket < kBuckets; ++bucket) {
        if (lines[bucket].isEmpty()) continue;
        QPen pen(colourOf(bucket, request.style), small ? 0 : widthOf(bucket, request.scale));
        pen.setCosmetic(true);
        // Square ends overlap, else the joints of the pieces shine through.
        pen.setCapStyle(bucket == kError ? Qt::FlatCap : Qt::SquareCap);
        painter.setPen(pen);
        painter.drawLines(lines[bucket]);
    }
    if (!small) {
        paintRunning(painter, request, running);
        paintWireMarks(painter, request, wires);
    }
    painter.resetTransform();
}

void ScenePainter::paintRunning(QPainter& painter, const PaintRequest& request, const std::vector<int>& running) const {
    if (running.empty()) return;
    QVector<QLineF> soft;
    QVector<QLineF> dashes;
    for (const int index : running) {
        const auto& path = m_scene.wire(index).path;
        for (const QLineF& piece : path)
            soft.append(piece);
        for (const QLineF& piece : dashed(path, 8, 6, 14 - m_phase))
            dashes.append(piece);
    }
    QColor halo = request.style.theme.accent;
    halo.setAlphaF(request.style.theme.isDark ? 0.22F : 0.16F);
    // Opaque pieces: translucent ones would show their joints.
    const QColor base = request.style.theme.canvas;
    const auto mix = [&](int a, int b) { return int(a * (1 - halo.alphaF()) + b * halo.alphaF()); };
    QPen pen(QColor(mix(base.red(), halo.red()), mix(base.green(), halo.green()), mix(base.blue(), halo.blue())),
             7 * request.scale);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::SquareCap);
    painter.setPen(pen);
    painter.drawLines(soft);
    pen.setCapStyle(Qt::FlatCap);
    pen.setColor(request.style.theme.accent);
    pen.setWidthF(2.2 * request.scale);
    painter.setPen(pen);
    painter.drawLines(dashes);
}

void ScenePainter::paintWireMarks(QPainter& painter, const PaintRequest& request, const std::vector<int>& wires) const {
    if (request.scale < 0.4 * request.dpr) return;
    for (const int index : wires) {
        const Wire& wire = m_scene.wire(index);
        if (wire.to < 0) paintEndMark(painter, wire.tip(), request.style);
        if (wire.kind == domain::EdgeKind::FanOut) {
            paintPill(painter, wire.middle(), QCoreApplication::translate("Canvas", "for each"), request.style.fanOut,
                      request.style);
        }
    }
}

}  // namespace heddle::editor
