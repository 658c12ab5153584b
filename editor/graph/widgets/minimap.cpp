#include "editor/graph/widgets/minimap.h"

#include "editor/graph/scene/stage.h"

#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

namespace heddle::editor {
namespace {

constexpr int kMargin = 10;

}  // namespace

Minimap::Minimap(Stage& stage, QWidget* parent) : QWidget(parent), m_stage(stage), m_later(new QTimer(this)) {
    setFixedSize(176, 112);
    setCursor(Qt::PointingHandCursor);
    // At most a few pictures a second: during a drag only the frame moves at once.
    m_later->setSingleShot(true);
    m_later->setInterval(120);
    connect(m_later, &QTimer::timeout, this, &Minimap::draw);
    connect(&stage, &Stage::contentChanged, this, &Minimap::refresh);
    connect(&stage, &Stage::viewChanged, this, qOverload<>(&QWidget::update));
}

void Minimap::refresh() {
    if (!m_later->isActive()) m_later->start();
}

QPointF Minimap::toMap(QPointF scene) const {
    return QPointF(width(), height()) / 2 + (scene - m_bounds.center()) * m_scale;
}

void Minimap::draw() {
    const double dpr = devicePixelRatioF();
    m_picture = QPixmap(size() * dpr);
    m_picture.setDevicePixelRatio(dpr);
    const CanvasStyle& style = m_stage.style();
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    m_bounds = m_stage.scene().bounds().adjusted(-120, -120, 120, 120);
    m_scale = std::min((width() - 2 * kMargin) / m_bounds.width(), (height() - 2 * kMargin) / m_bounds.height());
    m_scale = std::min(m_scale, 0.12);
    for (const NodeView& node : m_stage.scene().nodes()) {
        if (!node.alive) continue;
        const QRectF rect = node.rect();
        QColor colour = style.theme.category(node.category);
        colour.setAlphaF(0.75F);
        if (node.state == NodeRunState::Failed) colour = style.theme.error;
        if (node.state == NodeRunState::Running) colour = style.theme.accent;
        const QSizeF size(std::max(2.0, rect.width() * m_scale), std::max(1.5, rect.height() * m_scale));
        painter.fillRect(QRectF(toMap(rect.topLeft()), size), colour);
    }
    update();
}

void Minimap::paintEvent(QPaintEvent*) {
    if (m_picture.isNull()) draw();
    const Theme& theme = m_stage.style().theme;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line);
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.drawPixmap(0, 0, m_picture);
    const QRectF view = m_stage.visibleScene();
    const QRectF frame =
        QRectF(toMap(view.topLeft()), toMap(view.bottomRight())) & QRectF(rect()).adjusted(4, 4, -4, -4);
    if (frame.isEmpty()) return;
    QColor soft = theme.accent;
    soft.setAlphaF(0.12F);
    painter.setPen(QPen(theme.accent, 1.2));
    painter.setBrush(soft);
    painter.drawRoundedRect(frame, 3, 3);
}

void Minimap::goTo(QPointF at) {
    const QPointF scene = m_bounds.center() + (at - QPointF(width(), height()) / 2) / m_scale;
    m_stage.centreOn(scene);
}

void Minimap::mousePressEvent(QMouseEvent* event) { goTo(event->position()); }

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) goTo(event->position());
}

}  // namespace heddle::editor
