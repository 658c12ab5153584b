#pragma once
#include "core/domain/agent.h"

#include <QWidget>

#include <vector>

class QListWidget;
class QListWidgetItem;
class QLabel;
class QMenu;
class QToolButton;

namespace heddle::editor {
class SearchField;
}

namespace heddle::app {

class Bridge;

/// All agents of the workspace: open, rename in place, duplicate, delete.
class AgentsPane : public QWidget {
    Q_OBJECT

public:
    /// `bridge` must outlive the pane.
    explicit AgentsPane(Bridge& bridge, QWidget* parent = nullptr);

    void refresh();
    void recolour();
    const std::vector<domain::Agent>& agents() const { return m_agents; }
    QString nameOf(const QString& id) const;

signals:
    void openRequested(const QString& id);
    void newRequested();
    void listed();
    void renamed(const QString& id, const QString& name);
    /// It can be brought back by AgentsDoor::restore.
    void deleted(const QString& id, const QString& name);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showList();
    void retranslate();
    void rename(QListWidgetItem* item);
    void duplicate(const QString& id);
    void remove(const QString& id);
    void openMenu(const QPoint& at);
    QString currentId() const;

    Bridge& m_bridge;
    std::vector<domain::Agent> m_agents;
    editor::SearchField* m_search = nullptr;
    QToolButton* m_new = nullptr;
    QListWidget* m_list = nullptr;
    QLabel* m_empty = nullptr;
};

}  // namespace heddle::app
