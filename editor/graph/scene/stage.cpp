#include "editor/graph/scene/stage.h"

#include <algorithm>

namespace heddle::editor {

Stage::Stage(const domain::NodeTypes& types, QObject* parent)
    : QObject(parent), m_scene(types), m_style(CanvasStyle::dark()), m_painter(m_scene) {
    connect(&m_selection, &Selection::changed, this, &Stage::follow);
}

void Stage::setStyle(const CanvasStyle& style) {
    m_style = style;
    m_painter.forgetPictures();
    touchAll();
}

QPointF Stage::toScene(QPointF view) const { return (view * m_dpr + QPointF(m_origin)) / (m_scale * m_dpr); }

QPointF Stage::toView(QPointF scene) const { return (scene * (m_scale * m_dpr) - QPointF(m_origin)) / m_dpr; }

QRectF Stage::toView(const QRectF& scene) const { return {toView(scene.topLeft()), toView(scene.bottomRight())}; }

QRectF Stage::visibleScene() const {
    return {toScene(QPointF(0, 0)), toScene(QPointF(m_viewSize.width(), m_viewSize.height()))};
}

void Stage::resize(QSizeF view, double dpr) {
    m_viewSize = view;
    if (m_dpr != dpr) m_painter.forgetPictures();
    m_dpr = dpr;
    m_surface.resize((view * dpr).toSize());
    m_surface.invalidateAll();
    emit viewChanged();
}

void Stage::setOrigin(QPoint origin) {
    const QPoint by = m_origin - origin;
    if (by.isNull()) return;
    m_origin = origin;
    m_surface.scroll(by.x(), by.y());
    emit damaged(QRectF(QPointF(0, 0), m_viewSize).toAlignedRect());
    emit viewChanged();
}

void Stage::scrollBy(QPointF view) { setOrigin(m_origin - (view * m_dpr).toPoint()); }

void Stage::zoomAt(QPointF view, double factor) {
    const double scale = std::clamp(m_scale * factor, kMinScale, kMaxScale);
    if (scale == m_scale) return;
    const QPointF fixed = toScene(view);
    m_scale = scale;
    m_origin = (fixed * (m_scale * m_dpr) - view * m_dpr).toPoint();
    touchAll();
    emit viewChanged();
}

void Stage::fit(const QRectF& scene, double maxScale) {
    if (scene.isEmpty() || m_viewSize.isEmpty()) return;
    const double margin = 48;
    const double scale = std::min((m_viewSize.width() - 2 * margin) / scene.width(),
                                  (m_viewSize.height() - 2 * margin) / scene.height());
    m_scale = std::clamp(std::min(scale, maxScale), kMinScale, kMaxScale);
    const QPointF half(m_viewSize.width() / 2, m_viewSize.height() / 2);
    m_origin = (scene.center() * (m_scale * m_dpr) - half * m_dpr).toPoint();
    touchAll();
    emit viewChanged();
}

void Stage::centreOn(QPointF scene) {
    const QPointF half(m_viewSize.width() / 2, m_viewSize.height() / 2);
    setOrigin((scene * (m_scale * m_dpr) - half * m_dpr).toPoint());
}

void Stage::ensureVisible(const QRectF& scene) {
    const QRectF view = toView(scene);
    const double margin = 40;
    QPointF by;
    if (view.left() < margin) by.setX(margin - view.left());
    if (view.right() > m_viewSize.width() - margin) by.setX(m_viewSize.width() - margin - view.right());
    if (view.top() < margin) by.setY(margin - view.top());
    if (view.bottom() > m_viewSize.height() - margin) by.setY(m_viewSize.height() - margin - view.bottom());
    if (!by.isNull()) scrollBy(by);
}

void Stage::touch(const QRectF& scene) {
    const QRectF view = toView(scene);
    const QRect device = QRectF(view.topLeft() * m_dpr, view.size() * m_dpr).toAlignedRect().adjusted(-1, -1, 1, 1);
    m_surface.invalidate(device);
    emit damaged(view.toAlignedRect().adjusted(-1, -1, 1, 1));
}

void Stage::touchNode(int index) {
    if (index >= 0) touch(m_scene.node(index).reach());
}

void Stage::touchWire(int index) { touch(m_scene.wire(index).box); }

void Stage::touchAround(int index) {
    if (index < 0) return;
    touchNode(index);
    for (const int wire : m_scene.node(index).wires)
        touchWire(wire);
}

void Stage::touchAll() {
    m_surface.invalidateAll();
    emit damaged(QRectF(QPointF(0, 0), m_viewSize).toAlignedRect());
}

bool Stage::hasRunning() const {
    return std::any_of(m_scene.nodes().begin(), m_scene.nodes().end(),
                       [](const NodeView& node) { return node.alive && node.state == NodeRunState::Running; });
}

void Stage::setDashPhase(double phase) {
    m_painter.setPhase(phase);
    const QRectF visible = visibleScene();
    for (const NodeView& node : m_scene.nodes()) {
        if (!node.alive || node.state != NodeRunState::Running) continue;
        if (node.rect().intersects(visible)) touch(ScenePainter::stateMark(node));
        for (const int index : node.wires) {
            if (m_scene.wire(index).to >= 0 && &m_scene.node(m_scene.wire(index).to) == &node) touchWire(index);
        }
    }
}

void Stage::paint(QPainter& target, const QRegion& exposed) {
    m_surface.flush([this](QPainter& painter, const QRect& dirty) {
        const QRectF scene(toScene(QPointF(dirty.topLeft()) / m_dpr),
                           toScene(QPointF(dirty.x() + dirty.width(), dirty.y() + dirty.height()) / m_dpr));
        m_painter.paint(painter, {m_style, m_scale * m_dpr, m_dpr, m_origin, dirty, scene});
    });
    for (const QRect& rect : exposed) {
        const QRectF device(QPointF(rect.topLeft()) * m_dpr, QSizeF(rect.size()) * m_dpr);
        target.drawPixmap(QRectF(rect), m_surface.pixmap(), device);
    }
}

void Stage::follow(const std::set<std::string>& nodes, const std::set<std::string>& edges) {
    for (const auto& id : nodes) {
        const int index = m_scene.indexOf(id);
        if (index < 0) continue;
        m_scene.node(index).selected = m_selection.hasNode(id);
        m_scene.node(index).current = m_selection.current() == id;
        touchNode(index);
    }
    for (const auto& id : edges) {
        for (const int index : m_scene.wiresOf(id)) {
            m_scene.wire(index).selected = m_selection.hasEdge(id);
            touchWire(index);
        }
    }
}

}  // namespace heddle::editor
