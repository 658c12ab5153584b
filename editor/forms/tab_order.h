#pragma once

class QWidget;

namespace heddle::editor {

/// What Tab (or Shift+Tab) does below `root`, for its focusNextPrevChild(): the next control as the layouts show them,
/// whatever order they were made in, and behind the last one the next control outside. False when there is none.
bool tabThrough(QWidget& root, bool next);

}  // namespace heddle::editor
