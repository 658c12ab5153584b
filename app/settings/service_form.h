#pragma once
#include "core/domain/agent.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace heddle::app {

class Bridge;

/// One model service: address, key, model, and a real test call.
class ServiceForm : public QFrame {
    Q_OBJECT

public:
    /// `bridge` must outlive the form.
    explicit ServiceForm(Bridge& bridge, QWidget* parent = nullptr);

    /// One without an id is new.
    void edit(const domain::ModelService& service);

signals:
    void saved();
    void cancelled();

protected:
    void changeEvent(QEvent* event) override;

private:
    domain::ModelService filled() const;
    /// The address of the chosen vendor, where none of a person's own stands.
    void useVendor();
    void test();
    void save();
    void say(const char* role, const QString& text);
    void refresh();
    void retranslate();

    Bridge& m_bridge;
    domain::ModelService m_service;
    QLabel* m_vendorLabel = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLabel* m_addressLabel = nullptr;
    QLabel* m_keyLabel = nullptr;
    QLabel* m_modelLabel = nullptr;
    QComboBox* m_vendor = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_address = nullptr;
    QLineEdit* m_key = nullptr;
    QLineEdit* m_model = nullptr;
    QLabel* m_told = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_cancel = nullptr;
};

}  // namespace heddle::app
