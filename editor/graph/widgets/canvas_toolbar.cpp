#include "editor/graph/widgets/canvas_toolbar.h"

#include "editor/graph/canvas_actions.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace heddle::editor {

CanvasToolbar::CanvasToolbar(CanvasActions& actions, QWidget* parent) : QFrame(parent) {
    setObjectName("canvasToolbar");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(2);
    for (const Command command : {Command::SelectTool, Command::PanTool, Command::ZoomOut, Command::ZoomReset,
                                  Command::ZoomIn, Command::ZoomFit, Command::Arrange, Command::Minimap}) {
        QAction* action = actions.action(command);
        auto* button = new QToolButton(this);
        if (command != Command::ZoomReset) button->setDefaultAction(action);
        button->setIconSize({18, 18});
        button->setAutoRaise(true);
        button->setCursor(Qt::ArrowCursor);
        button->setFocusPolicy(Qt::NoFocus);
        // Follows the action into another language.
        const auto say = [action, button] {
            button->setAccessibleName(action->text());
            button->setToolTip(action->toolTip());
        };
        connect(action, &QAction::changed, button, say);
        say();
        if (command == Command::ZoomReset) {
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
            button->setObjectName("zoomText");
            m_zoom = button;
        }
        layout->addWidget(button);
    }
    QAction* reset = actions.action(Command::ZoomReset);
    connect(m_zoom, &QToolButton::clicked, reset, &QAction::trigger);
    setZoom(1);
}

void CanvasToolbar::setLook(const Theme& theme) {
    setStyleSheet(
        withTokens("#canvasToolbar{background:@panel;border:1px solid @line;border-radius:8px}"
                   "QToolButton{border:none;border-radius:6px;padding:5px;color:@textSoft}"
                   "QToolButton:hover{background:@hover;color:@text}"
                   "QToolButton:checked{background:@accentSoft}"
                   "#zoomText{min-width:40px;max-width:40px;padding:5px 0;font-size:11px}",
                   theme));
}

void CanvasToolbar::setZoom(double zoom) { m_zoom->setText(QStringLiteral("%1 %").arg(qRound(zoom * 100))); }

}  // namespace heddle::editor
