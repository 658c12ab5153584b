#pragma once
#include <QPoint>

namespace heddle::editor {

class Canvas;

/// Opens the menu for what lies under a point of the canvas (view pixels): node, edge, or the empty canvas.
void openCanvasMenu(Canvas& canvas, QPoint view);

}  // namespace heddle::editor
