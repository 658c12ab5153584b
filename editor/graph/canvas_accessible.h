#pragma once

namespace heddle::editor {

class Canvas;

/// Makes screen readers see the nodes of every Canvas and their ports, with names, places and what can be done. Call it
/// any number of times.
void installCanvasAccessibility();

/// Tells screen readers which node the keyboard is on now.
void announceFocus(Canvas& canvas);

}  // namespace heddle::editor
