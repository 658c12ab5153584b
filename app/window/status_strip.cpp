#include "app/window/status_strip.h"

#include "app/look/style.h"
#include "app/window/actions.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

namespace heddle::app {
namespace {

constexpr int kHeight = 28;
constexpr int kHintMs = 6000;

QToolButton* textButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize({14, 14});
    button->setAutoRaise(true);
    return button;
}

}  // namespace

StatusStrip::StatusStrip(Actions& actions, QWidget* parent) : QWidget(parent), m_actions(actions) {
    setObjectName("windowStatus");
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(kHeight);
    m_problems = textButton(this);
    m_model = textButton(this);
    m_hint = new QLabel(this);
    m_zoom = textButton(this);
    m_language = textButton(this);
    m_theme = textButton(this);
    m_theme->setToolButtonStyle(Qt::ToolButtonIconOnly);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(4);
    row->addWidget(m_problems);
    row->addWidget(m_model);
    row->addWidget(m_hint, 1);
    row->addWidget(m_zoom);
    row->addWidget(m_language);
    row->addWidget(m_theme);

    m_hintTimer = new QTimer(this);
    m_hintTimer->setSingleShot(true);
    m_hintTimer->setInterval(kHintMs);
    connect(m_hintTimer, &QTimer::timeout, m_hint, &QLabel::clear);
    connect(m_problems, &QToolButton::clicked, this, &StatusStrip::problemsClicked);
    connect(m_model, &QToolButton::clicked, this, &StatusStrip::modelClicked);
    connect(m_zoom, &QToolButton::clicked, this, &StatusStrip::zoomClicked);
    connect(m_language, &QToolButton::clicked, actions[Do::SwitchLanguage], &QAction::trigger);
    connect(m_theme, &QToolButton::clicked, actions[Do::SwitchTheme], &QAction::trigger);
    setZoom(0);
    recolour();
    retranslate();
}

void StatusStrip::setProblems(int errors, int warnings) {
    m_errors = errors;
    m_warnings = warnings;
    QStringList parts;
    if (errors > 0) parts << tr("%n error(s)", nullptr, errors);
    if (warnings > 0) parts << tr("%n warning(s)", nullptr, warnings);
    m_problems->setText(parts.isEmpty() ? tr("No problems") : parts.join(QStringLiteral(", ")));
    const auto& theme = currentTheme();
    const QColor color = errors > 0 ? theme.error : warnings > 0 ? theme.warn : theme.ok;
    const QString name = errors > 0     ? QStringLiteral("circle-x")
                         : warnings > 0 ? QStringLiteral("triangle-alert")
                                        : QStringLiteral("circle-check");
    m_problems->setIcon(editor::icon(name, color, theme, 14));
}

void StatusStrip::setModel(const QString& title, bool offline) {
    m_modelTitle = title;
    m_offline = offline;
    m_model->setText(offline ? tr("Offline model, not a language model") : title);
    m_model->setIcon(editor::icon(offline ? QStringLiteral("wifi-off") : QStringLiteral("cpu"), currentTheme().textSoft,
                                  currentTheme(), 14));
    m_model->setToolTip(offline ? tr("Nodes that name no model use the built-in offline model: it ranks and picks "
                                     "sentences, it does not write. Click to choose a language model.")
                                : tr("The model that nodes use when they name none. Click to change it."));
}

void StatusStrip::setZoom(double zoom) {
    m_zoom->setVisible(zoom > 0);
    m_zoom->setText(QStringLiteral("%1 %").arg(qRound(zoom * 100)));
}

void StatusStrip::hint(const QString& text) {
    m_hint->setText(text);
    m_hintTimer->start();
}

void StatusStrip::recolour() {
    const auto& theme = currentTheme();
    m_language->setIcon(editor::icon(QStringLiteral("languages"), theme.textSoft, theme, 14));
    m_theme->setIcon(
        editor::icon(theme.isDark ? QStringLiteral("sun") : QStringLiteral("moon"), theme.textSoft, theme, 14));
    setProblems(m_errors, m_warnings);
    setModel(m_modelTitle, m_offline);
}

void StatusStrip::retranslate() {
    m_language->setText(tr("English", "the language that the program speaks now, in that language"));
    m_language->setToolTip(m_actions[Do::SwitchLanguage]->text());
    m_theme->setToolTip(m_actions[Do::SwitchTheme]->text());
    m_theme->setAccessibleName(m_actions[Do::SwitchTheme]->text());
    m_zoom->setToolTip(tr("Zoom to 100 %"));
    setProblems(m_errors, m_warnings);
    setModel(m_modelTitle, m_offline);
}

void StatusStrip::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
