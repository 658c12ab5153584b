#include "editor/graph/gesture/band_gesture.h"

namespace heddle::editor {

BandGesture::BandGesture(Stage& stage, QPointF at, bool adds)
    : m_stage(stage), m_from(stage.toScene(at)), m_to(m_from) {
    if (adds) m_before = stage.selection().nodes();
    if (!adds) stage.selection().clear();
}

QRectF BandGesture::band() const { return QRectF(m_from, m_to).normalized(); }

void BandGesture::damage() const {
    emit m_stage.damaged(m_stage.toView(band()).toAlignedRect().adjusted(-2, -2, 2, 2));
}

void BandGesture::move(QPointF at, Qt::KeyboardModifiers) {
    damage();
    m_to = m_stage.toScene(at);
    damage();
    std::set<std::string> chosen = m_before;
    const SceneModel& scene = m_stage.scene();
    const QRectF rect = band();
    for (const int index : scene.nodesIn(rect)) {
        if (scene.node(index).rect().intersects(rect)) chosen.insert(scene.node(index).id);
    }
    m_stage.selection().set(std::move(chosen));
}

void BandGesture::finish(QPointF) { damage(); }

void BandGesture::cancel() {
    damage();
    m_stage.selection().set(m_before);
}

void BandGesture::paint(QPainter& painter) const {
    QColor fill = m_stage.style().theme.accent;
    painter.setPen(QPen(fill, 1));
    fill.setAlphaF(0.10F);
    painter.setBrush(fill);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawRect(m_stage.toView(band()));
}

}  // namespace heddle::editor
