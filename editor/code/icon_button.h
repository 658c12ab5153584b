#pragma once
#include "editor/look/theme.h"

#include <QToolButton>

namespace heddle::editor {

/// A small button that is only an icon: flat, a soft square under the mouse, a ring with the keyboard focus. Its name
/// is its tool tip and what a screen reader says.
class IconButton : public QToolButton {
    Q_OBJECT

public:
    IconButton(const QString& icon, const QString& name, const Theme& theme, QWidget* parent = nullptr);

    void setIconName(const QString& icon);
    void setName(const QString& name);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override { return {24, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    Theme m_theme;
};

}  // namespace heddle::editor
