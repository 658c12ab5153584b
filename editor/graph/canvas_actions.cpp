#include "editor/graph/canvas_actions.h"

#include "core/base/error.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/snippet.h"
#include "editor/look/icons.h"

#include <QApplication>
#include <QClipboard>

namespace heddle::editor {

CanvasActions::CanvasActions(Canvas& canvas) : QObject(&canvas), m_canvas(canvas) {
    add(Command::Undo, "undo-2", QKeySequence::Undo, nullptr);
    add(Command::Redo, "redo-2", QKeySequence::Redo, nullptr);
    add(Command::Cut, "scissors", QKeySequence::Cut, &CanvasActions::cut);
    add(Command::Copy, "copy", QKeySequence::Copy, &CanvasActions::copy);
    add(Command::Paste, "clipboard-paste", QKeySequence::Paste, &CanvasActions::paste);
    add(Command::Duplicate, "copy", QKeySequence("Ctrl+D"), &CanvasActions::duplicate);
    add(Command::Delete, "trash-2", QKeySequence::Delete, &CanvasActions::remove);
    add(Command::SelectAll, "square", QKeySequence::SelectAll, &CanvasActions::selectAll);
    add(Command::AddNode, "plus", {}, &CanvasActions::addNode);
    add(Command::OpenNode, "settings", {}, &CanvasActions::openNode);
    add(Command::ZoomIn, "plus", QKeySequence("Ctrl++"), nullptr);
    add(Command::ZoomOut, "minus", QKeySequence("Ctrl+-"), nullptr);
    add(Command::ZoomReset, "search", QKeySequence("Ctrl+0"), nullptr);
    add(Command::ZoomFit, "fullscreen", QKeySequence("Ctrl+9"), nullptr);
    add(Command::Arrange, "wand-sparkles", QKeySequence("Ctrl+Shift+L"), nullptr);
    add(Command::SelectTool, "mouse-pointer-2", QKeySequence("V"), nullptr);
    add(Command::PanTool, "hand", QKeySequence("H"), nullptr);
    add(Command::Minimap, "map", QKeySequence("M"), nullptr);
    m_actions[Command::ZoomIn]->setShortcuts({QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")});
    m_actions[Command::Redo]->setShortcuts({QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")});
    m_actions[Command::Delete]->setShortcuts({QKeySequence::Delete, QKeySequence("Backspace")});
    const auto on = [this](Command command, auto run) { connect(m_actions[command], &QAction::triggered, this, run); };
    Stage& stage = m_canvas.stage();
    const auto middle = [&stage] { return QPointF(stage.viewSize().width() / 2, stage.viewSize().height() / 2); };
    on(Command::Undo, [this] { m_canvas.document().undo(); });
    on(Command::Redo, [this] { m_canvas.document().redo(); });
    on(Command::ZoomIn, [&stage, middle] { stage.zoomAt(middle(), 1.25); });
    on(Command::ZoomOut, [&stage, middle] { stage.zoomAt(middle(), 0.8); });
    on(Command::ZoomReset, [&stage, middle] { stage.zoomAt(middle(), 1 / stage.scale()); });
    on(Command::ZoomFit, [&stage] { stage.fit(stage.scene().bounds()); });
    on(Command::Arrange, [this] { m_canvas.autoLayout(); });
    on(Command::SelectTool, [this] { m_canvas.setPanTool(false); });
    on(Command::PanTool, [this] { m_canvas.setPanTool(true); });
    on(Command::Minimap, [this](bool visible) { m_canvas.setMinimapVisible(visible); });
    for (const auto command : {Command::SelectTool, Command::PanTool, Command::Minimap})
        m_actions[command]->setCheckable(true);
    m_actions[Command::SelectTool]->setChecked(true);
    m_actions[Command::Minimap]->setChecked(true);
    connect(&m_canvas, &Canvas::panToolChanged, this, [this](bool pan) {
        m_actions[Command::PanTool]->setChecked(pan);
        m_actions[Command::SelectTool]->setChecked(!pan);
    });
    retranslate();
    repaintIcons();
}

void CanvasActions::add(Command command, const QString& icon, const QKeySequence& keys, void (CanvasActions::*run)()) {
    auto* action = new QAction(this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_canvas.addAction(action);
    m_actions[command] = action;
    m_icons[command] = icon;
    if (run) connect(action, &QAction::triggered, this, run);
}

void CanvasActions::repaintIcons() {
    const Theme& theme = m_canvas.stage().style().theme;
    for (const auto& [command, action] : m_actions)
        action->setIcon(icon(m_icons.at(command), theme));
}

void CanvasActions::retranslate() {
    const std::map<Command, QString> texts{{Command::Cut, tr("Cut")},
                                           {Command::Copy, tr("Copy")},
                                           {Command::Paste, tr("Paste")},
                                           {Command::Duplicate, tr("Duplicate")},
                                           {Command::Delete, tr("Delete")},
                                           {Command::SelectAll, tr("Select All")},
                                           {Command::AddNode, tr("Add Node…")},
                                           {Command::OpenNode, tr("Settings")},
                                           {Command::ZoomIn, tr("Zoom In")},
                                           {Command::ZoomOut, tr("Zoom Out")},
                                           {Command::ZoomReset, tr("Zoom to 100 %")},
                                           {Command::ZoomFit, tr("Show Everything")},
                                           {Command::Arrange, tr("Arrange Nodes")},
                                           {Command::SelectTool, tr("Select")},
                                           {Command::PanTool, tr("Move the View")},
                                           {Command::Minimap, tr("Overview Map")}};
    for (const auto& [command, text] : texts) {
        QAction* action = m_actions[command];
        action->setText(text);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
    }
    refresh();
}

void CanvasActions::refresh() {
    const Document& document = m_canvas.document();
    const auto named = [](const QString& plain, const QString& with, const QString& step) {
        return step.isEmpty() ? plain : with.arg(step);
    };
    m_actions[Command::Undo]->setEnabled(document.canUndo());
    m_actions[Command::Undo]->setText(named(tr("Undo"), tr("Undo: %1"), document.undoText()));
    m_actions[Command::Redo]->setEnabled(document.canRedo());
    m_actions[Command::Redo]->setText(named(tr("Redo"), tr("Redo: %1"), document.redoText()));
    const Selection& selection = m_canvas.selection();
    for (const auto command : {Command::Cut, Command::Copy, Command::Duplicate, Command::OpenNode})
        m_actions[command]->setEnabled(!selection.nodes().empty());
    m_actions[Command::Delete]->setEnabled(!selection.isEmpty());
    const bool any = !document.graph().nodes.empty();
    for (const auto command : {Command::SelectAll, Command::Arrange, Command::ZoomFit})
        m_actions[command]->setEnabled(any);
}

void CanvasActions::copy() {
    const std::string text = copySnippet(m_canvas.document().value(), m_canvas.selection().nodeList());
    if (text.empty()) return;
    m_pastes = 0;
    QApplication::clipboard()->setText(QString::fromStdString(text));
}

void CanvasActions::cut() {
    copy();
    auto edit = domain::removeItems(m_canvas.document().value(), m_canvas.selection().nodeList(), {});
    edit.label = "edit.cut";
    m_canvas.document().apply(edit);
}

void CanvasActions::insert(const std::string& text, QPointF corner, const char* label) {
    Pasted pasted = pasteSnippet(m_canvas.document().value(), text, {std::round(corner.x()), std::round(corner.y())});
    pasted.edit.label = label;
    m_canvas.document().apply(pasted.edit);
    m_canvas.selection().set({pasted.nodes.begin(), pasted.nodes.end()});
}

void CanvasActions::paste() {
    const QString text = QApplication::clipboard()->text();
    if (!isSnippet(text.toStdString())) {
        emit m_canvas.hinted(tr("The clipboard holds no nodes."));
        return;
    }
    m_pastes = text == m_lastPasted ? m_pastes + 1 : 0;
    m_lastPasted = text;
    const Stage& stage = m_canvas.stage();
    QPointF corner = stage.visibleScene().center() - QPointF(shape::kWidth / 2, shape::kHeader / 2);
    const QPoint mouse = m_canvas.mapFromGlobal(QCursor::pos());
    if (m_canvas.rect().contains(mouse) && m_canvas.underMouse()) corner = stage.toScene(mouse);
    insert(text.toStdString(), corner + QPointF(24, 24) * m_pastes, "edit.paste");
}

void CanvasActions::duplicate() {
    const auto nodes = m_canvas.selection().nodeList();
    const std::string text = copySnippet(m_canvas.document().value(), nodes);
    if (text.empty()) return;
    QRectF around;
    for (const auto& id : nodes)
        around |= m_canvas.stage().scene().node(m_canvas.stage().scene().indexOf(id)).rect();
    insert(text, around.topLeft() + QPointF(32, 32), "edit.duplicate");
}

void CanvasActions::remove() {
    const Selection& selection = m_canvas.selection();
    m_canvas.document().apply(domain::removeItems(m_canvas.document().value(), selection.nodeList(),
                                                  {selection.edges().begin(), selection.edges().end()}));
}

void CanvasActions::selectAll() {
    std::set<std::string> nodes;
    std::set<std::string> edges;
    for (const auto& [id, node] : m_canvas.document().graph().nodes)
        nodes.insert(id);
    for (const auto& [id, edge] : m_canvas.document().graph().edges)
        edges.insert(id);
    m_canvas.selection().set(std::move(nodes), std::move(edges));
}

void CanvasActions::addNode() { m_canvas.quickAddNext(); }

void CanvasActions::openNode() {
    const auto nodes = m_canvas.selection().nodeList();
    if (!nodes.empty()) emit m_canvas.nodeActivated(QString::fromStdString(nodes.front()));
}

}  // namespace heddle::editor
