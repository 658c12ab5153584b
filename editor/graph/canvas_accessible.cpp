#include "editor/graph/canvas_accessible.h"

#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"

#include <QAccessibleWidget>
#include <QCoreApplication>

#include <map>

namespace heddle::editor {
namespace {

QString stateWord(NodeRunState state) {
    switch (state) {
        case NodeRunState::Running:
            return QCoreApplication::translate("CanvasAccessible", "running");
        case NodeRunState::Done:
            return QCoreApplication::translate("CanvasAccessible", "done");
        case NodeRunState::Failed:
            return QCoreApplication::translate("CanvasAccessible", "failed");
        case NodeRunState::Waiting:
            return QCoreApplication::translate("CanvasAccessible", "waiting for a person");
        case NodeRunState::Skipped:
            return QCoreApplication::translate("CanvasAccessible", "skipped");
        case NodeRunState::Idle:
            break;
    }
    return {};
}

QRect onScreen(Canvas& canvas, const QRectF& scene) {
    const QRect view = canvas.stage().toView(scene).toAlignedRect();
    return {canvas.mapToGlobal(view.topLeft()), view.size()};
}

/// A port of a node, given by its kind and row: "Case pass, leads to Send reply".
class PortAccessible final : public QAccessibleInterface {
public:
    PortAccessible(Canvas& canvas, std::string node, PortKind kind, std::string caseName)
        : m_canvas(&canvas), m_node(std::move(node)), m_kind(kind), m_case(std::move(caseName)) {}

    bool isValid() const override { return m_canvas && index() >= 0; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::Button; }
    QAccessible::State state() const override { return {}; }
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override {}

    QRect rect() const override {
        if (!isValid()) return {};
        const QPointF at = m_canvas->stage().scene().node(index()).portOf(m_kind, m_case);
        return onScreen(*m_canvas, QRectF(at - QPointF(6, 6), QSizeF(12, 12)));
    }

    QString text(QAccessible::Text which) const override {
        if (!isValid() || which != QAccessible::Name) return {};
        const SceneModel& scene = m_canvas->stage().scene();
        QStringList others;
        for (const int w : scene.node(index()).wires) {
            const Wire& wire = scene.wire(w);
            if (m_kind == PortKind::In) {
                if (wire.to == index()) others << scene.node(wire.from).title;
            } else if (wire.from == index() && wire.port == m_kind && wire.caseName == m_case) {
                others << (wire.to < 0 ? QCoreApplication::translate("CanvasAccessible", "the end of the run")
                                       : scene.node(wire.to).title);
            }
        }
        if (others.isEmpty())
            return QCoreApplication::translate("CanvasAccessible", "%1, not connected").arg(portName());
        const QString list = others.join(QStringLiteral(", "));
        return m_kind == PortKind::In
                   ? QCoreApplication::translate("CanvasAccessible", "%1, from %2").arg(portName(), list)
                   : QCoreApplication::translate("CanvasAccessible", "%1, leads to %2").arg(portName(), list);
    }

private:
    int index() const { return m_canvas->stage().scene().indexOf(m_node); }

    QString portName() const {
        switch (m_kind) {
            case PortKind::In:
                return QCoreApplication::translate("CanvasAccessible", "Input");
            case PortKind::Out:
                return QCoreApplication::translate("CanvasAccessible", "Output");
            case PortKind::Error:
                return QCoreApplication::translate("CanvasAccessible", "On error");
            case PortKind::Otherwise:
                return QCoreApplication::translate("CanvasAccessible", "Otherwise");
            case PortKind::NewCase:
                return QCoreApplication::translate("CanvasAccessible", "New case");
            case PortKind::Case:
                break;
        }
        return QCoreApplication::translate("CanvasAccessible", "Case %1").arg(QString::fromStdString(m_case));
    }

    QPointer<Canvas> m_canvas;
    std::string m_node;
    PortKind m_kind;
    std::string m_case;
};

/// Interfaces that are registered with Qt for as long as their owner lives.
class Registered {
public:
    ~Registered() {
        for (const auto& [key, id] : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }
    template <typename Make>
    QAccessibleInterface* get(const std::string& key, Make make) {
        const auto it = m_ids.find(key);
        if (it != m_ids.end()) return QAccessible::accessibleInterface(it->second);
        QAccessibleInterface* made = make();
        m_ids[key] = QAccessible::registerAccessibleInterface(made);
        return made;
    }

private:
    std::map<std::string, QAccessible::Id> m_ids;
};

class NodeAccessible final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    NodeAccessible(Canvas& canvas, std::string id) : m_canvas(&canvas), m_id(std::move(id)) {}

    const std::string& id() const { return m_id; }
    bool isValid() const override { return m_canvas && index() >= 0; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return nullptr; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessibleInterface* parent() const override {
        return m_canvas ? QAccessible::queryAccessibleInterface(m_canvas) : nullptr;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y)) return child(i);
        }
        return nullptr;
    }
    void setText(QAccessible::Text, const QString&) override {}

    QAccessible::State state() const override {
        QAccessible::State state;
        state.focusable = state.selectable = state.extSelectable = true;
        if (!isValid()) return state;
        state.selected = node().selected;
        state.focused = m_canvas->hasFocus() && node().current;
        state.offscreen = !node().rect().intersects(m_canvas->stage().visibleScene());
        return state;
    }

    int childCount() const override { return isValid() ? int(ports().size()) : 0; }
    QAccessibleInterface* child(int i) const override {
        const auto all = ports();
        if (i < 0 || i >= int(all.size())) return nullptr;
        const auto& port = all[std::size_t(i)];
        return m_ports.get(std::to_string(int(port.first)) + port.second,
                           [&] { return new PortAccessible(*m_canvas, m_id, port.first, port.second); });
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override {
        for (int i = 0; i < childCount(); ++i) {
            if (child(i) == wanted) return i;
        }
        return -1;
    }

    QRect rect() const override { return isValid() ? onScreen(*m_canvas, node().rect()) : QRect(); }

    QString text(QAccessible::Text which) const override {
        if (!isValid()) return {};
        if (which == QAccessible::Description) return node().detail;
        if (which != QAccessible::Name) return {};
        QStringList parts{node().title, node().subtitle};
        if (node().entry) parts << QCoreApplication::translate("CanvasAccessible", "start");
        if (node().joins) parts << QCoreApplication::translate("CanvasAccessible", "waits for all of its inputs");
        if (const QString word = stateWord(node().state); !word.isEmpty()) parts << word;
        if (!node().runText.isEmpty()) parts << node().runText;
        if (node().problems > 0) {
            parts << QCoreApplication::translate("CanvasAccessible", "problems: %1").arg(node().problems);
        }
        return parts.join(QStringLiteral(", "));
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
    void doAction(const QString& action) override {
        if (!isValid()) return;
        m_canvas->reveal(QString::fromStdString(m_id));
        if (action == setFocusAction()) m_canvas->setFocus();
        if (action == pressAction()) emit m_canvas->nodeActivated(QString::fromStdString(m_id));
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    int index() const { return m_canvas->stage().scene().indexOf(m_id); }
    const NodeView& node() const { return m_canvas->stage().scene().node(index()); }

    std::vector<std::pair<PortKind, std::string>> ports() const {
        std::vector<std::pair<PortKind, std::string>> all;
        if (node().takesInput) all.emplace_back(PortKind::In, std::string());
        if (node().givesOutput) all.emplace_back(PortKind::Out, std::string());
        for (const auto& row : node().rows)
            all.emplace_back(row.kind, row.name);
        return all;
    }

    QPointer<Canvas> m_canvas;
    std::string m_id;
    mutable Registered m_ports;
};

/// Children: first the floating widgets, then the nodes in the order of their ids.
class CanvasAccessible final : public QAccessibleWidget {
public:
    explicit CanvasAccessible(Canvas* canvas)
        : QAccessibleWidget(canvas, QAccessible::Canvas, canvas->accessibleName()) {}

    int childCount() const override { return QAccessibleWidget::childCount() + int(nodes().size()); }
    QAccessibleInterface* child(int i) const override {
        const int widgets = QAccessibleWidget::childCount();
        if (i < widgets) return QAccessibleWidget::child(i);
        if (i - widgets >= int(nodes().size())) return nullptr;
        return nodeChild(std::next(nodes().begin(), i - widgets)->first);
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override {
        const auto* node = dynamic_cast<const NodeAccessible*>(wanted);
        if (!node) return QAccessibleWidget::indexOfChild(wanted);
        const auto it = nodes().find(node->id());
        if (it == nodes().end()) return -1;
        return QAccessibleWidget::childCount() + int(std::distance(nodes().begin(), it));
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const int hit = canvas().stage().scene().nodeAt(canvas().stage().toScene(canvas().mapFromGlobal(QPoint(x, y))));
        return hit < 0 ? QAccessibleWidget::childAt(x, y) : nodeChild(canvas().stage().scene().node(hit).id);
    }
    QAccessibleInterface* focusChild() const override {
        const std::string& current = canvas().selection().current();
        return nodes().contains(current) ? nodeChild(current) : QAccessibleWidget::focusChild();
    }
    QAccessibleInterface* nodeChild(const std::string& id) const {
        return m_nodes.get(id, [&] { return new NodeAccessible(canvas(), id); });
    }

private:
    Canvas& canvas() const { return *static_cast<Canvas*>(widget()); }
    const std::map<std::string, domain::Node>& nodes() const { return canvas().document().graph().nodes; }

    mutable Registered m_nodes;
};

QAccessibleInterface* PortAccessible::parent() const {
    auto* canvas =
        m_canvas ? dynamic_cast<CanvasAccessible*>(QAccessible::queryAccessibleInterface(m_canvas)) : nullptr;
    return canvas ? canvas->nodeChild(m_node) : nullptr;
}

QAccessibleInterface* makeInterface(const QString& className, QObject* object) {
    if (className != QLatin1String("heddle::editor::Canvas")) return nullptr;
    auto* canvas = qobject_cast<Canvas*>(object);
    return canvas ? new CanvasAccessible(canvas) : nullptr;
}

}  // namespace

void installCanvasAccessibility() {
    // Qt keeps the factories in a list and ignores one that is there already.
    QAccessible::installFactory(makeInterface);
}

void announceFocus(Canvas& canvas) {
    if (!QAccessible::isActive() || !canvas.hasFocus()) return;
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(&canvas);
    QAccessibleInterface* child = interface ? interface->focusChild() : nullptr;
    if (!child) return;
    QAccessibleEvent event(&canvas, QAccessible::Focus);
    event.setChild(interface->indexOfChild(child));
    QAccessible::updateAccessibility(&event);
}

}  // namespace heddle::editor
