#include "editor/graph/canvas_menu.h"

#include "editor/graph/canvas.h"
#include "editor/graph/canvas_actions.h"
#include "editor/graph/connection.h"
#include "editor/graph/scene/stage.h"
#include "editor/look/icons.h"

#include <QCoreApplication>
#include <QMenu>

namespace heddle::editor {
namespace {

using domain::EdgeKind;

class MenuBuilder {
public:
    MenuBuilder(Canvas& canvas, QMenu& menu) : m_canvas(canvas), m_menu(menu) {}

    void add(Command command) { m_menu.addAction(m_canvas.commands().action(command)); }

    template <typename Make>
    QAction* edit(const QString& iconName, const QString& text, Make make) {
        QAction* action = m_menu.addAction(icon(iconName, m_canvas.stage().style().theme), text);
        Canvas& canvas = m_canvas;
        QObject::connect(action, &QAction::triggered, &canvas,
                         [&canvas, make] { canvas.document().apply(make(canvas.document().value())); });
        return action;
    }

    void forNode(const NodeView& node) {
        const std::string id = node.id;
        add(Command::OpenNode);
        add(Command::AddNode);
        m_menu.addSeparator();
        edit("play",
             node.entry ? QCoreApplication::translate("Canvas", "Do Not Start Here")
                        : QCoreApplication::translate("Canvas", "Start Here"),
             [id](const domain::WorkflowDocument& document) { return toggleEntry(document, id); });
        bool hasError = false;
        for (const auto& row : node.rows)
            hasError |= row.kind == PortKind::Error;
        edit("triangle-alert",
             hasError ? QCoreApplication::translate("Canvas", "Remove Error Path")
                      : QCoreApplication::translate("Canvas", "Add Error Path"),
             [id](const domain::WorkflowDocument& document) { return toggleErrorPort(document, id); });
        const auto edgeOut = refusal(m_canvas.document().graph(), edgesAt(m_canvas.document().graph(), id), {id},
                                     std::string(domain::kEnd));
        if (edgeOut.isEmpty() && node.givesOutput) {
            edit("log-out", QCoreApplication::translate("Canvas", "End the Run Here"),
                 [id](const domain::WorkflowDocument& document) {
                     return connection(document, {id}, std::string(domain::kEnd));
                 });
        }
        forJoin(node);
        m_menu.addSeparator();
        for (const auto command : {Command::Cut, Command::Copy, Command::Duplicate, Command::Delete})
            add(command);
    }

    void forEdge(const Wire& wire) {
        const std::string id = wire.edge;
        QAction* open = m_menu.addAction(icon("settings", m_canvas.stage().style().theme),
                                         QCoreApplication::translate("Canvas", "Settings"));
        Canvas& canvas = m_canvas;
        QObject::connect(open, &QAction::triggered, &canvas,
                         [&canvas, id] { emit canvas.edgeActivated(QString::fromStdString(id)); });
        m_menu.addSeparator();
        const domain::Edge& edge = m_canvas.document().graph().edges.at(id);
        if (edge.from.size() == 1 && edge.targets().size() == 1 && edge.targets().front() != edge.from.front()) {
            forKind(edge, EdgeKind::Normal, "arrow-right", QCoreApplication::translate("Canvas", "Always Follow"));
            forKind(edge, EdgeKind::Conditional, "split",
                    QCoreApplication::translate("Canvas", "Follow on a Condition"));
            forKind(edge, EdgeKind::FanOut, "layers", QCoreApplication::translate("Canvas", "Once for Each Item"));
            forKind(edge, EdgeKind::Error, "triangle-alert",
                    QCoreApplication::translate("Canvas", "Follow on an Error"));
            m_menu.addSeparator();
        }
        if (wire.to >= 0) forJoin(m_canvas.stage().scene().node(wire.to));
        add(Command::Delete);
    }

    void forCanvas(QPointF scene) {
        QAction* add = m_menu.addAction(icon("plus", m_canvas.stage().style().theme),
                                        m_canvas.commands().action(Command::AddNode)->text());
        Canvas& canvas = m_canvas;
        QObject::connect(add, &QAction::triggered, &canvas, [&canvas, scene] { canvas.quickAdd(scene); });
        this->add(Command::Paste);
        this->add(Command::SelectAll);
        m_menu.addSeparator();
        for (const auto command : {Command::Arrange, Command::ZoomFit, Command::ZoomReset, Command::Minimap})
            this->add(command);
    }

private:
    void forKind(const domain::Edge& edge, EdgeKind kind, const QString& iconName, const QString& text) {
        if (kind == EdgeKind::Error && edge.targets().front() == domain::kEnd) return;
        const std::string id = edge.id;
        QAction* action = edit(iconName, text, [id, kind](const domain::WorkflowDocument& document) {
            return changeKind(document, id, kind);
        });
        action->setCheckable(true);
        action->setChecked(edge.kind == kind);
    }

    void forJoin(const NodeView& node) {
        int plain = 0;
        for (const int index : node.wires) {
            const Wire& wire = m_canvas.stage().scene().wire(index);
            if (wire.to >= 0 && &m_canvas.stage().scene().node(wire.to) == &node && wire.kind == EdgeKind::Normal)
                ++plain;
        }
        if (!node.joins && plain < 2) return;
        const std::string id = node.id;
        edit("merge",
             node.joins ? QCoreApplication::translate("Canvas", "Run on Any of Its Inputs")
                        : QCoreApplication::translate("Canvas", "Wait for All of Its Inputs"),
             [id](const domain::WorkflowDocument& document) { return toggleJoin(document, id); });
        m_menu.addSeparator();
    }

    Canvas& m_canvas;
    QMenu& m_menu;
};

}  // namespace

void openCanvasMenu(Canvas& canvas, QPoint view) {
    auto* menu = new QMenu(&canvas);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    MenuBuilder builder(canvas, *menu);
    Stage& stage = canvas.stage();
    const QPointF scene = stage.toScene(view);
    const int node = stage.scene().nodeAt(scene);
    const int wire = node < 0 ? stage.scene().wireAt(scene, 7 / stage.scale()) : -1;
    if (node >= 0) {
        const NodeView& hit = stage.scene().node(node);
        if (!hit.selected) stage.selection().set({hit.id});
        builder.forNode(hit);
    } else if (wire >= 0) {
        const Wire& hit = stage.scene().wire(wire);
        if (!hit.selected) stage.selection().set({}, {hit.edge});
        builder.forEdge(hit);
    } else {
        builder.forCanvas(scene);
    }
    menu->popup(canvas.mapToGlobal(view));
}

}  // namespace heddle::editor
