#pragma once
#include "editor/look/theme.h"

#include <QColor>
#include <QFont>

namespace heddle::editor {

/// Colours and fonts of the canvas. Sizes are in node_shape.h: they do not depend on the look.
struct CanvasStyle {
    Theme theme;
    QColor wire;       ///< normal and barrier edges
    QColor condition;  ///< conditional edges and their case labels
    QColor fanOut;
    QColor error;
    QColor nodeBody;
    QColor nodeBorder;
    QColor inset;  ///< behind a node's detail line
    QFont title;
    QFont headline;
    QFont subtitle;
    QFont detail;
    QFont caption;

    static CanvasStyle dark();
    static CanvasStyle light();
    static CanvasStyle of(const Theme& theme);
};

}  // namespace heddle::editor
