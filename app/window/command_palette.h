#pragma once
#include <QFrame>
#include <QIcon>
#include <QList>
#include <QPointer>
#include <QString>

#include <functional>

class QLineEdit;
class QListWidget;

namespace heddle::app {

/// One thing that can be searched for and done.
struct Command {
    QString title;
    QString kind;  ///< small, on the right: "Node", "Template", a shortcut
    QIcon icon;
    std::function<void()> run;
    QString words;  ///< more that a search finds it by: its English title, its id
};

/// A box over the window: type, choose, done. Escape or a click elsewhere closes it.
class CommandPalette : public QFrame {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* over);

    /// Opens with what can be found now.
    void open(QList<Command> commands);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void filter();
    void place();
    void runCurrent();

    QLineEdit* m_edit = nullptr;
    QListWidget* m_list = nullptr;
    QList<Command> m_commands;
    QPointer<QWidget> m_focusBefore;
};

}  // namespace heddle::app
