#pragma once
#include "app/bridge/models_door.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace heddle::app {

class Bridge;
class ServiceForm;

/// The default model, servers found on this computer, and addresses with keys.
class ModelsPage : public QWidget {
    Q_OBJECT

public:
    /// `bridge` must outlive the page.
    explicit ModelsPage(Bridge& bridge, QWidget* parent = nullptr);

    void refresh();

protected:
    void changeEvent(QEvent* event) override;

private:
    void take(const ModelList& list);
    void showChoices();
    void showServices();
    void edit(int row);
    void removeCurrent();
    void arrange();
    void connectWidgets();
    void retranslate();

    Bridge& m_bridge;
    ModelList m_models;
    QLabel* m_defaultCaption = nullptr;
    QComboBox* m_default = nullptr;
    QLabel* m_defaultNote = nullptr;
    QLabel* m_localCaption = nullptr;
    QLabel* m_local = nullptr;
    QPushButton* m_look = nullptr;
    QLabel* m_servicesCaption = nullptr;
    QListWidget* m_services = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_remove = nullptr;
    ServiceForm* m_form = nullptr;
};

}  // namespace heddle::app
