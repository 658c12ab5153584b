#include "editor/graph/canvas_style.h"

namespace heddle::editor {

CanvasStyle CanvasStyle::of(const Theme& theme) {
    CanvasStyle style;
    style.theme = theme;
    style.wire = QColor(theme.isDark ? "#6b7485" : "#98a2b5");
    style.condition = theme.warn;
    style.fanOut = theme.category("data");
    style.error = theme.error;
    style.nodeBody = QColor(theme.isDark ? "#20242c" : "#ffffff");
    style.nodeBorder = QColor(theme.isDark ? "#343a46" : "#d5dae4");
    style.inset = QColor(theme.isDark ? "#181b21" : "#f1f3f7");
    style.title = uiFont(13, QFont::DemiBold);
    style.headline = uiFont(20, QFont::DemiBold);
    style.subtitle = uiFont(11);
    style.detail = codeFont();
    style.detail.setPixelSize(11);
    style.caption = uiFont(11);
    return style;
}

CanvasStyle CanvasStyle::dark() { return of(Theme::dark()); }
CanvasStyle CanvasStyle::light() { return of(Theme::light()); }

}  // namespace heddle::editor
