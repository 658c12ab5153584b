#include "editor/graph/canvas.h"
#include "editor/graph/canvas_actions.h"
#include "editor/graph/canvas_menu.h"
#include "editor/graph/gesture/band_gesture.h"
#include "editor/graph/gesture/connect_gesture.h"
#include "editor/graph/gesture/move_gesture.h"
#include "editor/graph/gesture/pan_gesture.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/widgets/canvas_toolbar.h"
#include "editor/graph/widgets/choice_list.h"
#include "editor/graph/widgets/minimap.h"
#include "editor/look/icons.h"

#include <QDropEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QToolTip>
#include <QVariantAnimation>

#include <cmath>

namespace heddle::editor {
namespace {

constexpr double kDragStart = 4;  ///< view pixels
constexpr double kPortReach = 10;
constexpr double kWireReach = 7;
constexpr int kFloatMargin = 14;

bool fromTouchpad(const QWheelEvent& event) {
    return event.device()->type() == QInputDevice::DeviceType::TouchPad || event.phase() != Qt::NoScrollPhase;
}

}  // namespace

bool Canvas::event(QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress: {
            const auto* key = static_cast<QKeyEvent*>(event);
            // Tab adds; Shift+Tab leaves the canvas, so that the keyboard is never caught here.
            if (key->key() != Qt::Key_Tab || key->modifiers() != Qt::NoModifier) break;
            quickAddNext();
            return true;
        }
        case QEvent::ToolTip: {
            auto* help = static_cast<QHelpEvent*>(event);
            const QString tip = tipAt(m_stage->toScene(help->pos()));
            if (tip.isEmpty()) {
                QToolTip::hideText();
            } else {
                QToolTip::showText(help->globalPos(), tip, this);
            }
            return true;
        }
        case QEvent::NativeGesture: {
            const auto* gesture = static_cast<QNativeGestureEvent*>(event);
            if (gesture->gestureType() != Qt::ZoomNativeGesture) break;
            m_stage->zoomAt(gesture->position(), 1 + gesture->value());
            return true;
        }
        default:
            break;
    }
    return QWidget::event(event);
}

QString Canvas::tipAt(QPointF scene) const {
    const SceneModel& model = m_stage->scene();
    if (const auto port = model.portAt(scene, kPortReach / m_stage->scale())) {
        const NodeView& node = model.node(port->node);
        if (port->kind == PortKind::In) {
            return node.joins ? tr("Waits for all of its inputs. The menu makes it run on any.")
                              : tr("Input: drag to choose what comes before");
        }
        if (port->kind == PortKind::Error) return tr("Followed when this node has failed for good");
        return tr("Drag to a node to connect, or to an empty place to add one");
    }
    if (const int node = model.nodeAt(scene); node >= 0) {
        const NodeView& view = model.node(node);
        return view.title + QStringLiteral("\n") + view.subtitle +
               (view.runText.isEmpty() ? QString() : QStringLiteral("\n") + view.runText);
    }
    const int wire = model.wireAt(scene, kWireReach / m_stage->scale());
    if (wire < 0) return {};
    const domain::Edge& edge = m_document.graph().edges.at(model.wire(wire).edge);
    switch (edge.kind) {
        case domain::EdgeKind::Conditional:
            return tr("Followed when %1 gives “%2”")
                .arg(QString::fromStdString(edge.condition), QString::fromStdString(model.wire(wire).caseName));
        case domain::EdgeKind::FanOut:
            return tr("Once for each item of %1").arg(QString::fromStdString(edge.items));
        case domain::EdgeKind::Barrier:
            return tr("Waits until all of its sources are done");
        case domain::EdgeKind::Error:
            return tr("Followed on an error");
        case domain::EdgeKind::Normal:
            break;
    }
    return {};
}

void Canvas::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    m_stage->paint(painter, event->region());
    if (m_document.graph().nodes.empty()) paintEmptyState(painter);
    if (m_gesture) m_gesture->paint(painter);
}

void Canvas::paintEmptyState(QPainter& painter) {
    const Theme& theme = m_stage->style().theme;
    const QPoint middle = rect().center() - QPoint(0, 30);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accentSoft);
    painter.drawRoundedRect(QRectF(middle.x() - 28, middle.y() - 84, 56, 56), 16, 16);
    painter.drawPixmap(middle - QPoint(14, 70), iconPixmap("workflow", theme.accent, 28, devicePixelRatioF()));
    painter.setFont(uiFont(17, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(QRect(0, middle.y() - 10, width(), 28), Qt::AlignCenter, tr("An empty workflow"));
    painter.setFont(uiFont(13));
    painter.setPen(theme.textSoft);
    painter.drawText(QRect(0, middle.y() + 22, width(), 22), Qt::AlignCenter,
                     tr("Press Tab or double-click to add the first node,"));
    painter.drawText(QRect(0, middle.y() + 42, width(), 22), Qt::AlignCenter,
                     tr("or drag one here from the list of nodes."));
}

void Canvas::resizeEvent(QResizeEvent*) {
    m_stage->resize(size(), devicePixelRatioF());
    if (m_fitPending && !m_document.graph().nodes.empty()) {
        m_stage->fit(m_stage->scene().bounds());
        m_fitPending = false;
    }
    placeFloating();
}

void Canvas::placeFloating() {
    const bool any = !m_document.graph().nodes.empty();
    m_toolbar->adjustSize();
    m_toolbar->move(kFloatMargin, height() - m_toolbar->height() - kFloatMargin);
    m_minimap->move(width() - m_minimap->width() - kFloatMargin, height() - m_minimap->height() - kFloatMargin);
    const bool room = width() > m_toolbar->width() + m_minimap->width() + 4 * kFloatMargin && height() > 260;
    m_minimap->setVisible(any && room && m_actions->action(Command::Minimap)->isChecked());
}

void Canvas::begin(std::unique_ptr<Gesture> gesture) {
    endGesture();
    m_gesture = std::move(gesture);
    updateCursor();
}

void Canvas::endGesture() {
    if (!m_gesture) return;
    std::unique_ptr<Gesture>(std::move(m_gesture))->cancel();
    updateCursor();
}

void Canvas::updateCursor() {
    if (m_gesture) {
        setCursor(m_gesture->cursor());
    } else {
        setCursor(m_panTool || m_spaceHeld ? Qt::OpenHandCursor : Qt::ArrowCursor);
    }
}

std::unique_ptr<Gesture> Canvas::connectFrom(const PortHit& port) {
    ConnectGesture::Replies replies;
    replies.refused = [this](const QString& reason, QPointF at) {
        if (reason.isEmpty()) {
            QToolTip::hideText();
            return;
        }
        QToolTip::showText(mapToGlobal(at.toPoint()) + QPoint(0, 12), reason, this);
        emit hinted(reason);
    };
    replies.dropped = [this](QPointF at, const ConnectionStart& start) { quickAdd(at - QPointF(0, 25), start); };
    return std::make_unique<ConnectGesture>(*m_stage, m_document, port, std::move(replies));
}

void Canvas::pressNode(int node, Qt::KeyboardModifiers modifiers) {
    const std::string id = m_stage->scene().node(node).id;
    m_pressedNode = node;
    if (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) {
        selection().toggleNode(id);
    } else if (!selection().hasNode(id)) {
        selection().set({id});
    } else {
        selection().setCurrent(id);
    }
}

std::unique_ptr<Gesture> Canvas::gestureAt(QPointF at, Qt::KeyboardModifiers modifiers) {
    const QPointF scene = m_stage->toScene(at);
    const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    if (m_stage->scale() >= 0.35) {
        if (const auto port = m_stage->scene().portAt(scene, kPortReach / m_stage->scale())) return connectFrom(*port);
    }
    if (const int node = m_stage->scene().nodeAt(scene); node >= 0) {
        pressNode(node, modifiers);
        return nullptr;
    }
    if (const int wire = m_stage->scene().wireAt(scene, kWireReach / m_stage->scale()); wire >= 0) {
        const std::string edge = m_stage->scene().wire(wire).edge;
        if (adds) {
            selection().toggleEdge(edge);
        } else {
            selection().set({}, {edge});
        }
        return nullptr;
    }
    return std::make_unique<BandGesture>(*m_stage, at, adds);
}

void Canvas::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    m_glide->stop();
    m_pressed = event->position();
    m_pressedNode = -1;
    const bool pans =
        event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && (m_panTool || m_spaceHeld));
    if (pans) {
        begin(std::make_unique<PanGesture>(*m_stage, event->position()));
    } else if (event->button() == Qt::LeftButton) {
        if (auto gesture = gestureAt(event->position(), event->modifiers())) begin(std::move(gesture));
    }
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
    const bool far = QLineF(event->position(), m_pressed).length() >= kDragStart;
    if (!m_gesture && (event->buttons() & Qt::LeftButton) && m_pressedNode >= 0 && far) {
        if (m_stage->scene().node(m_pressedNode).selected)
            begin(std::make_unique<MoveGesture>(*m_stage, m_document, m_pressed, m_pressedNode));
    }
    if (m_gesture) {
        m_gesture->move(event->position(), event->modifiers());
        updateCursor();
    } else if (event->buttons() == Qt::NoButton) {
        hover(event->position());
    }
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
    const int pressed = std::exchange(m_pressedNode, -1);
    if (m_gesture) {
        // Taken out first: what finish() does to the document must not cancel it.
        const auto gesture = std::move(m_gesture);
        gesture->finish(event->position());
        updateCursor();
        update();
        return;
    }
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier));
    if (event->button() == Qt::LeftButton && pressed >= 0 && plain && m_stage->scene().node(pressed).alive) {
        selection().set({m_stage->scene().node(pressed).id});
    }
}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    endGesture();
    const QPointF scene = m_stage->toScene(event->position());
    if (const int node = m_stage->scene().nodeAt(scene); node >= 0) {
        emit nodeActivated(QString::fromStdString(m_stage->scene().node(node).id));
    } else if (const int wire = m_stage->scene().wireAt(scene, kWireReach / m_stage->scale()); wire >= 0) {
        emit edgeActivated(QString::fromStdString(m_stage->scene().wire(wire).edge));
    } else {
        quickAdd(scene);
    }
}

void Canvas::hover(QPointF at) {
    if (m_panTool || m_spaceHeld) return;
    const bool port = m_stage->scale() >= 0.35 &&
                      m_stage->scene().portAt(m_stage->toScene(at), kPortReach / m_stage->scale()).has_value();
    setCursor(port ? Qt::CrossCursor : Qt::ArrowCursor);
}

void Canvas::wheelEvent(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    const bool zooms = event->modifiers() & Qt::ControlModifier;
    if (!zooms && (fromTouchpad(*event) || (event->modifiers() & Qt::ShiftModifier))) {
        QPointF by = event->pixelDelta().isNull() ? QPointF(angle) / 2 : QPointF(event->pixelDelta());
        if ((event->modifiers() & Qt::ShiftModifier) && by.x() == 0) by = {by.y(), 0};
        m_stage->scrollBy(by);
    } else {
        m_stage->zoomAt(event->position(), std::pow(1.0015, angle.y()));
    }
    event->accept();
}

void Canvas::keyPressEvent(QKeyEvent* event) {
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            if (event->modifiers() & Qt::ControlModifier) {
                nudge(event->key());
            } else {
                moveCurrent(event->key(), extend);
            }
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!selection().nodes().empty()) {
                m_actions->action(Command::OpenNode)->trigger();
            } else if (!selection().edges().empty()) {
                emit edgeActivated(QString::fromStdString(*selection().edges().begin()));
            }
            return;
        case Qt::Key_Escape:
            if (m_gesture) {
                endGesture();
            } else {
                selection().clear();
            }
            return;
        case Qt::Key_Space:
            if (!event->isAutoRepeat()) {
                m_spaceHeld = true;
                updateCursor();
            }
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void Canvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_spaceHeld = false;
        updateCursor();
        return;
    }
    QWidget::keyReleaseEvent(event);
}

void Canvas::moveCurrent(int key, bool extend) {
    const SceneModel& scene = m_stage->scene();
    const int from = scene.indexOf(selection().current());
    const QPointF origin = from >= 0 ? scene.node(from).rect().center() : m_stage->visibleScene().center();
    const QPointF along(key == Qt::Key_Left    ? -1
                        : key == Qt::Key_Right ? 1
                                               : 0,
                        key == Qt::Key_Up     ? -1
                        : key == Qt::Key_Down ? 1
                                              : 0);
    int best = -1;
    double least = 1e12;
    for (std::size_t i = 0; i < scene.nodes().size(); ++i) {
        const NodeView& node = scene.nodes()[i];
        if (!node.alive || int(i) == from) continue;
        const QPointF way = node.rect().center() - origin;
        const double ahead = QPointF::dotProduct(way, along);
        const double aside = std::abs(way.x() * along.y()) + std::abs(way.y() * along.x());
        // Without a start any direction leads to the nearest.
        if (from >= 0 && (ahead <= 1 || aside > 3 * ahead)) continue;
        const double cost = from >= 0 ? ahead + 2 * aside : std::hypot(way.x(), way.y());
        if (cost >= least) continue;
        least = cost;
        best = int(i);
    }
    if (best < 0) return;
    std::set<std::string> chosen{scene.node(best).id};
    if (extend) chosen.insert(selection().nodes().begin(), selection().nodes().end());
    selection().set(chosen);
    selection().setCurrent(scene.node(best).id);
    m_stage->ensureVisible(scene.node(best).rect());
}

void Canvas::nudge(int key) {
    const QPointF by(key == Qt::Key_Left    ? -shape::kGrid
                     : key == Qt::Key_Right ? shape::kGrid
                                            : 0,
                     key == Qt::Key_Up     ? -shape::kGrid
                     : key == Qt::Key_Down ? shape::kGrid
                                           : 0);
    std::map<std::string, domain::Position> positions;
    for (const auto& id : selection().nodes()) {
        const QPointF now = m_stage->scene().node(m_stage->scene().indexOf(id)).pos + by;
        positions[id] = {now.x(), now.y()};
    }
    m_document.apply(domain::moveNodes(m_document.value(), positions), QStringLiteral("nudge"));
}

void Canvas::contextMenuEvent(QContextMenuEvent* event) {
    endGesture();
    QPoint at = event->pos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const int index = m_stage->scene().indexOf(selection().current());
        at = index < 0 ? rect().center() : m_stage->toView(m_stage->scene().node(index).rect().center()).toPoint();
    }
    openCanvasMenu(*this, at);
}

void Canvas::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(ChoiceList::kNodeTypeMime)) event->acceptProposedAction();
}

void Canvas::dropEvent(QDropEvent* event) {
    const QString type = QString::fromUtf8(event->mimeData()->data(ChoiceList::kNodeTypeMime));
    const QPointF at = m_stage->toScene(event->position());
    if (addNode(type, at - QPointF(shape::kWidth / 2, shape::kHeader / 2)).isEmpty()) return;
    event->acceptProposedAction();
    setFocus();
}

void Canvas::showEvent(QShowEvent*) {
    if (m_fitPending && m_stage->viewSize() == QSizeF(size()) && !m_document.graph().nodes.empty()) {
        m_stage->fit(m_stage->scene().bounds());
        m_fitPending = false;
    }
    updateMotion();
}

void Canvas::hideEvent(QHideEvent*) { updateMotion(); }

void Canvas::focusOutEvent(QFocusEvent* event) {
    m_spaceHeld = false;
    updateCursor();
    QWidget::focusOutEvent(event);
}

void Canvas::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) {
        m_actions->retranslate();
        setAccessibleName(tr("Workflow"));
        m_minimap->setAccessibleName(tr("Overview map"));
        const auto& graph = m_document.graph();
        for (const auto& [id, node] : graph.nodes)
            m_stage->scene().putNode(m_document.value(), id);
        m_stage->touchAll();
    }
    QWidget::changeEvent(event);
}

}  // namespace heddle::editor
