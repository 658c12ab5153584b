#pragma once
#include "app/bridge/tools_door.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace heddle::app {

class Bridge;

/// What agents may do with their tools: folders, web search, and the rules that a person has made.
class PermissionsPage : public QWidget {
    Q_OBJECT

public:
    /// `bridge` must outlive the page.
    explicit PermissionsPage(Bridge& bridge, QWidget* parent = nullptr);

    void refresh();

protected:
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void connectWidgets();
    void take(const ToolsList& list);
    void addFolder();
    void removeFolder();
    void keep();
    void retranslate();

    Bridge& m_bridge;
    ToolsList m_list;
    QLabel* m_foldersCaption = nullptr;
    QLabel* m_foldersNote = nullptr;
    QListWidget* m_folders = nullptr;
    QPushButton* m_addFolder = nullptr;
    QPushButton* m_removeFolder = nullptr;
    QLabel* m_searchCaption = nullptr;
    QComboBox* m_search = nullptr;
    QLineEdit* m_searchUrl = nullptr;
    QLineEdit* m_searchKey = nullptr;
    QPushButton* m_keep = nullptr;
    QLabel* m_rulesCaption = nullptr;
    QLabel* m_rulesNote = nullptr;
    QListWidget* m_rules = nullptr;
    QPushButton* m_removeRule = nullptr;
};

}  // namespace heddle::app
