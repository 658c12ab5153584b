#pragma once
#include "app/bridge/tools_door.h"

#include <QWidget>

#include <map>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace heddle::app {

class Bridge;

/// MCP servers: how they stand, what tools they have, and which of those agents may see.
class ToolsPage : public QWidget {
    Q_OBJECT

public:
    /// `bridge` must outlive the page.
    explicit ToolsPage(Bridge& bridge, QWidget* parent = nullptr);

    void refresh();

protected:
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void connectWidgets();
    void showServers(const ToolsList& list);
    void fillServer(QTreeWidgetItem* item, const services::ServerStatus& status);
    void showTools(const std::string& server, const std::vector<services::ServerTool>& tools);
    void lookAtTools();
    void approve();
    void restart();
    void removeCurrent();
    void add();
    void chosen();
    void say(const char* role, const QString& text);
    /// The server that is chosen, or whose tool is; empty: none.
    std::string current() const;
    void retranslate();

    Bridge& m_bridge;
    ToolsList m_list;
    std::map<std::string, std::vector<services::ServerTool>> m_tools;  ///< of the servers that were looked at
    QLabel* m_caption = nullptr;
    QLabel* m_note = nullptr;
    QTreeWidget* m_servers = nullptr;
    QPushButton* m_look = nullptr;
    QPushButton* m_approve = nullptr;
    QPushButton* m_restart = nullptr;
    QPushButton* m_remove = nullptr;
    QLabel* m_told = nullptr;
    QLabel* m_addCaption = nullptr;
    QLineEdit* m_name = nullptr;
    QPlainTextEdit* m_way = nullptr;
    QPushButton* m_add = nullptr;
};

}  // namespace heddle::app
