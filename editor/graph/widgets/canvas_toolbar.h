#pragma once
#include "editor/look/theme.h"

#include <QFrame>

class QToolButton;

namespace heddle::editor {

class CanvasActions;

/// The floating buttons at the canvas's lower left: tools, zoom, arrange, overview.
class CanvasToolbar : public QFrame {
    Q_OBJECT
public:
    CanvasToolbar(CanvasActions& actions, QWidget* parent);
    void setLook(const Theme& theme);
    void setZoom(double zoom);

private:
    QToolButton* m_zoom = nullptr;
};

}  // namespace heddle::editor
