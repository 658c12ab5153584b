#include "editor/look/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// A static library's resources are dropped by the linker unless somebody names them.
static void initIcons() { Q_INIT_RESOURCE(icons); }

namespace heddle::editor {
namespace {

QByteArray svgOf(const QString& name) {
    initIcons();
    QFile file(":/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly)) return {};
    return file.readAll();
}

QPixmap render(QByteArray svg, const QColor& color, int px, qreal dpr) {
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");
    QPixmap pixmap(QSize(px, px) * dpr);
    pixmap.setDevicePixelRatio(dpr);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    QSvgRenderer(svg).render(&painter, QRectF(0, 0, px, px));
    return pixmap;
}

void addTo(QIcon& icon, const QString& name, const QColor& color, int px, QIcon::Mode mode, QIcon::State state) {
    for (const qreal dpr : {1.0, 2.0}) {
        icon.addPixmap(iconPixmap(name, color, px, dpr), mode, state);
    }
}

}  // namespace

bool hasIcon(const QString& name) {
    initIcons();
    return QFile::exists(":/icons/" + name + ".svg");
}

QPixmap iconPixmap(const QString& name, const QColor& color, int px, qreal dpr) {
    const QString key = QStringLiteral("icon/%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(px).arg(dpr);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    QByteArray svg = svgOf(name);
    if (svg.isEmpty()) svg = svgOf(QStringLiteral("circle"));
    pixmap = render(svg, color, px, dpr);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString& name, const Theme& theme, int px) {
    QIcon icon;
    for (const auto state : {QIcon::Off, QIcon::On}) {
        addTo(icon, name, state == QIcon::On ? theme.accent : theme.textSoft, px, QIcon::Normal, state);
        addTo(icon, name, state == QIcon::On ? theme.accent : theme.text, px, QIcon::Active, state);
        addTo(icon, name, state == QIcon::On ? theme.accent : theme.text, px, QIcon::Selected, state);
        addTo(icon, name, theme.fieldLine, px, QIcon::Disabled, state);
    }
    return icon;
}

QIcon icon(const QString& name, const QColor& color, const Theme& theme, int px) {
    QIcon icon;
    for (const auto mode : {QIcon::Normal, QIcon::Active, QIcon::Selected}) {
        addTo(icon, name, color, px, mode, QIcon::Off);
    }
    addTo(icon, name, theme.fieldLine, px, QIcon::Disabled, QIcon::Off);
    return icon;
}

}  // namespace heddle::editor
