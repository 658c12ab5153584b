#pragma once
#include "editor/look/theme.h"

namespace heddle::editor {

/// The style sheet of forms and the inspector: fields, combo boxes, check boxes, sliders, buttons, lists.
QString formStyle(const Theme& theme);

/// 11 px, semibold, spaced, in capitals: the label above a field.
QFont captionFont();

}  // namespace heddle::editor
