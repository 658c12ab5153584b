#include "editor/forms/fields/number_field.h"

#include "editor/forms/fields/controls.h"

#include <QHBoxLayout>

#include <cmath>
#include <limits>

namespace heddle::editor {
namespace {

constexpr double kMostSliderSteps = 2000;

}  // namespace

NumberField::NumberField(Json schema, const FormScope& scope, QWidget* parent)
    : Field(std::move(schema), scope, parent), m_isInteger(typeOf(this->schema()) == "integer") {
    m_line = new NumberEdit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    const Json& rules = this->schema();
    const double range = limit("maximum", NAN) - limit("minimum", NAN);
    const bool hasStep = rules.value("multipleOf", Json()).is_number();
    if (hasStep && std::isfinite(range) && range > 0 && range / stepSize() <= kMostSliderSteps) {
        m_slider = new Slider(this);
        m_slider->setRange(0, static_cast<int>(std::round(range / stepSize())));
        m_slider->setPageStep(std::max(1, m_slider->maximum() / 10));
        row->addWidget(m_slider);
        m_line->setAlignment(Qt::AlignRight);
        m_line->setProperty("inline", true);
        m_line->setFixedWidth(58);
        connect(m_slider, &QSlider::valueChanged, this, &NumberField::slid);
        setFocusProxy(m_slider);
    } else {
        row->addWidget(m_line);
        setFocusProxy(m_line);
    }
    connect(m_line, &QLineEdit::textEdited, this, &NumberField::typed);
    connect(m_line, &NumberEdit::stepped, this, &NumberField::step);
    // What is no number was never taken over: show again what holds.
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        setLocalError({});
        display();
    });
    if (const Json* value = defaultValue()) m_line->setPlaceholderText(lineText(*value));
    showSlider();
}

void NumberField::setTitle(const QString& title, const QString& help) {
    m_line->setAccessibleName(title);
    m_line->setAccessibleDescription(help);
    if (m_slider == nullptr) return;
    m_slider->setAccessibleName(title);
    m_slider->setAccessibleDescription(help);
}

QWidget* NumberField::control() const { return m_slider != nullptr ? static_cast<QWidget*>(m_slider) : m_line; }

QWidget* NumberField::corner() const { return m_slider != nullptr ? m_line : nullptr; }

void NumberField::setReadOnly(bool readOnly) {
    m_line->setReadOnly(readOnly);
    if (m_slider != nullptr) m_slider->setEnabled(!readOnly);
}

void NumberField::display() {
    const QString text = value() ? lineText(*value()) : QString();
    const std::optional<Json> shown = parsed(m_line->text());
    if (!(value() && shown == value()) && m_line->text() != text) m_line->setText(text);
    showSlider();
}

void NumberField::typed(const QString& text) {
    std::optional<Json> value = parsed(text);
    const bool isEmpty = text.trimmed().isEmpty();
    setLocalError(isEmpty || value ? QString() : tr("This is not a number."));
    if (value || (isEmpty && !isRequired())) change(std::move(value), true);
    showSlider();
}

void NumberField::step(int steps) {
    const double next = current() + steps * stepSize();
    const double kept = std::clamp(next, limit("minimum", std::numeric_limits<double>::lowest()),
                                   limit("maximum", std::numeric_limits<double>::max()));
    const Json value = number(kept);
    m_line->setText(lineText(value));
    change(value, true);
    showSlider();
}

void NumberField::slid(int position) {
    const Json value = number(limit("minimum", 0) + position * stepSize());
    m_line->setText(lineText(value));
    change(value, true);
}

void NumberField::showSlider() {
    if (m_slider == nullptr) return;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(std::round((current() - limit("minimum", 0)) / stepSize())));
}

std::optional<Json> NumberField::parsed(const QString& text) const {
    bool isNumber = false;
    const QString bare = text.trimmed();
    const qlonglong whole = bare.toLongLong(&isNumber);
    if (isNumber) return Json(static_cast<std::int64_t>(whole));
    const double real = QLocale::c().toDouble(bare, &isNumber);
    if (isNumber && std::isfinite(real)) return Json(real);
    return std::nullopt;
}

Json NumberField::number(double value) const {
    if (m_isInteger) return static_cast<std::int64_t>(std::llround(value));
    const double clean = QLocale::c().toDouble(QString::number(value, 'g', 12));
    if (std::trunc(clean) == clean && std::abs(clean) < 1e15) return static_cast<std::int64_t>(clean);
    return clean;
}

double NumberField::limit(const char* key, double fallback) const {
    const auto it = schema().find(key);
    return it != schema().end() && it->is_number() ? it->get<double>() : fallback;
}

double NumberField::stepSize() const {
    const double step = limit("multipleOf", 0);
    if (step > 0) return step;
    return m_isInteger ? 1 : 0.1;
}

double NumberField::current() const {
    if (value() && value()->is_number()) return value()->get<double>();
    const Json* fallback = defaultValue();
    return fallback != nullptr && fallback->is_number() ? fallback->get<double>() : limit("minimum", 0);
}

}  // namespace heddle::editor
