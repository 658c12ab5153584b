#pragma once
#include <QDockWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace heddle::app {

/// A dock with a quiet head: title, buttons, a close button. Dragged by its head.
class Pane : public QDockWidget {
    Q_OBJECT

public:
    /// `name` is the key under which its place is remembered.
    Pane(const QString& name, QWidget* parent);

    void setTitle(const QString& title);
    /// To the right of the title, from left to right.
    void addToHead(QWidget* widget);
    /// In place of the title.
    void setHead(QWidget* widget);

signals:
    /// It was moved or resized, shown or hidden.
    void placed();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLabel* m_title = nullptr;
    QHBoxLayout* m_row = nullptr;
    QToolButton* m_close = nullptr;
};

}  // namespace heddle::app
