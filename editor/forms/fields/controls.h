#pragma once
#include "editor/look/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSlider>

namespace heddle::editor {

// The standard controls with what style sheets cannot draw, and without eating the wheel of the form around them.

/// A combo box with the theme's chevron.
class ChoiceBox : public QComboBox {
    Q_OBJECT

public:
    explicit ChoiceBox(const Theme& theme, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void showPopup() override;

signals:
    void aboutToOpen();

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    Theme m_theme;
};

/// A check box with the theme's check mark.
class CheckBox : public QCheckBox {
    Q_OBJECT

public:
    explicit CheckBox(const Theme& theme, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme;
};

/// A line for a number: Up and Down change it by one step.
class NumberEdit : public QLineEdit {
    Q_OBJECT

public:
    using QLineEdit::QLineEdit;

signals:
    void stepped(int steps);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

class Slider : public QSlider {
    Q_OBJECT

public:
    explicit Slider(QWidget* parent = nullptr) : QSlider(Qt::Horizontal, parent) {}

protected:
    void wheelEvent(QWheelEvent* event) override;
};

}  // namespace heddle::editor
