#include "app/look/style.h"

#include "editor/look/icons.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QStyle>
#include <QStyleFactory>
#include <QToolButton>

// A static library's resources are dropped by the linker unless somebody names them.
static void initLook() { Q_INIT_RESOURCE(look); }

namespace heddle::app {
namespace {

const editor::Theme*& current() {
    static const editor::Theme* theme = &editor::Theme::dark();
    return theme;
}

QString styleSheet(const editor::Theme& theme) {
    initLook();
    QFile file(QStringLiteral(":/look/heddle.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QString text = QString::fromUtf8(file.readAll());
    text.replace(QLatin1String("@mode"), theme.isDark ? QLatin1String("dark") : QLatin1String("light"));
    return editor::withTokens(text, theme);
}

}  // namespace

QString themeOfDesktop() {
    const QPalette palette = QApplication::palette();
    const bool dark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return dark ? QStringLiteral("dark") : QStringLiteral("light");
}

const editor::Theme& themeNamed(const QString& name) {
    return name == QLatin1String("light") ? editor::Theme::light() : editor::Theme::dark();
}

void applyTheme(const editor::Theme& theme) {
    current() = &theme;
    if (QApplication::style()->objectName() != QLatin1String("fusion")) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    }
    QApplication::setFont(editor::uiFont());
    QApplication::setPalette(theme.palette());
    qApp->setStyleSheet(styleSheet(theme));
}

const editor::Theme& currentTheme() { return *current(); }

QLabel* makeLabel(const char* role, QWidget* parent, const QString& text) {
    auto* label = new QLabel(text, parent);
    label->setProperty("role", role);
    if (qstrcmp(role, "chip") == 0) label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return label;
}

QToolButton* makeIconButton(const QString& icon, QWidget* parent, int px) {
    auto* button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIconSize({px, px});
    button->setProperty("iconName", icon);
    button->setIcon(editor::icon(icon, currentTheme(), px));
    return button;
}

void recolourIcons(QWidget* root) {
    const auto buttons = root->findChildren<QToolButton*>();
    for (auto* button : buttons) {
        const QString name = button->property("iconName").toString();
        if (!name.isEmpty()) button->setIcon(editor::icon(name, currentTheme(), button->iconSize().width()));
    }
}

QPixmap iconTile(const QString& icon, const QColor& color, int px, qreal dpr) {
    QPixmap tile(QSize(px, px) * dpr);
    tile.setDevicePixelRatio(dpr);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = color;
    ground.setAlphaF(0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(0, 0, px, px), 7, 7);
    const int inner = px * 5 / 9;
    painter.drawPixmap((px - inner) / 2, (px - inner) / 2, editor::iconPixmap(icon, color, inner, dpr));
    return tile;
}

void setRole(QWidget* widget, const char* role) {
    widget->setProperty("role", role);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    // Borders and paddings are measured when the style changes only.
    QEvent change(QEvent::StyleChange);
    QCoreApplication::sendEvent(widget, &change);
}

}  // namespace heddle::app
