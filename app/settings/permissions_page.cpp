#include "app/settings/permissions_page.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

QString ruleText(const tools::ToolRule& rule) {
    const QString tool = rule.tool.empty() ? PermissionsPage::tr("all tools") : toQt(rule.tool);
    QString text;
    switch (rule.decision) {
        case tools::Decision::Allow:
            text = PermissionsPage::tr("Allow %1").arg(tool);
            break;
        case tools::Decision::Ask:
            text = PermissionsPage::tr("Ask before %1").arg(tool);
            break;
        case tools::Decision::Deny:
            text = PermissionsPage::tr("Never %1").arg(tool);
            break;
    }
    if (!rule.arguments.empty()) text += QStringLiteral(" · ") + toQt(compactJson(rule.arguments));
    return text + QStringLiteral(" · ") +
           (rule.agent.empty() ? PermissionsPage::tr("all agents") : PermissionsPage::tr("one agent"));
}

QHBoxLayout* rowOf(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    for (QWidget* widget : widgets)
        row->addWidget(widget);
    row->addStretch(1);
    return row;
}

}  // namespace

PermissionsPage::PermissionsPage(Bridge& bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
    m_foldersCaption = makeLabel("caption", this);
    m_foldersNote = makeLabel("faint", this);
    m_foldersNote->setWordWrap(true);
    m_folders = new QListWidget(this);
    m_folders->setObjectName("grantedFolders");
    m_addFolder = new QPushButton(this);
    m_removeFolder = new QPushButton(this);
    setRole(m_removeFolder, "danger");
    m_searchCaption = makeLabel("caption", this);
    m_search = new QComboBox(this);
    m_search->addItem(QString(), QString());
    m_search->addItem(QStringLiteral("SearXNG"), QStringLiteral("searxng"));
    m_search->addItem(QStringLiteral("Brave"), QStringLiteral("brave"));
    m_search->addItem(QStringLiteral("Tavily"), QStringLiteral("tavily"));
    m_searchUrl = new QLineEdit(this);
    m_searchKey = new QLineEdit(this);
    m_searchKey->setEchoMode(QLineEdit::Password);
    m_keep = new QPushButton(this);
    m_rulesCaption = makeLabel("caption", this);
    m_rulesNote = makeLabel("faint", this);
    m_rulesNote->setWordWrap(true);
    m_rules = new QListWidget(this);
    m_rules->setObjectName("toolRules");
    m_removeRule = new QPushButton(this);
    setRole(m_removeRule, "danger");
    arrange();
    connectWidgets();
    retranslate();
}

void PermissionsPage::arrange() {
    for (QListWidget* list : {m_folders, m_rules})
        list->setMaximumHeight(120);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(8);
    column->addWidget(m_rulesCaption);
    column->addWidget(m_rulesNote);
    column->addWidget(m_rules);
    column->addLayout(rowOf({m_removeRule}));
    column->addSpacing(12);
    column->addWidget(m_foldersCaption);
    column->addWidget(m_foldersNote);
    column->addWidget(m_folders);
    column->addLayout(rowOf({m_addFolder, m_removeFolder}));
    column->addSpacing(12);
    column->addWidget(m_searchCaption);
    column->addWidget(m_search);
    column->addWidget(m_searchUrl);
    column->addWidget(m_searchKey);
    column->addLayout(rowOf({m_keep}));
    column->addStretch(1);
}

void PermissionsPage::connectWidgets() {
    connect(m_addFolder, &QPushButton::clicked, this, &PermissionsPage::addFolder);
    connect(m_removeFolder, &QPushButton::clicked, this, &PermissionsPage::removeFolder);
    connect(m_folders, &QListWidget::currentRowChanged, m_removeFolder,
            [this](int row) { m_removeFolder->setVisible(row >= 0); });
    connect(m_folders, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        m_list.settings.folders[std::size_t(m_folders->row(item))].isWritable = item->checkState() == Qt::Checked;
        keep();
    });
    connect(m_rules, &QListWidget::currentRowChanged, m_removeRule,
            [this](int row) { m_removeRule->setVisible(row >= 0); });
    connect(m_removeRule, &QPushButton::clicked, this, [this] {
        const auto row = std::size_t(m_rules->currentRow());
        if (row < m_list.rules.size()) m_bridge.tools().removeRule(m_list.rules[row].id, {this, [this] { refresh(); }});
    });
    connect(m_search, &QComboBox::currentIndexChanged, this, [this] {
        const bool isOn = !m_search->currentData().toString().isEmpty();
        for (QWidget* widget : std::initializer_list<QWidget*>{m_searchUrl, m_searchKey})
            widget->setVisible(isOn);
    });
    connect(m_keep, &QPushButton::clicked, this, &PermissionsPage::keep);
}

void PermissionsPage::refresh() {
    m_bridge.tools().list({this, [this](const ToolsList& list) { take(list); }});
}

void PermissionsPage::take(const ToolsList& list) {
    m_list = list;
    const auto& theme = currentTheme();
    const QSignalBlocker quietFolders(m_folders), quietRules(m_rules);
    m_folders->clear();
    for (const auto& folder : m_list.settings.folders) {
        auto* item = new QListWidgetItem(editor::icon(QStringLiteral("folder"), theme.textSoft, theme, 16),
                                         toQt(folder.path.string()), m_folders);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(folder.isWritable ? Qt::Checked : Qt::Unchecked);
        item->setToolTip(tr("Checked: agents may also change what is in it."));
    }
    m_rules->clear();
    for (const auto& rule : m_list.rules)
        new QListWidgetItem(editor::icon(QStringLiteral("shield-check"), theme.textSoft, theme, 16), ruleText(rule),
                            m_rules);
    m_folders->setVisible(m_folders->count() > 0);
    m_rules->setVisible(m_rules->count() > 0);
    m_rulesNote->setVisible(m_rules->count() == 0);
    m_removeFolder->hide();
    m_removeRule->hide();
    m_search->setCurrentIndex(std::max(0, m_search->findData(toQt(m_list.settings.searchKind))));
    m_searchUrl->setText(toQt(m_list.settings.searchUrl));
    emit m_search->currentIndexChanged(m_search->currentIndex());
}

void PermissionsPage::addFolder() {
    auto* dialog = new QFileDialog(this, tr("A folder that agents may look into"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_list.settings.folders.push_back({folder.toStdString(), false});
        keep();
    });
    dialog->open();
}

void PermissionsPage::removeFolder() {
    const int row = m_folders->currentRow();
    if (row < 0) return;
    m_list.settings.folders.erase(m_list.settings.folders.begin() + row);
    keep();
}

void PermissionsPage::keep() {
    services::ToolSettings settings = m_list.settings;
    settings.searchKind = m_search->currentData().toString().toStdString();
    settings.searchUrl = m_searchUrl->text().trimmed().toStdString();
    m_bridge.tools().changeSettings(settings, m_searchKey->text().toStdString(), {this, [this] {
                                                                                      m_searchKey->clear();
                                                                                      refresh();
                                                                                  }});
}

void PermissionsPage::retranslate() {
    m_rulesCaption->setText(tr("Rules about tools"));
    m_rulesNote->setText(
        tr("None yet. Agents ask before they use a tool that changes something or goes out into the world; what you "
           "allow or refuse for good is listed here."));
    m_rules->setAccessibleName(m_rulesCaption->text());
    m_removeRule->setText(tr("Remove the rule"));
    m_foldersCaption->setText(tr("Folders that agents may look into"));
    m_foldersNote->setText(
        tr("Each agent has a folder of its own that it may change. In the ones below it may read, and write where you "
           "check it."));
    m_folders->setAccessibleName(m_foldersCaption->text());
    m_addFolder->setText(tr("Add a folder…"));
    m_removeFolder->setText(tr("Remove"));
    m_searchCaption->setText(tr("Web search"));
    m_search->setAccessibleName(m_searchCaption->text());
    m_search->setItemText(0, tr("None"));
    m_searchUrl->setPlaceholderText(tr("Address of the service"));
    m_searchUrl->setAccessibleName(m_searchUrl->placeholderText());
    m_searchKey->setPlaceholderText(tr("API key; empty keeps the one that is stored"));
    m_searchKey->setAccessibleName(tr("API key"));
    m_keep->setText(tr("Save"));
    take(m_list);
}

void PermissionsPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
