#include "editor/graph/scene/node_painter.h"

#include "editor/graph/scene/scene_painter.h"
#include "editor/look/icons.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>

#include <cmath>

namespace heddle::editor {
namespace {

constexpr int kShadow = 24;  ///< margin around a body's picture
constexpr double kTextLeft = 49;
constexpr double kHeadlineLeft = 14;

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(float(alpha));
    return colour;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto mix = [share](int x, int y) { return int(std::lround(x * (1 - share) + y * share)); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

/// One pass of a box blur over the bytes of a line.
void blurLine(const uchar* from, uchar* to, int count, int stride, int radius) {
    const int window = 2 * radius + 1;
    int sum = 0;
    for (int i = -radius; i < count + radius; ++i) {
        if (i + radius < count && i + radius >= 0) sum += from[(i + radius) * stride];
        if (i - radius - 1 >= 0 && i - radius - 1 < count) sum -= from[(i - radius - 1) * stride];
        if (i >= 0 && i < count) to[i * stride] = static_cast<uchar>(sum / window);
    }
}

/// Three box blurs look like a Gaussian one.
void blur(QImage& mask, int radius) {
    for (int pass = 0; pass < 3; ++pass) {
        const int stride = static_cast<int>(mask.bytesPerLine());
        QImage other = mask;
        for (int y = 0; y < mask.height(); ++y)
            blurLine(mask.constScanLine(y), other.scanLine(y), mask.width(), 1, radius);
        for (int x = 0; x < mask.width(); ++x)
            blurLine(other.constBits() + x, mask.bits() + x, mask.height(), stride, radius);
    }
}

QStaticText prepared(const QString& text, const QFont& font, double width) {
    QStaticText made(QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
    made.setTextFormat(Qt::PlainText);
    made.setPerformanceHint(QStaticText::AggressiveCaching);
    made.prepare(QTransform(), font);
    return made;
}

QString rowText(const PortRow& row) {
    const auto say = [](const char* text) { return QCoreApplication::translate("Canvas", text); };
    switch (row.kind) {
        case PortKind::Otherwise:
            return say(QT_TRANSLATE_NOOP("Canvas", "otherwise"));
        case PortKind::NewCase:
            return say(QT_TRANSLATE_NOOP("Canvas", "new case"));
        case PortKind::Error:
            return say(QT_TRANSLATE_NOOP("Canvas", "on error"));
        default:
            return QString::fromStdString(row.name);
    }
}

QColor stateColour(NodeRunState state, const Theme& theme) {
    switch (state) {
        case NodeRunState::Running:
            return theme.accent;
        case NodeRunState::Done:
            return theme.ok;
        case NodeRunState::Failed:
            return theme.error;
        case NodeRunState::Waiting:
            return theme.warn;
        case NodeRunState::Skipped:
        case NodeRunState::Idle:
            break;
    }
    return theme.textFaint;
}

}  // namespace

void NodePainter::forgetPictures() {
    m_bodies.clear();
    m_shadows.clear();
    m_tiles.clear();
    m_ports.clear();
    m_scale = 0;
}

void NodePainter::begin(QPainter& painter, const CanvasStyle& style, double scale, QPoint origin, double phase) {
    if (scale != m_scale) {
        m_bodies.clear();
        m_ports.clear();
    }
    m_style = style;
    m_scale = scale;
    m_origin = origin;
    m_phase = phase;
    painter.setRenderHint(QPainter::Antialiasing, scale >= 0.2);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
}

NodePainter::Frame NodePainter::frameOf(const NodeView& node) {
    if (node.selected) return Frame::Chosen;
    if (node.state == NodeRunState::Running) return Frame::Running;
    if (node.state == NodeRunState::Failed) return Frame::Failed;
    if (node.state == NodeRunState::Waiting) return Frame::Waiting;
    return Frame::Plain;
}

QColor NodePainter::frameColour(Frame frame) const {
    switch (frame) {
        case Frame::Chosen:
        case Frame::Running:
            return m_style.theme.accent;
        case Frame::Failed:
            return m_style.theme.error;
        case Frame::Waiting:
            return m_style.theme.warn;
        case Frame::Plain:
            break;
    }
    return m_style.nodeBorder;
}

void NodePainter::paint(QPainter& painter, const NodeView& node) {
    if (m_scale < 0.2) {
        paintSmall(painter, node);
        return;
    }
    const QPoint at(int(std::lround(node.pos.x() * m_scale)) - m_origin.x(),
                    int(std::lround(node.pos.y() * m_scale)) - m_origin.y());
    const bool faded = node.state == NodeRunState::Skipped;
    if (faded) painter.setOpacity(0.45);
    const int margin = int(std::lround(kShadow * m_scale));
    painter.drawPixmap(at - QPoint(margin, margin), body(node, frameOf(node)));
    painter.setTransform(QTransform(m_scale, 0, 0, m_scale, at.x(), at.y()));
    if (m_scale < 0.5) {
        paintMedium(painter, node);
    } else {
        paintFull(painter, node);
    }
    if (faded) painter.setOpacity(1);
    painter.resetTransform();
}

void NodePainter::paintSmall(QPainter& painter, const NodeView& node) const {
    const QRectF rect = node.rect();
    const QRect device(int(rect.x() * m_scale) - m_origin.x(), int(rect.y() * m_scale) - m_origin.y(),
                       std::max(2, int(rect.width() * m_scale)), std::max(2, int(rect.height() * m_scale)));
    QColor colour = mixed(m_style.nodeBody, m_style.theme.category(node.category), 0.45);
    if (node.state != NodeRunState::Idle && node.state != NodeRunState::Skipped) {
        colour = stateColour(node.state, m_style.theme);
    }
    if (node.selected) colour = m_style.theme.accent;
    painter.fillRect(device, colour);
}

void NodePainter::paintMedium(QPainter& painter, const NodeView& node) const {
    const QColor hue = mixed(m_style.nodeBody, m_style.theme.category(node.category), 0.55);
    if (node.state != NodeRunState::Idle) {
        painter.fillRect(QRectF(shape::kWidth - 26, 17, 16, 16), stateColour(node.state, m_style.theme));
    }
    if (m_scale >= 0.3) {
        painter.fillRect(QRectF(0, 8, 6, node.height - 16), hue);
        const QStaticText& headline = textsOf(node).headline;
        painter.setFont(m_style.headline);
        painter.setPen(m_style.theme.text);
        painter.drawStaticText(QPointF(kHeadlineLeft, (shape::kHeader - headline.size().height()) / 2), headline);
        return;
    }
    painter.fillRect(QRectF(10, 10, shape::kTile, shape::kTile), hue);
    // Grey bars where the words will be.
    const double width = std::min(118.0, 7.0 * double(node.title.size()));
    painter.fillRect(QRectF(kTextLeft, 14, width, 8), mixed(m_style.nodeBody, m_style.theme.text, 0.42));
    painter.fillRect(QRectF(kTextLeft, 29, width * 0.7, 6), mixed(m_style.nodeBody, m_style.theme.text, 0.2));
}

void NodePainter::paintFull(QPainter& painter, const NodeView& node) {
    painter.drawPixmap(QRectF(10, 10, shape::kTile, shape::kTile), tile(node), tile(node).rect());
    paintMarks(painter, node);
    paintPorts(painter, node);
    paintTexts(painter, node);
    paintState(painter, node);
}

const NodeTexts& NodePainter::textsOf(const NodeView& node) const {
    if (!node.texts) {
        auto texts = std::make_unique<NodeTexts>();
        const double headlineRoom = shape::kWidth - kHeadlineLeft - 30;
        texts->headline = prepared(node.title, m_style.headline, headlineRoom * 1.7);
        texts->headline.setTextWidth(headlineRoom);
        const double room = shape::kWidth - kTextLeft - (node.state == NodeRunState::Idle ? 12 : 34);
        texts->title = prepared(node.title, m_style.title, room);
        texts->subtitle = prepared(node.subtitle, m_style.subtitle, room);
        texts->detail = prepared(node.detail, m_style.detail, shape::kWidth - 36);
        texts->run = prepared(node.runText, m_style.caption, shape::kWidth);
        for (const auto& row : node.rows)
            texts->rows.push_back(prepared(rowText(row), m_style.subtitle, shape::kWidth - 32));
        node.texts = std::move(texts);
    }
    return *node.texts;
}

void NodePainter::paintTexts(QPainter& painter, const NodeView& node) const {
    const Theme& theme = m_style.theme;
    const NodeTexts& texts = textsOf(node);
    painter.setFont(m_style.title);
    painter.setPen(theme.text);
    painter.drawStaticText(QPointF(kTextLeft, 9), texts.title);
    painter.setFont(m_style.subtitle);
    painter.setPen(theme.textFaint);
    painter.drawStaticText(QPointF(kTextLeft, 27), texts.subtitle);
    for (std::size_t i = 0; i < texts.rows.size(); ++i) {
        const double width = texts.rows[i].size().width();
        painter.setPen(node.rows[i].kind == PortKind::Case ? theme.text : theme.textFaint);
        painter.drawStaticText(QPointF(shape::kWidth - 15 - width, shape::kHeader + shape::kRow * double(i) + 4),
                               texts.rows[i]);
    }
    if (!node.detail.isEmpty()) {
        painter.setFont(m_style.detail);
        painter.setPen(theme.textSoft);
        painter.drawStaticText(QPointF(18, node.height - shape::kBottom - shape::kInset + 4.5), texts.detail);
    }
    if (!node.runText.isEmpty()) {
        painter.setFont(m_style.caption);
        painter.setPen(node.state == NodeRunState::Failed ? theme.error : theme.textSoft);
        painter.drawStaticText(QPointF(4, node.height + 6), texts.run);
    }
}

void NodePainter::paintPorts(QPainter& painter, const NodeView& node) {
    const QColor hue = m_style.theme.category(node.category);
    const auto draw = [&](QPointF at, const QColor& colour) {
        const QPixmap picture = port(colour);
        const double half = picture.width() / m_scale / 2;
        painter.drawPixmap(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), picture, picture.rect());
    };
    if (node.takesInput) draw({0, shape::kHeader / 2}, hue);
    if (node.givesOutput) draw({shape::kWidth, shape::kHeader / 2}, hue);
    for (std::size_t i = 0; i < node.rows.size(); ++i) {
        QColor colour = m_style.condition;
        if (node.rows[i].kind == PortKind::Error) colour = m_style.error;
        if (node.rows[i].kind == PortKind::NewCase || node.rows[i].kind == PortKind::Otherwise) colour = m_style.wire;
        draw({shape::kWidth, shape::kHeader + shape::kRow * (double(i) + 0.5)}, colour);
    }
}

void NodePainter::paintMarks(QPainter& painter, const NodeView& node) {
    const double y = shape::kHeader / 2;
    if (node.entry) {
        painter.setPen(QPen(m_style.theme.ok, 1.8));
        painter.drawLine(QLineF(-15, y, node.takesInput ? -6 : 0, y));
        painter.setBrush(mixed(m_style.theme.canvas, m_style.theme.ok, 0.2));
        painter.drawEllipse(QPointF(-24, y), 9, 9);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style.theme.ok);
        painter.drawPolygon(QPolygonF({{-27, y - 4.5}, {-27, y + 4.5}, {-19.5, y}}));
    }
    if (node.joins) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style.wire);
        painter.drawRoundedRect(QRectF(-13, y - 13, 4, 26), 2, 2);
        painter.drawRect(QRectF(-9, y - 0.9, 4, 1.8));
    }
    if (node.problems > 0) {
        const QRectF badge(shape::kWidth - 13, -8, 19, 17);
        painter.setPen(QPen(m_style.theme.canvas, 2));
        painter.setBrush(m_style.theme.error);
        painter.drawRoundedRect(badge, 8.5, 8.5);
        painter.setPen(Qt::white);
        painter.setFont(m_style.caption);
        painter.drawText(badge, Qt::AlignCenter, node.problems > 9 ? "9+" : QString::number(node.problems));
    }
}

void NodePainter::paintState(QPainter& painter, const NodeView& node) {
    if (node.state == NodeRunState::Idle) return;
    const QRectF box(shape::kWidth - 28, 17, 16, 16);
    const QColor colour = stateColour(node.state, m_style.theme);
    if (node.state == NodeRunState::Running) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(withAlpha(colour, 0.25), 2));
        painter.drawEllipse(box.adjusted(1, 1, -1, -1));
        QPen pen(colour, 2);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        painter.drawArc(box.adjusted(1, 1, -1, -1), int(-m_phase * 8 * 16), 100 * 16);
        return;
    }
    const char* name = node.state == NodeRunState::Done      ? "circle-check"
                       : node.state == NodeRunState::Failed  ? "circle-x"
                       : node.state == NodeRunState::Waiting ? "user-check"
                                                             : "skip-forward";
    const double sharp = std::ceil(m_scale * 4) / 4;
    const QPixmap picture = iconPixmap(name, colour, 16, sharp);
    painter.drawPixmap(box, picture, picture.rect());
}

const QPixmap& NodePainter::shadow(double height) {
    const int h = int(height);
    auto it = m_shadows.find(h);
    if (it != m_shadows.end()) return *it;
    QImage mask(int(shape::kWidth) + 2 * kShadow, h + 2 * kShadow, QImage::Format_Alpha8);
    mask.fill(0);
    QPainter painter(&mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::black);
    painter.drawRoundedRect(QRectF(kShadow + 2, kShadow + 6, shape::kWidth - 4, h - 4), shape::kRadius, shape::kRadius);
    painter.end();
    blur(mask, 5);
    QImage coloured(mask.size(), QImage::Format_ARGB32_Premultiplied);
    coloured.fill(m_style.theme.shadow);
    QPainter cut(&coloured);
    cut.setCompositionMode(QPainter::CompositionMode_DestinationIn);
    cut.drawImage(0, 0, mask);
    cut.end();
    return *m_shadows.insert(h, QPixmap::fromImage(coloured));
}

QPixmap NodePainter::body(const NodeView& node, Frame frame) {
    const bool inset = !node.detail.isEmpty();
    const quint64 key =
        quint64(int(node.height)) * 64 + quint64(frame) * 4 + (inset ? 2 : 0) + (node.rows.empty() ? 0 : 1);
    if (const auto it = m_bodies.constFind(key); it != m_bodies.constEnd()) return *it;
    const int margin = int(std::lround(kShadow * m_scale));
    QPixmap picture(int(std::ceil(shape::kWidth * m_scale)) + 2 * margin,
                    int(std::ceil(node.height * m_scale)) + 2 * margin);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setTransform(QTransform(m_scale, 0, 0, m_scale, margin, margin));
    const QPixmap& under = shadow(node.height);
    painter.drawPixmap(QRectF(-kShadow, -kShadow, under.width(), under.height()), under, under.rect());
    const QRectF rect(0, 0, shape::kWidth, node.height);
    if (frame != Frame::Plain) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(withAlpha(frameColour(frame), 0.24));
        painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), shape::kRadius + 4, shape::kRadius + 4);
    }
    const double line = frame == Frame::Plain ? 1 : 1.6;
    painter.setPen(QPen(frameColour(frame), line));
    painter.setBrush(m_style.nodeBody);
    painter.drawRoundedRect(rect.adjusted(line / 2, line / 2, -line / 2, -line / 2), shape::kRadius, shape::kRadius);
    if (inset) {
        const QRectF box(10, node.height - shape::kBottom - shape::kInset, shape::kWidth - 20, shape::kInset);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style.inset);
        painter.drawRoundedRect(box, 5, 5);
    }
    painter.end();
    return *m_bodies.insert(key, picture);
}

const QPixmap& NodePainter::tile(const NodeView& node) {
    const double sharp = std::max(0.5, std::ceil(m_scale * 2) / 2);
    const QString key = node.icon + '/' + node.category + QString::number(sharp);
    auto it = m_tiles.find(key);
    if (it != m_tiles.end()) return *it;
    const QColor hue = m_style.theme.category(node.category);
    QPixmap picture(QSize(int(shape::kTile), int(shape::kTile)) * sharp);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(sharp, sharp);
    painter.setPen(Qt::NoPen);
    painter.setBrush(withAlpha(hue, m_style.theme.isDark ? 0.18 : 0.12));
    painter.drawRoundedRect(QRectF(0, 0, shape::kTile, shape::kTile), 7, 7);
    const QPixmap symbol = iconPixmap(node.icon, hue, 17, sharp);
    painter.drawPixmap(QRectF(6.5, 6.5, 17, 17), symbol, symbol.rect());
    painter.end();
    return *m_tiles.insert(key, picture);
}

QPixmap NodePainter::port(const QColor& colour) {
    auto it = m_ports.find(colour.rgb());
    if (it != m_ports.end()) return *it;
    const double radius = shape::kPort * m_scale;
    const int size = int(std::ceil(radius)) * 2 + 2;
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_style.nodeBody, 2 * m_scale));
    painter.setBrush(colour);
    painter.drawEllipse(QPointF(size / 2.0, size / 2.0), radius - m_scale * 0.5, radius - m_scale * 0.5);
    painter.end();
    return *m_ports.insert(colour.rgb(), picture);
}

}  // namespace heddle::editor
