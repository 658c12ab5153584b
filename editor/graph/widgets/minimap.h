#pragma once
#include <QPixmap>
#include <QWidget>

class QTimer;

namespace heddle::editor {

class Stage;

/// The whole graph, small, with the part in view; a click or drag goes there.
class Minimap : public QWidget {
    Q_OBJECT
public:
    Minimap(Stage& stage, QWidget* parent);

    /// Draws the nodes anew.
    void refresh();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void draw();
    QPointF toMap(QPointF scene) const;
    void goTo(QPointF at);

    Stage& m_stage;
    QTimer* m_later;
    QPixmap m_picture;
    QRectF m_bounds;
    double m_scale = 1;
};

}  // namespace heddle::editor
