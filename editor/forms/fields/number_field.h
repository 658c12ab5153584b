#pragma once
#include "editor/forms/field.h"

namespace heddle::editor {

class NumberEdit;
class Slider;

/// A number: a line that Up and Down step, and with both limits and a step also a slider, with the line beside the
/// label.
class NumberField : public Field {
    Q_OBJECT

public:
    NumberField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    QWidget* corner() const override;
    bool isShort() const override { return m_slider == nullptr; }
    bool canBeEmptied() const override { return true; }
    void setReadOnly(bool readOnly) override;

protected:
    void display() override;

private:
    void typed(const QString& text);
    void step(int steps);
    void slid(int position);
    void showSlider();
    std::optional<Json> parsed(const QString& text) const;
    /// `value` as the schema's type, clean of binary rounding noise.
    Json number(double value) const;
    double limit(const char* key, double fallback) const;
    double stepSize() const;
    /// The value, or what stands for it while it is absent.
    double current() const;

    NumberEdit* m_line = nullptr;
    Slider* m_slider = nullptr;
    bool m_isInteger = false;
};

}  // namespace heddle::editor
