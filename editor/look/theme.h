#pragma once
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

#include <utility>
#include <vector>

namespace heddle::editor {

/// One look: every colour of the program by its role. Two tables, dark() and light(); a theme switch swaps the table.
struct Theme {
    bool isDark = true;
    QColor bar;         ///< title, activity and status bars, behind everything
    QColor panel;       ///< docks and lists
    QColor card;        ///< list cards, menus, nodes
    QColor hover;       ///< under the mouse, chips, insets
    QColor field;       ///< inside of text fields
    QColor line;        ///< separators and card borders
    QColor fieldLine;   ///< borders of fields and buttons
    QColor text;        ///< titles and body
    QColor textSoft;    ///< second lines
    QColor textFaint;   ///< captions and hints
    QColor accent;      ///< focus, primary buttons, selection borders
    QColor accentSoft;  ///< chips and badges in the accent's hue
    QColor onAccent;    ///< text on accent
    QColor selection;   ///< selected rows and text
    QColor canvas;
    QColor dots;  ///< the canvas's grid
    QColor ok;
    QColor warn;
    QColor error;
    QColor shadow;  ///< with its alpha

    static const Theme& dark();
    static const Theme& light();

    /// The hue of a node type's category ("io", "model", "flow", "data", "integration"); others get a grey.
    QColor category(const QString& name) const;
    /// Name and value of each token, for style sheets that write "@panel"; longest names first, so that replacing them
    /// in this order is safe.
    std::vector<std::pair<QString, QString>> tokens() const;
    QPalette palette() const;
};

/// `styleSheet` with every "@token" replaced by its colour.
QString withTokens(QString styleSheet, const Theme& theme);

/// Inter with Noto Sans CJK SC behind it (Qt would take the Japanese face by itself).
QFont uiFont(int px = 13, QFont::Weight weight = QFont::Normal);
/// JetBrains Mono, sized in points: QScintilla draws microscopic text with fonts sized in pixels.
QFont codeFont(double pt = 10);

}  // namespace heddle::editor
