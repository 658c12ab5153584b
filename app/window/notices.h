#pragma once
#include <QFrame>
#include <QTimer>

#include <functional>

class QToolButton;
class QLabel;
class QPushButton;

namespace heddle::app {

/// One message at a time above the bottom of the canvas: what went wrong and what to do, or what was done and how to
/// take it back. Errors stay until they are closed, the others pass.
class Notices : public QFrame {
    Q_OBJECT

public:
    explicit Notices(QWidget* over);

    void error(const QString& text, const QString& action = {}, std::function<void()> act = {});
    void info(const QString& text, const QString& action = {}, std::function<void()> act = {});
    QString text() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void show(const QString& kind, const QString& text, const QString& action, std::function<void()> act);
    void place();

    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QPushButton* m_action = nullptr;
    QToolButton* m_close = nullptr;
    std::function<void()> m_act;
    QTimer m_timer;
};

}  // namespace heddle::app
