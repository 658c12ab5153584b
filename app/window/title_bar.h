#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

namespace heddle::app {

class Actions;

/// The top of the window: which agent is open and whether it is saved, the search box, undo and redo, Run and Stop.
class TitleBar : public QWidget {
    Q_OBJECT

public:
    enum class Saved { Nothing, Yes, Saving, No };

    explicit TitleBar(Actions& actions, QWidget* parent = nullptr);

    void setAgent(const QString& name);
    void setSaved(Saved saved);
    void setRunning(bool running);
    void recolour();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    Actions& m_actions;
    QLabel* m_mark = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_saved = nullptr;
    QPushButton* m_search = nullptr;
    QLabel* m_keys = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QString m_agent;
    Saved m_state = Saved::Nothing;
};

}  // namespace heddle::app
