#include "app/settings/service_form.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/words/words.h"
#include "core/services/model_vendors.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace heddle::app {

ServiceForm::ServiceForm(Bridge& bridge, QWidget* parent) : QFrame(parent), m_bridge(bridge) {
    setObjectName("card");
    m_vendor = new QComboBox(this);
    m_vendor->setObjectName("vendor");
    for (const auto& vendor : services::modelVendors())
        m_vendor->addItem(toQt(vendor.title));
    m_vendor->setCurrentIndex(m_vendor->count() - 1);
    m_name = new QLineEdit(this);
    m_address = new QLineEdit(this);
    m_address->setObjectName("serviceAddress");
    m_key = new QLineEdit(this);
    m_key->setEchoMode(QLineEdit::Password);
    m_model = new QLineEdit(this);
    m_told = makeLabel("soft", this);
    m_told->setWordWrap(true);
    m_told->hide();
    m_test = new QPushButton(this);
    m_save = new QPushButton(this);
    setRole(m_save, "primary");
    m_cancel = new QPushButton(this);

    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto row = [this, form](QLabel*& label, QWidget* field) {
        label = makeLabel("soft", this);
        label->setBuddy(field);
        form->addRow(label, field);
    };
    row(m_vendorLabel, m_vendor);
    row(m_nameLabel, m_name);
    row(m_addressLabel, m_address);
    row(m_keyLabel, m_key);
    row(m_modelLabel, m_model);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_told);
    column->addLayout(buttons);
    setFocusProxy(m_address);
    connect(m_vendor, &QComboBox::activated, this, &ServiceForm::useVendor);
    connect(m_test, &QPushButton::clicked, this, &ServiceForm::test);
    connect(m_save, &QPushButton::clicked, this, &ServiceForm::save);
    connect(m_cancel, &QPushButton::clicked, this, &ServiceForm::cancelled);
    connect(m_address, &QLineEdit::textChanged, this, &ServiceForm::refresh);
    retranslate();
}

void ServiceForm::edit(const domain::ModelService& service) {
    m_service = service;
    const auto& vendors = services::modelVendors();
    const auto isIts = [&](const services::ModelVendor& vendor) {
        return vendor.provider == service.provider && (vendor.baseUrl.empty() || vendor.baseUrl == service.baseUrl);
    };
    const auto vendor = std::find_if(vendors.begin(), vendors.end(), isIts);
    const bool isKnown = !service.id.empty() && vendor != vendors.end() && !vendor->baseUrl.empty();
    m_vendor->setCurrentIndex(isKnown ? int(vendor - vendors.begin()) : m_vendor->count() - 1);
    m_name->setText(toQt(service.name));
    m_address->setText(toQt(service.baseUrl));
    m_key->clear();
    m_model->setText(toQt(service.model));
    m_told->hide();
    retranslate();
}

void ServiceForm::useVendor() {
    const auto& vendors = services::modelVendors();
    const std::string address = m_address->text().trimmed().toStdString();
    const auto isIts = [&](const services::ModelVendor& vendor) { return vendor.baseUrl == address; };
    if (!address.empty() && std::none_of(vendors.begin(), vendors.end(), isIts)) return;
    m_address->setText(toQt(vendors[std::size_t(m_vendor->currentIndex())].baseUrl));
}

domain::ModelService ServiceForm::filled() const {
    domain::ModelService service = m_service;
    service.provider = services::modelVendors()[std::size_t(m_vendor->currentIndex())].provider;
    service.baseUrl = m_address->text().trimmed().toStdString();
    service.model = m_model->text().trimmed().toStdString();
    service.name = m_name->text().trimmed().toStdString();
    if (service.name.empty()) service.name = QUrl(m_address->text().trimmed()).host().toStdString();
    return service;
}

void ServiceForm::test() {
    m_test->setEnabled(false);
    say("soft", tr("Asking the service…"));
    const auto failed = [this](const Error& error) {
        refresh();
        say("error", words(error));
    };
    m_bridge.models().test(
        filled(), m_key->text().toStdString(),
        {this,
         [this, failed](const services::ModelTest& result) {
             if (!result.ok && result.error.is_object()) return failed(Error::fromJson(result.error));
             refresh();
             say("ok", tr("It answers, after %1: “%2”").arg(durationWords(result.ms), toQt(result.answer)));
         },
         failed});
}

void ServiceForm::save() {
    m_bridge.models().save(filled(), m_key->text().toStdString(),
                           {this, [this](const domain::ModelService&) { emit saved(); },
                            [this](const Error& error) { say("error", words(error)); }});
}

void ServiceForm::say(const char* role, const QString& text) {
    setRole(m_told, role);
    m_told->setText(text);
    m_told->show();
}

void ServiceForm::refresh() {
    const bool some = !m_address->text().trimmed().isEmpty();
    m_test->setEnabled(some);
    m_save->setEnabled(some);
}

void ServiceForm::retranslate() {
    m_vendorLabel->setText(tr("Service"));
    m_vendor->setAccessibleName(m_vendorLabel->text());
    m_nameLabel->setText(tr("Name"));
    m_addressLabel->setText(tr("Address"));
    m_keyLabel->setText(tr("API key"));
    m_modelLabel->setText(tr("Model"));
    m_name->setPlaceholderText(tr("as you want to call it"));
    m_address->setPlaceholderText(QStringLiteral("https://api.example.com/v1"));
    m_key->setPlaceholderText(m_service.hasKey ? tr("kept; type to replace it") : tr("none needed on this computer"));
    m_model->setPlaceholderText(tr("as the service names it"));
    m_test->setText(tr("Test the connection"));
    m_save->setText(tr("Save"));
    m_cancel->setText(tr("Cancel"));
    for (auto [label, field] : {std::pair(m_nameLabel, m_name), std::pair(m_addressLabel, m_address),
                                std::pair(m_keyLabel, m_key), std::pair(m_modelLabel, m_model)}) {
        field->setAccessibleName(label->text());
    }
    refresh();
}

void ServiceForm::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

}  // namespace heddle::app
