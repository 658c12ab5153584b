#include "app/settings/models_page.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/settings/service_form.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::app {

ModelsPage::ModelsPage(Bridge& bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
    m_defaultCaption = makeLabel("caption", this);
    m_default = new QComboBox(this);
    m_default->setObjectName("defaultModel");
    m_defaultNote = makeLabel("faint", this);
    m_defaultNote->setWordWrap(true);
    m_localCaption = makeLabel("caption", this);
    m_local = makeLabel("soft", this);
    m_local->setWordWrap(true);
    m_look = new QPushButton(this);
    m_servicesCaption = makeLabel("caption", this);
    m_services = new QListWidget(this);
    m_services->setMaximumHeight(110);
    m_add = new QPushButton(this);
    m_remove = new QPushButton(this);
    setRole(m_remove, "danger");
    m_form = new ServiceForm(bridge, this);
    m_form->hide();
    arrange();
    connectWidgets();
    retranslate();
}

void ModelsPage::arrange() {
    auto* localRow = new QHBoxLayout;
    localRow->addWidget(m_local, 1);
    localRow->addWidget(m_look, 0, Qt::AlignTop);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(8);
    column->addWidget(m_defaultCaption);
    column->addWidget(m_default);
    column->addWidget(m_defaultNote);
    column->addSpacing(12);
    column->addWidget(m_localCaption);
    column->addLayout(localRow);
    column->addSpacing(12);
    column->addWidget(m_servicesCaption);
    column->addWidget(m_services);
    column->addLayout(buttons);
    column->addWidget(m_form);
    column->addStretch(1);
}

void ModelsPage::connectWidgets() {
    connect(m_look, &QPushButton::clicked, this, &ModelsPage::refresh);
    connect(&m_bridge.models(), &ModelsDoor::changed, this, &ModelsPage::refresh);
    connect(m_default, &QComboBox::activated, this, [this](int index) {
        m_bridge.models().setDefaultModel(m_default->itemData(index).toString().toStdString(), {this, {}});
    });
    connect(m_services, &QListWidget::currentRowChanged, this, &ModelsPage::edit);
    connect(m_add, &QPushButton::clicked, this, [this] {
        m_services->setCurrentRow(-1);
        m_form->edit({});
        m_form->show();
        m_form->setFocus();
    });
    connect(m_remove, &QPushButton::clicked, this, &ModelsPage::removeCurrent);
    connect(m_form, &ServiceForm::saved, m_form, &QWidget::hide);
    connect(m_form, &ServiceForm::cancelled, m_form, &QWidget::hide);
    retranslate();
}

void ModelsPage::refresh() {
    m_local->setText(tr("Looking for model servers on this computer…"));
    m_bridge.models().list({this, [this](const ModelList& list) { take(list); }});
}

void ModelsPage::take(const ModelList& list) {
    m_models = list;
    showChoices();
    showServices();
}

void ModelsPage::showChoices() {
    const auto& theme = currentTheme();
    const QSignalBlocker blocker(m_default);
    m_default->clear();
    QStringList found;
    // What runs on this computer is offered first, the offline model last: it is no language model.
    auto choices = m_models.choices;
    std::stable_sort(choices.begin(), choices.end(), [](const auto& a, const auto& b) {
        return std::pair(a.offline, !a.local) < std::pair(b.offline, !b.local);
    });
    for (const auto& choice : choices) {
        const QString title = choice.offline ? tr("Offline model, not a language model")
                                             : QStringLiteral("%1 · %2").arg(toQt(choice.title), toQt(choice.source));
        const QString icon = choice.offline ? QStringLiteral("wifi-off")
                             : choice.local ? QStringLiteral("cpu")
                                            : QStringLiteral("cloud");
        m_default->addItem(editor::icon(icon, theme.textSoft, theme, 16), title, toQt(choice.reference));
        if (choice.local && !choice.offline) found << title;
        if (choice.reference == m_models.defaultModel) {
            m_default->setCurrentIndex(m_default->count() - 1);
            m_defaultNote->setVisible(choice.offline);
        }
    }
    m_local->setText(found.isEmpty() ? tr("No model server answers on this computer. Start Ollama, LM Studio, "
                                          "llama.cpp or vLLM, then look again.")
                                     : found.join(QLatin1Char('\n')));
}

void ModelsPage::showServices() {
    const auto& theme = currentTheme();
    const QSignalBlocker blocker(m_services);
    m_services->clear();
    for (const auto& service : m_models.services) {
        auto* item = new QListWidgetItem(editor::icon(QStringLiteral("cloud"), theme.textSoft, theme, 16),
                                         toQt(service.name), m_services);
        item->setToolTip(toQt(service.baseUrl));
    }
    m_services->setVisible(m_services->count() > 0);
    m_remove->setVisible(false);
}

void ModelsPage::edit(int row) {
    m_remove->setVisible(row >= 0);
    if (row < 0) return;
    m_form->edit(m_models.services[std::size_t(row)]);
    m_form->show();
}

void ModelsPage::removeCurrent() {
    const int row = m_services->currentRow();
    if (row < 0) return;
    m_form->hide();
    m_bridge.models().remove(m_models.services[std::size_t(row)].id, {this, {}});
}

void ModelsPage::retranslate() {
    m_defaultCaption->setText(tr("Model for nodes that name none"));
    m_default->setAccessibleName(m_defaultCaption->text());
    m_defaultNote->setText(
        tr("The offline model is built in and needs no key and no network. It ranks and picks sentences of the text "
           "that it is given and sorts by likeness; it does not write."));
    m_localCaption->setText(tr("On this computer"));
    m_look->setText(tr("Look again"));
    m_servicesCaption->setText(tr("Model services"));
    m_services->setAccessibleName(m_servicesCaption->text());
    m_add->setText(tr("Add a service…"));
    m_remove->setText(tr("Remove"));
    showChoices();
}

void ModelsPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
