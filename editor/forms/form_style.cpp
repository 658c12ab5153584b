#include "editor/forms/form_style.h"

namespace heddle::editor {

QString formStyle(const Theme& theme) {
    static const QString sheet = R"(
QLineEdit { background: @field; color: @text; border: 1px solid @fieldLine; border-radius: 6px; padding: 5px 8px;
    selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus { border-color: @accent; }
QLineEdit:disabled, QLineEdit[readOnly="true"] { color: @textSoft; background: @panel; }
QLineEdit[inline="true"] { background: transparent; border-color: transparent; padding: 1px 4px; }
QLineEdit[inline="true"]:hover { border-color: @fieldLine; }
QLineEdit[inline="true"]:focus { background: @field; border-color: @accent; }
QLineEdit[heading="true"] { background: transparent; border-color: transparent; padding: 3px 5px; font-size: 14px;
    font-weight: 600; }
QLineEdit[heading="true"]:hover { border-color: @fieldLine; }
QLineEdit[heading="true"]:focus { background: @field; border-color: @accent; }
QComboBox { background: @field; color: @text; border: 1px solid @fieldLine; border-radius: 6px;
    padding: 5px 24px 5px 8px; }
QComboBox:focus, QComboBox:on { border-color: @accent; }
QComboBox:disabled { color: @textSoft; background: @panel; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QLineEdit { border: none; background: transparent; padding: 0px; margin: 0px; border-radius: 0px; }
QComboBox QAbstractItemView { background: @card; color: @text; border: 1px solid @fieldLine; padding: 4px;
    outline: 0px; selection-background-color: @selection; selection-color: @text; }
QCheckBox { color: @text; spacing: 8px; padding: 2px 0px; }
QCheckBox:disabled { color: @textSoft; }
QCheckBox::indicator { width: 15px; height: 15px; border: 1px solid @fieldLine; border-radius: 4px; background: @field; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; }
QCheckBox:focus { color: @accent; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @hover; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -6px 0px; border-radius: 8px;
    border: 2px solid @accent; background: @panel; }
QSlider::handle:horizontal:focus { background: @accent; }
QSlider::sub-page:horizontal:disabled { background: @fieldLine; }
QPushButton { background: transparent; color: @textSoft; border: 1px solid @fieldLine; border-radius: 6px;
    padding: 4px 10px; }
QPushButton:hover { background: @hover; color: @text; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @fieldLine; }
QPushButton[link="true"] { border: 1px solid transparent; color: @accent; padding: 2px 4px; text-align: left; }
QPushButton[link="true"]:hover { background: transparent; text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: @accent; }
QPushButton[danger="true"] { color: @error; }
QLabel { color: @text; background: transparent; }
QLabel[role="caption"] { color: @textSoft; }
QLabel[role="required"] { color: @error; }
QLabel[role="help"] { color: @textFaint; }
QLabel[role="error"] { color: @error; }
QLabel[role="warning"] { color: @warn; }
QLabel[role="soft"] { color: @textSoft; }
QLabel[role="chip"] { color: @textSoft; background: @hover; border-radius: 10px; padding: 3px 9px; }
QLabel[chip="running"] { color: @accent; background: @accentSoft; }
QLabel[chip="done"], QLabel[chip="cached"] { color: @ok; }
QLabel[chip="failed"] { color: @error; }
QLabel[chip="waiting"] { color: @warn; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0px; }
QScrollBar::handle:vertical { background: @fieldLine; border-radius: 3px; min-height: 28px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: @textFaint; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0px; width: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";
    return withTokens(sheet, theme);
}

QFont captionFont() {
    QFont font = uiFont(11, QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    return font;
}

}  // namespace heddle::editor
