#include "app/window/workbench.h"

#include "app/chat/chat_pane.h"
#include "app/look/style.h"
#include "app/runs/runs_pane.h"
#include "app/settings/settings_dialog.h"
#include "app/templates/agents_pane.h"
#include "app/templates/template_browser.h"
#include "app/templates/template_sheet.h"
#include "app/templates/template_words.h"
#include "app/window/agent_tabs.h"
#include "app/window/commands.h"
#include "app/window/inspector_link.h"
#include "app/window/main_window.h"
#include "app/window/notices.h"
#include "app/window/open_agent.h"
#include "app/window/run_controller.h"
#include "app/window/status_strip.h"
#include "app/window/title_bar.h"
#include "app/window/welcome_page.h"
#include "app/words/language.h"
#include "app/words/words.h"
#include "editor/forms/form_context.h"
#include "editor/graph/canvas.h"
#include "editor/graph/canvas_actions.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/widgets/palette.h"

#include <QFileDialog>

namespace heddle::app {
namespace {

constexpr auto kTabs = "window.tabs";
constexpr auto kCurrent = "window.current_tab";

}  // namespace

Workbench::Workbench(MainWindow& window, Language& language, FirstSteps first, QObject* parent)
    : QObject(parent), m_window(window), m_language(language), m_first(std::move(first)) {
    m_browser = new TemplateBrowser(&window);
    m_agents = new AgentsPane(m_bridge, &window);
    m_welcome = new WelcomePage(&window);
    window.setSide(Side::Templates, m_browser);
    window.setSide(Side::Agents, m_agents);
    window.tabs().setEmptyPage(m_welcome);
    m_inspector = new InspectorLink(window, this);
    m_runs = new RunController(window, m_bridge, this);
    connectPanes();
    connectActions();
    connect(&m_bridge, &Bridge::opened, this, &Workbench::opened);
    connect(&m_bridge, &Bridge::openFailed, this, [this](const Error& error) {
        m_welcome->setFailure(words(error));
        m_window.notices().error(words(error));
        m_restored = true;
        checkReady();
    });
    connect(&m_bridge, &Bridge::failed, this, &Workbench::fail);
    connect(&m_bridge.models(), &ModelsDoor::changed, this, &Workbench::refreshModels);
    connect(&m_bridge, &Bridge::savingChanged, this, &Workbench::showSaved);
    currentChanged();
}

Workbench::~Workbench() = default;

void Workbench::start(const std::filesystem::path& workspace) {
    m_bridge.open(workspace);
    // Looking for model servers reads the environment, which the browser's start changes.
    connect(&m_runs->chat(), &ChatPane::started, this, [this] {
        if (m_bridge.isOpen()) refreshModels();
    });
    connect(&m_runs->chat(), &ChatPane::ready, this, [this] {
        m_chatReady = true;
        checkReady();
    });
    m_runs->chat().loadPage();
}

void Workbench::connectPanes() {
    connect(m_browser, &TemplateBrowser::used, this, &Workbench::useTemplate);
    connect(m_welcome, &WelcomePage::templateUsed, this, &Workbench::useTemplate);
    connect(m_welcome, &WelcomePage::emptyRequested, this, &Workbench::createEmpty);
    connect(m_welcome, &WelcomePage::fileRequested, this, [this] { askForFile(true); });
    connect(m_agents, &AgentsPane::openRequested, this, &Workbench::openAgent);
    connect(m_agents, &AgentsPane::newRequested, this, &Workbench::createEmpty);
    connect(m_agents, &AgentsPane::renamed, this, [this](const QString& id, const QString& name) {
        if (auto* agent = find(id)) agent->setName(name);
        m_window.tabs().rename(id, name);
        currentChanged();
    });
    connect(m_agents, &AgentsPane::deleted, this, [this](const QString& id, const QString& name) {
        closeAgent(id);
        m_window.notices().info(tr("“%1” was deleted.").arg(name), tr("Undo"), [this, id] {
            m_bridge.agents().restore(id.toStdString(), {this, [this, id] {
                                                             m_agents->refresh();
                                                             openAgent(id);
                                                         }});
        });
    });
    m_runs->runs().setNaming([this](const std::string& id) { return m_agents->nameOf(toQt(id)); });
    connect(m_runs, &RunController::agentWanted, this, &Workbench::openAgent);
    auto& tabs = m_window.tabs();
    connect(&tabs, &AgentTabs::currentChanged, this, &Workbench::currentChanged);
    connect(&tabs, &AgentTabs::closeRequested, this, &Workbench::closeAgent);
    connect(&tabs, &AgentTabs::arranged, this, &Workbench::rememberTabs);
    connect(&m_window, &MainWindow::themeChanged, this, &Workbench::recolour);
    connect(&m_language, &Language::changed, this, [this] {
        m_browser->setTemplates(m_templates);
        showModel();
        for (const auto& agent : m_open) {
            showExample(*agent);
            agent->session().retranslate();
        }
    });
}

void Workbench::connectActions() {
    Actions& act = m_window.actions();
    connect(act[Do::NewAgent], &QAction::triggered, this, &Workbench::createEmpty);
    connect(act[Do::OpenFile], &QAction::triggered, this, [this] { askForFile(true); });
    connect(act[Do::ExportFile], &QAction::triggered, this, [this] { askForFile(false); });
    connect(act[Do::CloseTab], &QAction::triggered, this, [this] { closeAgent(m_window.tabs().current()); });
    connect(act[Do::Undo], &QAction::triggered, this, [this] {
        if (auto* agent = current()) agent->document().undo();
    });
    connect(act[Do::Redo], &QAction::triggered, this, [this] {
        if (auto* agent = current()) agent->document().redo();
    });
    connect(act[Do::Search], &QAction::triggered, this, &Workbench::showCommands);
    connect(act[Do::Settings], &QAction::triggered, this, &Workbench::showSettings);
    auto& status = m_window.status();
    connect(&status, &StatusStrip::modelClicked, this, &Workbench::showSettings);
    connect(&status, &StatusStrip::zoomClicked, this, [this] {
        if (auto* agent = current()) agent->canvas().commands().action(editor::Command::ZoomReset)->trigger();
    });
}

void Workbench::opened() {
    refreshTools();
    m_templates = m_bridge.templates();
    m_browser->setTemplates(m_templates);
    m_welcome->setTemplates(m_templates);
    m_inspector->setTypes(m_bridge.nodeTypes());
    auto* palette = new editor::Palette(m_bridge.nodeTypes(), &m_window);
    palette->setLook(editor::CanvasStyle::of(currentTheme()));
    connect(palette, &editor::Palette::chosen, this, [this](const QString& type) {
        auto* agent = current();
        if (!agent) return;
        const auto& stage = agent->canvas().stage();
        agent->canvas().addNode(type, stage.visibleScene().center());
    });
    m_window.setSide(Side::Nodes, palette);
    m_agents->refresh();
    m_bridge.settings({this, [this](const Json& settings) { restore(settings); },
                       [this](const Error& error) {
                           fail(error);
                           restore(Json::object());
                       }});
}

void Workbench::restore(const Json& settings) {
    m_restored = true;
    const Json tabs = settings.value(kTabs, Json::array());
    m_chosen = toQt(settings.value(kCurrent, std::string()));
    QStringList ids;
    for (const auto& id : tabs) {
        if (id.is_string()) ids << toQt(id.get<std::string>());
    }
    m_window.tabs().setOrder(ids);
    for (const QString& id : ids)
        openAgent(id);
    if (!m_first.templateId.isEmpty()) {
        m_chosen.clear();
        createFrom(m_first.templateId);
    } else if (m_first.sample && m_opening == 0 && !m_templates.empty()) {
        m_bridge.agents().list({this, [this](const std::vector<domain::Agent>& agents) {
                                    if (agents.empty()) createFrom(toQt(m_templates.front().id));
                                }});
    }
    checkReady();
}

OpenAgent* Workbench::find(const QString& id) const {
    for (const auto& agent : m_open) {
        if (agent->id() == id) return agent.get();
    }
    return nullptr;
}

OpenAgent* Workbench::current() const { return find(m_window.tabs().current()); }

void Workbench::openAgent(const QString& id) {
    if (find(id)) return m_window.tabs().choose(id);
    ++m_opening;
    m_bridge.agents().open(id.toStdString(), {this,
                                              [this](const services::OpenedAgent& agent) {
                                                  --m_opening;
                                                  take(agent);
                                              },
                                              [this](const Error& error) {
                                                  --m_opening;
                                                  fail(error);
                                                  checkReady();
                                              }});
}

void Workbench::take(const services::OpenedAgent& opened) {
    const QString id = toQt(opened.agent.id);
    if (find(id)) return m_window.tabs().choose(id);
    auto agent = std::make_unique<OpenAgent>(m_bridge, m_clock, opened);
    OpenAgent* shown = agent.get();
    m_open.push_back(std::move(agent));
    editor::Canvas& canvas = shown->canvas();
    // One undo for the whole window, whatever has the focus.
    canvas.commands().action(editor::Command::Undo)->setShortcuts(QList<QKeySequence>());
    canvas.commands().action(editor::Command::Redo)->setShortcuts(QList<QKeySequence>());
    connect(&canvas, &editor::Canvas::hinted, &m_window.status(), &StatusStrip::hint);
    connect(&canvas, &editor::Canvas::zoomChanged, this, [this, shown](double zoom) {
        if (shown == current()) m_window.status().setZoom(zoom);
    });
    connect(&canvas, &editor::Canvas::nodeActivated, this, [this] {
        m_window.actions()[Do::ShowInspector]->isChecked() ? void() : m_window.actions()[Do::ShowInspector]->trigger();
    });
    connect(&shown->document(), &editor::Document::historyChanged, this, [this, shown] {
        if (shown == current()) currentChanged();
    });
    connect(shown, &OpenAgent::storeFailed, this, [this](const Error& error) {
        m_storeFailed = true;
        showSaved(false);
        fail(error);
    });
    connect(shown, &OpenAgent::stored, this, [this] {
        if (std::exchange(m_storeFailed, false)) showSaved(false);
    });
    showExample(*shown);
    m_window.tabs().add(id, shown->name(), &canvas);
    if (m_chosen.isEmpty() || m_chosen == id || m_opening == 0)
        m_window.tabs().choose(m_chosen.isEmpty() || !find(m_chosen) ? id : m_chosen);
    if (m_opening == 0) m_chosen.clear();
    if (m_opening == 0 && !m_first.ask.isEmpty()) current()->session().send(std::exchange(m_first.ask, {}));
    checkReady();
}

void Workbench::showExample(OpenAgent& agent) {
    for (const auto& value : m_templates) {
        if (value.id != agent.agent().templateId) continue;
        ChatEmptyState empty{templateTitle(value), templateDescription(value), {}};
        if (const QString example = exampleText(value.inLanguage(QLocale().name().toStdString()).exampleInput);
            !example.isEmpty())
            empty.examples << example;
        agent.session().setEmptyState(empty);
    }
}

void Workbench::closeAgent(const QString& id) {
    const auto it = std::find_if(m_open.begin(), m_open.end(), [&](const auto& agent) { return agent->id() == id; });
    if (it == m_open.end()) return;
    // Kept until nothing shows it any more.
    const std::unique_ptr<OpenAgent> closing = std::move(*it);
    m_open.erase(it);
    m_front = nullptr;
    m_inspector->setAgent(nullptr);
    m_runs->setAgent(nullptr);
    closing->session().stop();
    m_window.tabs().remove(id);
    currentChanged();
}

void Workbench::currentChanged() {
    OpenAgent* agent = current();
    Actions& act = m_window.actions();
    act[Do::Undo]->setEnabled(agent && agent->document().canUndo());
    act[Do::Redo]->setEnabled(agent && agent->document().canRedo());
    act[Do::CloseTab]->setEnabled(agent != nullptr);
    act[Do::ExportFile]->setEnabled(agent != nullptr);
    m_window.titleBar().setAgent(agent ? agent->name() : QString());
    showSaved(false);
    if (agent == m_front) return;
    m_front = agent;
    m_inspector->setAgent(agent);
    m_runs->setAgent(agent);
    m_window.status().setZoom(agent ? agent->canvas().stage().scale() : 0);
    m_window.tabs().setFocusProxy(agent ? &agent->canvas() : nullptr);
    showModel();
    rememberTabs();
}

void Workbench::rememberTabs() {
    if (!m_restored || m_opening > 0 || !m_bridge.isOpen()) return;
    Json tabs = Json::array();
    const auto ids = m_window.tabs().ids();
    for (const auto& id : ids)
        tabs.push_back(id.toStdString());
    m_bridge.setSetting(kTabs, tabs);
    m_bridge.setSetting(kCurrent, m_window.tabs().current().toStdString());
}

void Workbench::useTemplate(const QString& templateId) {
    for (const auto& value : m_templates) {
        if (toQt(value.id) != templateId) continue;
        auto* sheet = new TemplateSheet(value, m_bridge, m_inspector->formContext(), &m_window);
        connect(sheet, &TemplateSheet::created, this, [this](const QString& id) {
            m_agents->refresh();
            openAgent(id);
        });
        sheet->open();
    }
}

void Workbench::createFrom(const QString& templateId) {
    std::string name;
    for (const auto& value : m_templates) {
        if (toQt(value.id) == templateId) name = templateTitle(value).toStdString();
    }
    m_bridge.agents().create(name, templateId.toStdString(), Json::object(), {this, [this](const domain::Agent& agent) {
                                                                                  m_agents->refresh();
                                                                                  openAgent(toQt(agent.id));
                                                                              }});
}

void Workbench::createEmpty() {
    m_bridge.agents().create(tr("New agent").toStdString(), {}, Json::object(),
                             {this, [this](const domain::Agent& agent) {
                                  m_agents->refresh();
                                  openAgent(toQt(agent.id));
                              }});
}

void Workbench::openFile(const QString& file) {
    m_bridge.agents().importFile(file.toStdString(), {this, [this](const domain::Agent& agent) {
                                                          m_agents->refresh();
                                                          openAgent(toQt(agent.id));
                                                      }});
}

void Workbench::exportTo(const QString& file) {
    auto* agent = current();
    if (!agent) return;
    m_bridge.agents().exportFile(file.toStdString(), agent->document().value(),
                                 {this, [this, file] { m_window.notices().info(tr("Saved as %1.").arg(file)); }});
}

void Workbench::askForFile(bool open) {
    auto* dialog = new QFileDialog(&m_window, open ? tr("Open a workflow file") : tr("Save as a workflow file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters({tr("Workflow files (*.workflow.json *.json)"), tr("All files (*)")});
    if (!open) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("workflow.json"));
        if (auto* agent = current()) dialog->selectFile(agent->name() + QStringLiteral(".workflow.json"));
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
    }
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, open](const QString& file) { open ? openFile(file) : exportTo(file); });
    dialog->open();
}

void Workbench::refreshTools() {
    m_bridge.tools().cards({this, [this](const std::vector<tools::ToolCard>& cards) { m_inspector->setTools(cards); }});
}

void Workbench::refreshModels() {
    const int asked = ++m_modelsAsked;
    m_bridge.models().list({this, [this, asked](const ModelList& models) {
                                // An older look may end later: servers take their time.
                                if (asked != m_modelsAsked) return;
                                m_models = models;
                                m_inspector->setModels(models);
                                showModel();
                            }});
}

void Workbench::showModel() {
    QString title;
    bool offline = true;
    for (const auto& choice : m_models.choices) {
        if (choice.reference != m_models.defaultModel) continue;
        title = toQt(choice.title);
        offline = choice.offline;
    }
    m_window.status().setModel(title, offline);
    for (const auto& agent : m_open)
        agent->session().setOfflineBadge(agent->usesOffline(offline ? "offline" : m_models.defaultModel));
}

void Workbench::showSaved(bool saving) {
    using Saved = TitleBar::Saved;
    m_window.titleBar().setSaved(!current()      ? Saved::Nothing
                                 : m_storeFailed ? Saved::No
                                 : saving        ? Saved::Saving
                                                 : Saved::Yes);
}

void Workbench::showSettings() {
    auto* dialog = new SettingsDialog(m_bridge, m_language.current(), &m_window);
    connect(dialog, &SettingsDialog::themeChosen, &m_window, &MainWindow::useTheme);
    connect(dialog, &SettingsDialog::languageChosen, &m_window, &MainWindow::useLanguage);
    connect(dialog, &QDialog::finished, this, &Workbench::refreshTools);
    dialog->open();
}

void Workbench::showCommands() {
    CommandSources sources;
    sources.actions = &m_window.actions();
    sources.agent = current();
    sources.templates = &m_templates;
    sources.agents = &m_agents->agents();
    sources.useTemplate = [this](const QString& id) { useTemplate(id); };
    sources.openAgent = [this](const QString& id) { openAgent(id); };
    m_window.commandPalette().open(collectCommands(sources));
}

void Workbench::recolour() {
    m_browser->recolour();
    m_agents->recolour();
    m_welcome->recolour();
    m_inspector->recolour();
    m_runs->recolour();
    if (auto* palette = m_window.findChild<editor::Palette*>())
        palette->setLook(editor::CanvasStyle::of(currentTheme()));
    for (const auto& agent : m_open)
        agent->applyTheme();
}

void Workbench::fail(const Error& error) { m_window.notices().error(words(error)); }

void Workbench::checkReady() {
    if (m_ready || !m_restored || m_opening > 0) return;
    // Last, because nothing else moves while a browser starts.
    m_runs->chat().openPage();
    if (!m_chatReady) return;
    m_ready = true;
    emit ready();
}

}  // namespace heddle::app
