#include "editor/graph/scene/wire.h"

#include <algorithm>
#include <cmath>

namespace heddle::editor {
namespace {

constexpr int kPieces = 20;
constexpr double kArrow = 6;

void addCubic(std::vector<QLineF>& into, QPointF a, QPointF b, QPointF c, QPointF d, int pieces) {
    QPointF last = a;
    for (int i = 1; i <= pieces; ++i) {
        const double t = double(i) / pieces;
        const double u = 1 - t;
        const QPointF next = u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
        into.emplace_back(last, next);
        last = next;
    }
}

std::vector<QLineF> forwardCurve(QPointF start, QPointF end) {
    const double reach = std::clamp(std::abs(end.x() - start.x()) * 0.5, 24.0, 220.0);
    std::vector<QLineF> path;
    path.reserve(kPieces);
    addCubic(path, start, start + QPointF(reach, 0), end - QPointF(reach, 0), end, kPieces);
    return path;
}

/// Out to the right, back below both nodes, in from the left.
std::vector<QLineF> backCurve(QPointF start, QPointF end, double below) {
    const double reach = 56;
    const QPointF middle((start.x() + end.x()) / 2, below);
    std::vector<QLineF> path;
    path.reserve(kPieces);
    addCubic(path, start, start + QPointF(reach, 0), QPointF(start.x() + reach, below), middle, kPieces / 2);
    addCubic(path, middle, QPointF(end.x() - reach, below), end - QPointF(reach, 0), end, kPieces / 2);
    return path;
}

std::vector<QLineF> shifted(const std::vector<QLineF>& path, double by) {
    std::vector<QLineF> moved;
    moved.reserve(path.size());
    for (const QLineF& piece : path) {
        QPointF across = piece.normalVector().unitVector().p2() - piece.p1();
        moved.push_back(piece.translated(across * by));
    }
    return moved;
}

}  // namespace

std::vector<QLineF> curveBetween(QPointF start, QPointF end) {
    if (end.x() >= start.x() - 20) return forwardCurve(start, end);
    return backCurve(start, end, std::max(start.y(), end.y()) + 90);
}

std::vector<QLineF> dashed(const std::vector<QLineF>& path, double dash, double gap, double phase) {
    std::vector<QLineF> out;
    double at = std::fmod(phase, dash + gap);
    for (const QLineF& piece : path) {
        const double length = piece.length();
        double done = 0;
        while (done < length) {
            const bool on = at < dash;
            const double step = std::min(length - done, (on ? dash : dash + gap) - at);
            if (on && step > 0) out.emplace_back(piece.pointAt(done / length), piece.pointAt((done + step) / length));
            done += std::max(step, 0.01);
            at = std::fmod(at + std::max(step, 0.01), dash + gap);
        }
    }
    return out;
}

void Wire::route(QPointF start, QPointF end, double gap, const QRectF& source, const QRectF& target) {
    const bool back = to >= 0 && end.x() < start.x() - 20;
    path = back ? backCurve(start, end, std::max(source.bottom(), target.bottom()) + 34) : forwardCurve(start, end);
    if (kind == domain::EdgeKind::Error) {
        lines = dashed(path, 7, 5);
    } else if (kind == domain::EdgeKind::FanOut) {
        lines = path;
        for (const double by : {-3.5, 3.5}) {
            const auto strand = shifted(path, by);
            lines.insert(lines.end(), strand.begin(), strand.end());
        }
    } else {
        lines = path;
    }
    if (to >= 0) {
        const QPointF tip = end - QPointF(gap, 0);
        lines.emplace_back(tip + QPointF(-kArrow, -kArrow + 1), tip);
        lines.emplace_back(tip + QPointF(-kArrow, kArrow - 1), tip);
    }
    const QPointF third = path[path.size() / 3].p1();
    const QPointF twoThirds = path[path.size() * 2 / 3].p1();
    coarse = {QLineF(start, third), QLineF(third, twoThirds), QLineF(twoThirds, end)};
    QRectF around(start, QSizeF(0, 0));
    for (const QLineF& piece : path) {
        around.setLeft(std::min(around.left(), piece.x2()));
        around.setTop(std::min(around.top(), piece.y2()));
        around.setRight(std::max(around.right(), piece.x2()));
        around.setBottom(std::max(around.bottom(), piece.y2()));
    }
    box = around.adjusted(-16, -16, 16, 16);
}

void Wire::translate(QPointF by) {
    for (auto* list : {&lines, &path}) {
        for (QLineF& piece : *list)
            piece.translate(by);
    }
    for (QLineF& piece : coarse)
        piece.translate(by);
    box.translate(by);
}

double Wire::distance(QPointF point) const {
    double best = 1e9;
    for (const QLineF& piece : path) {
        const QPointF along = piece.p2() - piece.p1();
        const double length = QPointF::dotProduct(along, along);
        const double t =
            length == 0 ? 0 : std::clamp(QPointF::dotProduct(point - piece.p1(), along) / length, 0.0, 1.0);
        best = std::min(best, QLineF(point, piece.p1() + t * along).length());
    }
    return best;
}

}  // namespace heddle::editor
