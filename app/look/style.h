#pragma once
#include "editor/look/theme.h"

#include <QLabel>
#include <QString>

class QToolButton;

namespace heddle::app {

/// "dark" or "light", as the desktop shows its windows now.
QString themeOfDesktop();
const editor::Theme& themeNamed(const QString& name);

/// Puts Fusion, the fonts, the palette and the style sheet of `theme` on the program. Widgets learn of it by
/// QEvent::PaletteChange and StyleChange.
void applyTheme(const editor::Theme& theme);
/// The one that applyTheme() got last.
const editor::Theme& currentTheme();

/// Labels of the kinds that the style sheet knows by their property "role".
QLabel* makeLabel(const char* role, QWidget* parent, const QString& text = {});
/// A flat button with an icon alone; the caller gives it a tool tip and an accessible name.
QToolButton* makeIconButton(const QString& icon, QWidget* parent, int px = 18);
/// Gives the icons that makeIconButton() put under `root` the colours of the current theme.
void recolourIcons(QWidget* root);
/// A rounded tile with an icon in `color`, as cards and lists show it.
QPixmap iconTile(const QString& icon, const QColor& color, int px, qreal dpr);
/// Gives a widget another "role" and has it drawn so.
void setRole(QWidget* widget, const char* role);

}  // namespace heddle::app
