#pragma once
#include "editor/look/theme.h"

#include <QIcon>
#include <QPixmap>

namespace heddle::editor {

/// The Lucide icon `name` (resources/icons/<name>.svg) in one colour, `px` logical pixels wide, sharp at `dpr`.
/// A name that is not there gives the plain "circle". Cached; GUI thread only.
QPixmap iconPixmap(const QString& name, const QColor& color, int px, qreal dpr = 1.0);

/// For buttons and menus: soft when idle, full under the mouse, accent when checked, faint when disabled.
QIcon icon(const QString& name, const Theme& theme, int px = 18);
/// One colour in all states but disabled.
QIcon icon(const QString& name, const QColor& color, const Theme& theme, int px = 18);

bool hasIcon(const QString& name);

}  // namespace heddle::editor
