#include "editor/graph/canvas.h"

#include "editor/graph/arrange/arrange_scene.h"
#include "editor/graph/canvas_accessible.h"
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
#include "editor/graph/widgets/quick_add.h"
#include "editor/look/icons.h"

#include <QTimer>
#include <QVariantAnimation>

namespace heddle::editor {
namespace {

constexpr int kDashMs = 40;
constexpr int kGlideMs = 240;
/// A glide of more nodes than this would not be smooth.
constexpr std::size_t kGlideNodes = 1500;
constexpr double kColumnGap = 84;

}  // namespace

Canvas::Canvas(Document& document, const domain::NodeTypes& types, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_types(types),
      m_stage(std::make_unique<Stage>(types)),
      m_dashTimer(new QTimer(this)),
      m_glide(new QVariantAnimation(this)) {
    installCanvasAccessibility();
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(true);
    setMinimumSize(200, 150);
    setAccessibleName(tr("Workflow"));
    m_actions = new CanvasActions(*this);
    m_toolbar = new CanvasToolbar(*m_actions, this);
    m_minimap = new Minimap(*m_stage, this);
    m_minimap->setAccessibleName(tr("Overview map"));
    m_dashTimer->setInterval(kDashMs);
    connect(m_dashTimer, &QTimer::timeout, this, [this] {
        m_phase += 1.4;
        m_stage->setDashPhase(m_phase);
    });
    connect(m_stage.get(), &Stage::damaged, this, [this](const QRect& rect) { update(rect); });
    connect(m_stage.get(), &Stage::viewChanged, this, [this] {
        m_toolbar->setZoom(m_stage->scale());
        emit zoomChanged(m_stage->scale());
    });
    connect(&m_stage->selection(), &Selection::changed, this, [this] {
        m_actions->refresh();
        announceFocus(*this);
        emit selectionChanged();
    });
    followDocument();
    setLook(CanvasStyle::dark());
    showDocument();
}

Canvas::~Canvas() = default;

Selection& Canvas::selection() { return m_stage->selection(); }

void Canvas::setLook(const CanvasStyle& style) {
    m_stage->setStyle(style);
    m_toolbar->setLook(style.theme);
    m_actions->repaintIcons();
    m_minimap->refresh();
}

void Canvas::setReducedMotion(bool reduced) {
    m_reducedMotion = reduced;
    updateMotion();
}

void Canvas::followDocument() {
    SceneModel& scene = m_stage->scene();
    const auto id = [](const QString& text) { return text.toStdString(); };
    const auto around = [this, &scene](const std::string& node) {
        const int index = scene.indexOf(node);
        m_stage->touchAround(index);
        return index;
    };
    const auto putNode = [this, id, around, &scene](const QString& text) {
        around(id(text));
        scene.putNode(m_document.value(), id(text));
        around(id(text));
    };
    connect(&m_document, &Document::reset, this, &Canvas::showDocument);
    connect(&m_document, &Document::nodeAdded, this, putNode);
    connect(&m_document, &Document::nodeChanged, this, putNode);
    connect(&m_document, &Document::nodeRemoved, this, [this, id, around, &scene](const QString& text) {
        around(id(text));
        scene.removeNode(id(text));
        m_stage->selection().dropNode(id(text));
    });
    connect(&m_document, &Document::nodeMoved, this, [this, id, around, &scene](const QString& text) {
        const auto at = m_document.layout().nodes.find(id(text));
        const int index = scene.indexOf(id(text));
        if (index < 0 || at == m_document.layout().nodes.end()) return;
        const QPointF pos(at->second.x, at->second.y);
        if (scene.node(index).pos == pos) return;
        around(id(text));
        scene.moveNode(index, pos);
        around(id(text));
    });
    const auto putEdge = [this, id, &scene](const QString& text) {
        const auto touch = [&] {
            for (const int wire : scene.wiresOf(id(text))) {
                m_stage->touchAround(scene.wire(wire).from);
                m_stage->touchAround(scene.wire(wire).to);
            }
        };
        touch();
        scene.putEdge(m_document.value(), id(text));
        touch();
    };
    connect(&m_document, &Document::edgeAdded, this, putEdge);
    connect(&m_document, &Document::edgeChanged, this, putEdge);
    connect(&m_document, &Document::edgeRemoved, this, [this, putEdge, id](const QString& text) {
        putEdge(text);
        m_stage->selection().dropEdge(id(text));
    });
    connect(&m_document, &Document::propertyChanged, this, [this, &scene](const QString& key) {
        if (key != "entry") return;
        for (const int index : scene.markEntries(m_document.graph().entry))
            m_stage->touchNode(index);
    });
    connect(&m_document, &Document::edited, this, &Canvas::afterEdit);
    connect(&m_document, &Document::historyChanged, m_actions, &CanvasActions::refresh);
}

void Canvas::showDocument() {
    m_glide->stop();
    endGesture();
    m_stage->selection().clear();
    m_stage->scene().load(m_document.value());
    placeUnplaced(m_stage->scene(), m_document.layout());
    m_fitPending = true;
    if (!size().isEmpty() && isVisible()) {
        m_stage->fit(m_stage->scene().bounds());
        m_fitPending = false;
    }
    m_stage->touchAll();
    m_actions->refresh();
    m_minimap->refresh();
    updateMotion();
    placeFloating();
}

void Canvas::afterEdit() {
    m_glide->stop();
    endGesture();
    emit m_stage->contentChanged();
    placeFloating();
}

void Canvas::setNodeState(const QString& id, NodeRunState state, const QString& detail, qint64 ms, qint64 tokens) {
    const int index = m_stage->scene().indexOf(id.toStdString());
    if (index < 0) return;
    NodeView& node = m_stage->scene().node(index);
    QStringList parts;
    if (ms > 0) parts << durationText(ms);
    if (tokens > 0) parts << tr("%1 tok").arg(tokens);
    if (!detail.isEmpty()) parts << detail.simplified();
    const QString text = parts.join(QStringLiteral(" · "));
    if (node.state == state && node.runText == text) return;
    const bool wiresToo = node.state != state;
    node.state = state;
    node.runText = text;
    node.texts.reset();
    if (wiresToo) {
        m_stage->touchAround(index);
        m_minimap->refresh();
        updateMotion();
    } else {
        m_stage->touchNode(index);
    }
}

void Canvas::clearNodeStates() {
    for (const NodeView& node : m_stage->scene().nodes()) {
        if (node.alive) setNodeState(QString::fromStdString(node.id), NodeRunState::Idle);
    }
}

void Canvas::setProblemCounts(const QHash<QString, int>& counts) {
    for (std::size_t i = 0; i < m_stage->scene().nodes().size(); ++i) {
        NodeView& node = m_stage->scene().node(int(i));
        if (!node.alive) continue;
        const int count = counts.value(QString::fromStdString(node.id), 0);
        if (count == node.problems) continue;
        node.problems = count;
        m_stage->touchNode(int(i));
    }
}

void Canvas::updateMotion() {
    const bool moves = !m_reducedMotion && isVisible() && m_stage->hasRunning();
    if (moves == m_dashTimer->isActive()) return;
    if (moves) {
        m_dashTimer->start();
    } else {
        m_dashTimer->stop();
    }
}

void Canvas::reveal(const QString& nodeId) {
    const int index = m_stage->scene().indexOf(nodeId.toStdString());
    if (index < 0) return;
    m_stage->selection().set({nodeId.toStdString()});
    if (m_stage->scale() < 0.5) {
        m_stage->fit(m_stage->scene().node(index).rect().adjusted(-400, -300, 400, 300));
    } else {
        m_stage->ensureVisible(m_stage->scene().node(index).rect());
    }
}

domain::Node Canvas::newNode(const domain::NodeType& type) const {
    domain::Node node;
    node.id =
        domain::freeId(type.name, [this](const std::string& id) { return m_document.graph().nodes.contains(id); });
    node.type = type.name;
    node.config = type.defaultConfig;
    return node;
}

void Canvas::chooseNew(const std::string& id) {
    m_stage->selection().set({id});
    m_stage->ensureVisible(m_stage->scene().node(m_stage->scene().indexOf(id)).rect());
}

QString Canvas::addNode(const QString& typeName, QPointF at) {
    const auto* type = m_types.find(typeName.toStdString());
    if (!type) return {};
    const domain::Node node = newNode(*type);
    const QPointF spot = freeSpot(at);
    m_document.apply(domain::addNode(m_document.value(), node, {spot.x(), spot.y()}));
    chooseNew(node.id);
    return QString::fromStdString(node.id);
}

QPointF Canvas::freeSpot(QPointF wish) const {
    QPointF spot(std::round(wish.x() / shape::kGrid) * shape::kGrid,
                 std::round(wish.y() / shape::kGrid) * shape::kGrid);
    const auto taken = [this](const QRectF& rect) {
        for (const int index : m_stage->scene().nodesIn(rect)) {
            if (m_stage->scene().node(index).rect().intersects(rect)) return true;
        }
        return false;
    };
    for (int tries = 0; tries < 50 && taken(QRectF(spot, QSizeF(shape::kWidth, 84))); ++tries)
        spot.ry() += 104;
    return spot;
}

void Canvas::quickAdd(QPointF at, std::optional<ConnectionStart> source) {
    auto* popup = new QuickAdd(m_document, m_types, source, m_stage->style(), this);
    const auto connectTo = [this, source](const std::string& node) {
        if (!source) return;
        m_document.apply(connection(m_document.value(), *source, node));
    };
    connect(popup, &QuickAdd::typeChosen, this, [this, at, source](const QString& type) {
        if (!source) {
            addNode(type, at);
            return;
        }
        addNodeAfter(type, at, *source);
    });
    connect(popup, &QuickAdd::nodeChosen, this, [connectTo](const QString& id) { connectTo(id.toStdString()); });
    connect(popup, &QuickAdd::endChosen, this, [connectTo] { connectTo(std::string(domain::kEnd)); });
    const QPoint corner = mapToGlobal(m_stage->toView(at).toPoint());
    popup->move(corner - QPoint(0, 20));
    popup->show();
}

void Canvas::addNodeAfter(const QString& typeName, QPointF at, const ConnectionStart& source) {
    const auto* type = m_types.find(typeName.toStdString());
    if (!type) return;
    const domain::Node node = newNode(*type);
    const QPointF spot = freeSpot(at);
    // Node and edge are one step: undo takes both away.
    domain::WorkflowDocument preview = m_document.value();
    const auto added = domain::addNode(preview, node, {spot.x(), spot.y()});
    domain::apply(preview, added);
    m_document.apply(domain::joined("edit.add_node", {added, connection(preview, source, node.id)}));
    chooseNew(node.id);
}

void Canvas::quickAddNext() {
    const int index = m_stage->scene().indexOf(m_stage->selection().current());
    if (index < 0 || !m_stage->scene().node(index).selected) {
        quickAdd(m_stage->visibleScene().center() - QPointF(shape::kWidth / 2, shape::kHeader / 2));
        return;
    }
    const NodeView& node = m_stage->scene().node(index);
    ConnectionStart start{node.id, PortKind::Out, {}};
    if (!node.givesOutput) {
        start.kind = PortKind::Otherwise;
        for (const auto& row : node.rows) {
            const auto wired = [&](int w) {
                const Wire& wire = m_stage->scene().wire(w);
                return wire.from == index && wire.port == row.kind && wire.caseName == row.name;
            };
            if (std::any_of(node.wires.begin(), node.wires.end(), wired)) continue;
            start = {node.id, row.kind, row.name};
            break;
        }
    }
    quickAdd(node.pos + QPointF(shape::kWidth + kColumnGap, 0), start);
}

void Canvas::autoLayout() {
    std::vector<int> nodes;
    QRectF around;
    const bool some = m_stage->selection().nodes().size() >= 2;
    for (std::size_t i = 0; i < m_stage->scene().nodes().size(); ++i) {
        const NodeView& node = m_stage->scene().nodes()[i];
        if (!node.alive || (some && !node.selected)) continue;
        nodes.push_back(int(i));
        around |= node.rect();
    }
    if (nodes.empty()) return;
    glideTo(arranged(m_stage->scene(), nodes, some ? around.topLeft() : QPointF(0, 0)));
}

void Canvas::glideTo(const std::map<std::string, domain::Position>& positions) {
    m_glide->stop();
    struct Way {
        std::string id;
        QPointF from;
        QPointF to;
    };
    std::vector<Way> ways;
    SceneModel& scene = m_stage->scene();
    for (const auto& [id, to] : positions)
        ways.push_back({id, scene.node(scene.indexOf(id)).pos, {to.x, to.y}});
    auto edit = domain::moveNodes(m_document.value(), positions);
    edit.label = "edit.layout";
    m_document.apply(edit);
    const auto show = [this, ways](double t) {
        for (const auto& way : ways)
            m_stage->scene().moveNode(m_stage->scene().indexOf(way.id), way.from + (way.to - way.from) * t);
        m_stage->touchAll();
        emit m_stage->contentChanged();
    };
    // Also when something else cuts the glide short: the scene must agree with the document.
    const auto settle = [this, ways] {
        for (const auto& way : ways) {
            const auto at = m_document.layout().nodes.find(way.id);
            if (at == m_document.layout().nodes.end()) continue;
            m_stage->scene().moveNode(m_stage->scene().indexOf(way.id), {at->second.x, at->second.y});
        }
        m_stage->touchAll();
    };
    if (m_reducedMotion || ways.size() > kGlideNodes || !isVisible()) {
        if (m_stage->selection().nodes().size() < 2) m_stage->fit(scene.bounds());
        return;
    }
    m_glide->disconnect(this);
    m_glide->setStartValue(0.0);
    m_glide->setEndValue(1.0);
    m_glide->setDuration(kGlideMs);
    m_glide->setEasingCurve(QEasingCurve::InOutCubic);
    connect(m_glide, &QVariantAnimation::valueChanged, this, [show](const QVariant& t) { show(t.toDouble()); });
    connect(m_glide, &QVariantAnimation::stateChanged, this, [this, settle](QAbstractAnimation::State now) {
        if (now == QAbstractAnimation::Stopped) settle();
    });
    connect(m_glide, &QVariantAnimation::finished, this, [this] {
        if (m_stage->selection().nodes().size() < 2) m_stage->fit(m_stage->scene().bounds());
    });
    m_glide->start();
}

void Canvas::setPanTool(bool on) {
    m_panTool = on;
    updateCursor();
    emit panToolChanged(on);
}

void Canvas::setMinimapVisible(bool visible) {
    m_minimap->setProperty("wanted", visible);
    m_actions->action(Command::Minimap)->setChecked(visible);
    placeFloating();
}

}  // namespace heddle::editor
