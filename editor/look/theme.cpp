#include "editor/look/theme.h"

#include <QHash>

#include <algorithm>

namespace heddle::editor {
namespace {

Theme makeDark() {
    Theme t;
    t.isDark = true;
    t.bar = QColor("#16181d");
    t.panel = QColor("#1b1e24");
    t.card = QColor("#22262e");
    t.hover = QColor("#2b303a");
    t.field = QColor("#13151a");
    t.line = QColor("#2c313b");
    t.fieldLine = QColor("#3a404d");
    t.text = QColor("#e2e5eb");
    t.textSoft = QColor("#a4acb9");
    t.textFaint = QColor("#8b94a3");
    t.accent = QColor("#5b8cff");
    t.accentSoft = QColor("#26345a");
    t.onAccent = QColor("#0d1220");
    t.selection = QColor("#2c3a5e");
    t.canvas = QColor("#13151a");
    t.dots = QColor("#2a2e38");
    t.ok = QColor("#3ecf8e");
    t.warn = QColor("#f0b04c");
    t.error = QColor("#f0626e");
    t.shadow = QColor(0, 0, 0, 150);
    return t;
}

Theme makeLight() {
    Theme t;
    t.isDark = false;
    t.bar = QColor("#eef0f4");
    t.panel = QColor("#f8f9fb");
    t.card = QColor("#ffffff");
    t.hover = QColor("#eceff4");
    t.field = QColor("#ffffff");
    t.line = QColor("#e1e5ec");
    t.fieldLine = QColor("#cfd5df");
    t.text = QColor("#1c2230");
    t.textSoft = QColor("#535d6e");
    t.textFaint = QColor("#667085");
    t.accent = QColor("#2f6bff");
    t.accentSoft = QColor("#e3ecff");
    t.onAccent = QColor("#ffffff");
    t.selection = QColor("#d6e2ff");
    t.canvas = QColor("#f2f4f8");
    t.dots = QColor("#d3d9e3");
    t.ok = QColor("#12925b");
    t.warn = QColor("#b26b00");
    t.error = QColor("#d0313f");
    t.shadow = QColor(30, 41, 66, 46);
    return t;
}

}  // namespace

const Theme& Theme::dark() {
    static const Theme theme = makeDark();
    return theme;
}

const Theme& Theme::light() {
    static const Theme theme = makeLight();
    return theme;
}

QColor Theme::category(const QString& name) const {
    static const QHash<QString, std::pair<const char*, const char*>> hues{
        {"io", {"#3ecf8e", "#12925b"}},   {"model", {"#b07cf7", "#8a4be0"}},       {"flow", {"#f0626e", "#d4404e"}},
        {"data", {"#35c3d6", "#0e8fa3"}}, {"integration", {"#5b8cff", "#2f6bff"}}, {"code", {"#f0a04c", "#b86a10"}},
        {"human", {"#f0b04c", "#b26b00"}}};
    const auto it = hues.constFind(name);
    if (it == hues.constEnd()) return textSoft;
    return QColor(isDark ? it->first : it->second);
}

std::vector<std::pair<QString, QString>> Theme::tokens() const {
    const auto rgba = [](const QColor& c) {
        return c.alpha() == 255
                   ? c.name()
                   : QStringLiteral("rgba(%1,%2,%3,%4)").arg(c.red()).arg(c.green()).arg(c.blue()).arg(c.alpha());
    };
    std::vector<std::pair<QString, QString>> all{{"@bar", rgba(bar)},
                                                 {"@panel", rgba(panel)},
                                                 {"@card", rgba(card)},
                                                 {"@hover", rgba(hover)},
                                                 {"@field", rgba(field)},
                                                 {"@line", rgba(line)},
                                                 {"@fieldLine", rgba(fieldLine)},
                                                 {"@text", rgba(text)},
                                                 {"@textSoft", rgba(textSoft)},
                                                 {"@textFaint", rgba(textFaint)},
                                                 {"@accent", rgba(accent)},
                                                 {"@accentSoft", rgba(accentSoft)},
                                                 {"@onAccent", rgba(onAccent)},
                                                 {"@selection", rgba(selection)},
                                                 {"@canvas", rgba(canvas)},
                                                 {"@dots", rgba(dots)},
                                                 {"@ok", rgba(ok)},
                                                 {"@warn", rgba(warn)},
                                                 {"@error", rgba(error)},
                                                 {"@shadow", rgba(shadow)}};
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return all;
}

QPalette Theme::palette() const {
    QPalette p;
    p.setColor(QPalette::Window, panel);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, field);
    p.setColor(QPalette::AlternateBase, panel);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, textFaint);
    p.setColor(QPalette::Button, card);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, error);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::ToolTipBase, card);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::Light, hover);
    p.setColor(QPalette::Midlight, hover);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, bar);
    p.setColor(QPalette::Shadow, bar);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, textFaint);
    }
    return p;
}

QString withTokens(QString styleSheet, const Theme& theme) {
    for (const auto& [name, value] : theme.tokens()) {
        styleSheet.replace(name, value);
    }
    return styleSheet;
}

QFont uiFont(int px, QFont::Weight weight) {
    QFont font;
    font.setFamilies({"Inter", "Noto Sans CJK SC", "sans-serif"});
    font.setPixelSize(px);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont codeFont(double pt) {
    QFont font;
    font.setFamilies({"JetBrains Mono", "Noto Sans Mono CJK SC", "monospace"});
    font.setPointSizeF(pt);
    font.setStyleHint(QFont::Monospace);
    return font;
}

}  // namespace heddle::editor
