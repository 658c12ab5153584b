#pragma once
#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace heddle::app {

class Bridge;
class ModelsPage;
class PermissionsPage;
class ToolsPage;

/// Models, tools, permissions, appearance, about. One window that stays open beside the work; it deletes itself when it
/// is closed.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    enum class Page { Models, Tools, Permissions, Appearance, About };
    /// `bridge` must outlive the dialog.
    SettingsDialog(Bridge& bridge, const QString& language, QWidget* parent);

    void showPage(Page page);

signals:
    void themeChosen(const QString& name);
    void languageChosen(const QString& language);

protected:
    void changeEvent(QEvent* event) override;

private:
    void addScrolled(QWidget* page);
    QWidget* buildAppearance(const QString& language);
    QWidget* buildAbout();
    void retranslate();

    QListWidget* m_pages = nullptr;
    QStackedWidget* m_stack = nullptr;
    ModelsPage* m_models = nullptr;
    ToolsPage* m_tools = nullptr;
    PermissionsPage* m_permissions = nullptr;
    QLabel* m_themeLabel = nullptr;
    QComboBox* m_theme = nullptr;
    QLabel* m_languageLabel = nullptr;
    QComboBox* m_language = nullptr;
    QLabel* m_about = nullptr;
};

}  // namespace heddle::app
