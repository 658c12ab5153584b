#include "app/settings/tools_page.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/words/words.h"
#include "editor/look/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kServerRole = Qt::UserRole;

QString stateText(const services::ServerStatus& status) {
    switch (status.state) {
        case services::ServerState::Off:
            return ToolsPage::tr("not started");
        case services::ServerState::Starting:
            return ToolsPage::tr("starting…");
        case services::ServerState::Ready:
            return ToolsPage::tr("ready");
        case services::ServerState::Failed:
            break;
    }
    return status.error.is_object() ? words(Error::fromJson(status.error)) : ToolsPage::tr("failed");
}

QString wayTo(const Json& connection) {
    if (connection.contains("url")) return toQt(connection.value("url", std::string()));
    QStringList parts{toQt(connection.value("command", std::string()))};
    for (const Json& argument : connection.value("args", Json::array()))
        parts << toQt(argument.get<std::string>());
    return parts.join(QLatin1Char(' '));
}

/// A command line or an address, as a person writes it.
Json connectionFrom(const QString& text) {
    if (text.startsWith(QLatin1String("http://")) || text.startsWith(QLatin1String("https://")))
        return {{"url", text.toStdString()}};
    QStringList parts = QProcess::splitCommand(text);
    if (parts.isEmpty()) return Json::object();
    Json connection{{"command", parts.takeFirst().toStdString()}, {"args", Json::array()}};
    for (const QString& part : parts)
        connection["args"].push_back(part.toStdString());
    return connection;
}

}  // namespace

ToolsPage::ToolsPage(Bridge& bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
    m_caption = makeLabel("caption", this);
    m_note = makeLabel("faint", this);
    m_note->setWordWrap(true);
    m_servers = new QTreeWidget(this);
    m_servers->setObjectName("toolServers");
    m_servers->setColumnCount(2);
    m_servers->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_servers->setMinimumHeight(180);
    m_servers->setUniformRowHeights(true);
    m_look = new QPushButton(this);
    m_approve = new QPushButton(this);
    setRole(m_approve, "primary");
    m_restart = new QPushButton(this);
    m_remove = new QPushButton(this);
    setRole(m_remove, "danger");
    m_told = makeLabel("soft", this);
    m_told->setWordWrap(true);
    m_told->hide();
    m_addCaption = makeLabel("caption", this);
    m_name = new QLineEdit(this);
    m_name->setObjectName("toolServerName");
    m_way = new QPlainTextEdit(this);
    m_way->setObjectName("toolServerWay");
    m_way->setFixedHeight(84);
    m_way->setTabChangesFocus(true);
    m_add = new QPushButton(this);
    arrange();
    connectWidgets();
    retranslate();
}

void ToolsPage::arrange() {
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_look, m_approve, m_restart, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* adding = new QHBoxLayout;
    adding->addWidget(m_add);
    adding->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(8);
    column->addWidget(m_caption);
    column->addWidget(m_note);
    column->addWidget(m_servers, 1);
    column->addLayout(buttons);
    column->addWidget(m_told);
    column->addSpacing(8);
    column->addWidget(m_addCaption);
    column->addWidget(m_name);
    column->addWidget(m_way);
    column->addLayout(adding);
}

void ToolsPage::connectWidgets() {
    connect(m_servers, &QTreeWidget::currentItemChanged, this, &ToolsPage::chosen);
    connect(m_look, &QPushButton::clicked, this, &ToolsPage::lookAtTools);
    connect(m_approve, &QPushButton::clicked, this, &ToolsPage::approve);
    connect(m_restart, &QPushButton::clicked, this, &ToolsPage::restart);
    connect(m_remove, &QPushButton::clicked, this, &ToolsPage::removeCurrent);
    connect(m_add, &QPushButton::clicked, this, &ToolsPage::add);
    connect(m_way, &QPlainTextEdit::textChanged, this, &ToolsPage::chosen);
}

void ToolsPage::refresh() {
    m_bridge.tools().list({this, [this](const ToolsList& list) { showServers(list); }});
}

void ToolsPage::showServers(const ToolsList& list) {
    m_list = list;
    const std::string kept = current();
    m_servers->clear();
    for (const auto& status : m_list.servers) {
        auto* item = new QTreeWidgetItem(m_servers);
        fillServer(item, status);
        if (const auto known = m_tools.find(status.server.serverId); known != m_tools.end())
            showTools(known->first, known->second);
        if (status.server.serverId == kept) m_servers->setCurrentItem(item);
    }
    if (!m_servers->currentItem() && m_servers->topLevelItemCount() > 0)
        m_servers->setCurrentItem(m_servers->topLevelItem(0));
    m_servers->setVisible(!m_list.servers.empty());
    chosen();
}

void ToolsPage::fillServer(QTreeWidgetItem* item, const services::ServerStatus& status) {
    const auto& theme = currentTheme();
    const bool isFailed = status.state == services::ServerState::Failed;
    item->setData(0, kServerRole, toQt(status.server.serverId));
    item->setIcon(0, editor::icon(QStringLiteral("plug"), isFailed ? theme.error : theme.textSoft, theme, 16));
    item->setText(0, toQt(status.server.serverId));
    item->setText(1, stateText(status));
    item->setForeground(1, isFailed ? theme.error : theme.textSoft);
    QString tip = wayTo(status.server.connection);
    if (!status.log.empty()) tip += QStringLiteral("\n\n") + toQt(status.log).right(1500);
    item->setToolTip(0, tip);
    item->setToolTip(1, stateText(status));
}

void ToolsPage::showTools(const std::string& server, const std::vector<services::ServerTool>& tools) {
    const auto& theme = currentTheme();
    for (int i = 0; i < m_servers->topLevelItemCount(); ++i) {
        QTreeWidgetItem* parent = m_servers->topLevelItem(i);
        if (parent->data(0, kServerRole).toString().toStdString() != server) continue;
        qDeleteAll(parent->takeChildren());
        for (const auto& one : tools) {
            auto* item = new QTreeWidgetItem(parent);
            item->setData(0, kServerRole, toQt(server));
            const QString icon = one.isApproved ? "circle-check" : one.isChanged ? "triangle-alert" : "circle";
            const QColor color = one.isApproved ? theme.ok : one.isChanged ? theme.warn : theme.textFaint;
            item->setIcon(0, editor::icon(icon, color, theme, 16));
            item->setText(0, toQt(one.tool.name));
            item->setText(1, one.isChanged ? tr("changed since you allowed it")
                                           : toQt(one.tool.description).section(QLatin1Char('\n'), 0, 0));
            item->setToolTip(1, toQt(one.tool.description));
        }
        parent->setExpanded(true);
    }
}

std::string ToolsPage::current() const {
    const QTreeWidgetItem* item = m_servers->currentItem();
    return item ? item->data(0, kServerRole).toString().toStdString() : std::string();
}

void ToolsPage::chosen() {
    const bool some = !current().empty();
    for (QPushButton* button : {m_look, m_restart, m_remove})
        button->setVisible(some);
    const auto known = m_tools.find(current());
    bool hasUnseen = false;
    if (known != m_tools.end()) {
        for (const auto& one : known->second)
            hasUnseen |= !one.isApproved;
    }
    m_approve->setVisible(hasUnseen);
    m_add->setEnabled(!m_way->toPlainText().trimmed().isEmpty());
}

void ToolsPage::lookAtTools() {
    const std::string server = current();
    say("soft", tr("Asking %1…").arg(toQt(server)));
    m_bridge.tools().toolsOf(server, {this,
                                      [this, server](const std::vector<services::ServerTool>& tools) {
                                          m_tools[server] = tools;
                                          m_told->hide();
                                          refresh();
                                      },
                                      [this](const Error& error) {
                                          say("error", words(error));
                                          refresh();
                                      }});
}

void ToolsPage::approve() {
    m_bridge.tools().approve(current(), {this, [this] { lookAtTools(); }});
}

void ToolsPage::restart() {
    m_bridge.tools().stop(current(), {this, [this] { lookAtTools(); }});
}

void ToolsPage::removeCurrent() {
    m_tools.erase(current());
    m_bridge.tools().remove(current(), {this, [this] { refresh(); }});
}

void ToolsPage::add() {
    const QString text = m_way->toPlainText().trimmed();
    const auto failed = [this](const Error& error) { say("error", words(error)); };
    const auto added = [this] {
        m_way->clear();
        m_name->clear();
        say("ok", tr("Added. Look at its tools, then allow agents to use them."));
        refresh();
    };
    if (text.startsWith(QLatin1Char('{'))) {
        const Json settings = Json::parse(text.toStdString(), nullptr, false);
        if (settings.is_discarded())
            return say("error", tr("This is no JSON: a bracket or a quotation mark is missing."));
        return m_bridge.tools().import(settings,
                                       {this, [added](const std::vector<domain::ToolServer>&) { added(); }, failed});
    }
    domain::ToolServer server;
    server.connection = connectionFrom(text);
    server.name = m_name->text().trimmed().toStdString();
    server.serverId =
        QString(m_name->text().trimmed()).replace(QRegularExpression("[^A-Za-z0-9_-]+"), "-").toStdString();
    if (server.serverId.empty()) return say("error", tr("Give it a name."));
    m_bridge.tools().save(server, {this, [added](const domain::ToolServer&) { added(); }, failed});
}

void ToolsPage::say(const char* role, const QString& text) {
    setRole(m_told, role);
    m_told->setText(text);
    m_told->show();
}

void ToolsPage::retranslate() {
    m_caption->setText(tr("MCP servers"));
    m_note->setText(tr(
        "Programs and services that give agents more tools. Nothing is started before it is needed, and a tool stays "
        "off until you have seen it."));
    m_servers->setHeaderLabels({tr("Server"), tr("State")});
    m_servers->setAccessibleName(m_caption->text());
    m_look->setText(tr("Look at its tools"));
    m_approve->setText(tr("Allow them"));
    m_restart->setText(tr("Restart"));
    m_remove->setText(tr("Remove"));
    m_addCaption->setText(tr("Add a server"));
    m_name->setPlaceholderText(tr("Name, for example github"));
    m_name->setAccessibleName(tr("Name"));
    m_way->setPlaceholderText(
        tr("A command, an address, or the settings of another program:\nnpx -y @modelcontextprotocol/server-memory\n"
           "https://example.com/mcp\n{\"mcpServers\": {…}}"));
    m_way->setAccessibleName(m_addCaption->text());
    m_add->setText(tr("Add"));
    showServers(m_list);
}

void ToolsPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
