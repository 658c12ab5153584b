#include "app/window/main_window.h"

#include "app/look/style.h"
#include "app/window/agent_tabs.h"
#include "app/window/command_palette.h"
#include "app/window/notices.h"
#include "app/window/pane.h"
#include "app/window/status_strip.h"
#include "app/window/title_bar.h"
#include "app/words/language.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLayout>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kRememberMs = 120;
constexpr int kPlacesVersion = 1;
constexpr std::array kSides{Do::ShowTemplates, Do::ShowAgents, Do::ShowNodes, Do::ShowRuns};
const QStringList kSideNames{"templates", "agents", "nodes", "runs"};

/// A tool bar takes its margins from the style sheet when the style changes, but not when it is made: it had no name.
void takeMargins(QToolBar* bar) {
    bar->style()->unpolish(bar);
    bar->style()->polish(bar);
    QEvent change(QEvent::StyleChange);
    QCoreApplication::sendEvent(bar, &change);
}

}  // namespace

MainWindow::MainWindow(WindowPlaces& places, Language& language) : m_places(places), m_language(language) {
    setObjectName("window");
    setWindowTitle(QStringLiteral("Heddle"));
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_actions = new Actions(this);
    m_remember = new QTimer(this);
    m_remember->setSingleShot(true);
    m_remember->setInterval(kRememberMs);
    buildBars();
    buildPanes();
    buildPanel();
    m_notices = new Notices(m_tabs);
    m_palette = new CommandPalette(this);
    connectActions();
    retranslate();
    recolour();
    restorePlaces();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildBars() {
    m_titleBar = new TitleBar(*m_actions, this);
    setMenuWidget(m_titleBar);

    auto* activity = new QToolBar(this);
    activity->setObjectName("activityBar");
    activity->setMovable(false);
    activity->setContextMenuPolicy(Qt::PreventContextMenu);
    activity->setIconSize({20, 20});
    for (const auto what : kSides)
        activity->addAction((*m_actions)[what]);
    auto* space = new QWidget(activity);
    space->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    activity->addWidget(space);
    for (const auto what : {Do::ShowPanel, Do::ShowInspector, Do::ShowChat, Do::Settings})
        activity->addAction((*m_actions)[what]);
    addToolBar(Qt::LeftToolBarArea, activity);
    takeMargins(activity);

    m_tabs = new AgentTabs(this);
    m_status = new StatusStrip(*m_actions, this);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs, 1);
    setCentralWidget(middle);

    // The status strip spans the whole width, as a tool bar of its own: QStatusBar would bring its own frame.
    auto* bottom = new QToolBar(this);
    bottom->setObjectName("statusBar");
    bottom->setMovable(false);
    bottom->setContextMenuPolicy(Qt::PreventContextMenu);
    bottom->layout()->setContentsMargins(0, 0, 0, 0);
    bottom->addWidget(m_status);
    m_status->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addToolBar(Qt::BottomToolBarArea, bottom);
    takeMargins(bottom);
}

void MainWindow::buildPanes() {
    m_side = new Pane(QStringLiteral("side"), this);
    m_inspector = new Pane(QStringLiteral("inspector"), this);
    m_chat = new Pane(QStringLiteral("chat"), this);
    m_panel = new Pane(QStringLiteral("panel"), this);
    m_sideStack = new QStackedWidget(m_side);
    m_side->setWidget(m_sideStack);
    addDockWidget(Qt::LeftDockWidgetArea, m_side);
    addDockWidget(Qt::RightDockWidgetArea, m_inspector);
    addDockWidget(Qt::RightDockWidgetArea, m_chat);
    splitDockWidget(m_inspector, m_chat, Qt::Vertical);
    addDockWidget(Qt::BottomDockWidgetArea, m_panel);
    m_side->setMinimumWidth(220);
    m_inspector->setMinimumWidth(280);
    m_chat->setMinimumWidth(280);
    m_panel->setMinimumHeight(120);
    for (auto* pane : {m_side, m_inspector, m_chat, m_panel}) {
        connect(pane, &Pane::placed, m_remember, qOverload<>(&QTimer::start));
    }
}

void MainWindow::buildPanel() {
    auto* head = new QWidget(m_panel);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    m_panelTabs = new QTabBar(head);
    m_panelTabs->setDrawBase(false);
    m_panelTabs->setExpanding(false);
    for (int i = 0; i < 3; ++i)
        m_panelTabs->addTab(QString());
    m_panelNote = makeLabel("chip", head);
    m_panelNote->hide();
    row->addWidget(m_panelTabs);
    row->addStretch(1);
    row->addWidget(m_panelNote);
    m_panel->setHead(head);
    m_panelStack = new QStackedWidget(m_panel);
    for (int i = 0; i < 3; ++i)
        m_panelStack->addWidget(new QWidget(m_panelStack));
    m_panel->setWidget(m_panelStack);
    connect(m_panelTabs, &QTabBar::currentChanged, this, [this](int index) {
        m_panelStack->setCurrentIndex(index);
        m_remember->start();
    });
}

void MainWindow::connectActions() {
    Actions& act = *m_actions;
    for (std::size_t i = 0; i < kSides.size(); ++i) {
        connect(act[kSides[i]], &QAction::triggered, this, [this, i] { toggleSide(Side(i)); });
    }
    const std::array<std::pair<Do, Pane*>, 3> toggles{
        {{Do::ShowInspector, m_inspector}, {Do::ShowChat, m_chat}, {Do::ShowPanel, m_panel}}};
    for (const auto& toggle : toggles) {
        QAction* action = act[toggle.first];
        Pane* pane = toggle.second;
        connect(action, &QAction::triggered, pane, &QWidget::setVisible);
        connect(pane, &QDockWidget::visibilityChanged, action,
                [action, pane] { action->setChecked(!pane->isHidden()); });
    }
    connect(m_side, &QDockWidget::visibilityChanged, this, [this] {
        for (std::size_t i = 0; i < kSides.size(); ++i)
            (*m_actions)[kSides[i]]->setChecked(!m_side->isHidden() && m_sideStack->currentWidget() == m_sides[i]);
    });
    connect(act[Do::SwitchTheme], &QAction::triggered, this,
            [this] { useTheme(currentTheme().isDark ? QStringLiteral("light") : QStringLiteral("dark")); });
    connect(act[Do::SwitchLanguage], &QAction::triggered, this, [this] {
        useLanguage(m_language.current() == QLatin1String("en") ? QStringLiteral("zh_CN") : QStringLiteral("en"));
    });
    connect(act[Do::Quit], &QAction::triggered, this, &QWidget::close);
    connect(m_remember, &QTimer::timeout, this, &MainWindow::rememberPlaces);
}

void MainWindow::setSide(Side side, QWidget* content) {
    m_sides[std::size_t(side)] = content;
    m_sideStack->addWidget(content);
    if (m_places.get().side == kSideNames[int(side)]) showSide(side);
}

void MainWindow::setPanel(Panel panel, QWidget* content) {
    QWidget* old = m_panelStack->widget(int(panel));
    m_panelStack->insertWidget(int(panel), content);
    m_panelStack->removeWidget(old);
    delete old;
    m_panelStack->setCurrentIndex(m_panelTabs->currentIndex());
}

void MainWindow::setInspector(QWidget* content) {
    QWidget* old = m_inspector->widget();
    m_inspector->setWidget(content);
    delete old;
}

void MainWindow::setChat(QWidget* content) { m_chat->setWidget(content); }

void MainWindow::addToChatHead(QWidget* widget) { m_chat->addToHead(widget); }

void MainWindow::showSide(Side side) {
    QWidget* content = m_sides[std::size_t(side)];
    if (!content) return;
    m_sideStack->setCurrentWidget(content);
    m_side->setTitle((*m_actions)[kSides[std::size_t(side)]]->text());
    if (!m_restoring) m_side->show();
    for (std::size_t i = 0; i < kSides.size(); ++i)
        (*m_actions)[kSides[i]]->setChecked(!m_side->isHidden() && i == std::size_t(side));
    m_remember->start();
}

void MainWindow::toggleSide(Side side) {
    const bool shown = !m_side->isHidden() && m_sideStack->currentWidget() == m_sides[std::size_t(side)];
    m_side->setVisible(!shown);
    showSide(side);
    if (shown) m_side->hide();
}

void MainWindow::showPanel(Panel panel) {
    m_panelTabs->setCurrentIndex(int(panel));
    m_panel->show();
}

void MainWindow::showChat() {
    m_chat->show();
    m_chat->raise();
}

void MainWindow::setPanelNote(const QString& text) {
    m_panelNote->setText(text);
    m_panelNote->setVisible(!text.isEmpty());
}

void MainWindow::setProblemCount(int count) {
    m_problemCount = count;
    m_panelTabs->setTabText(int(Panel::Problems), count == 0 ? tr("Problems") : tr("Problems  %1").arg(count));
}

void MainWindow::useTheme(const QString& name) {
    applyTheme(themeNamed(name));
    recolour();
    Places places = m_places.get();
    places.theme = name;
    m_places.set(places);
    emit themeChanged();
}

void MainWindow::useLanguage(const QString& language) {
    m_language.use(language);
    Places places = m_places.get();
    places.language = language;
    m_places.set(places);
}

void MainWindow::recolour() {
    m_actions->recolour(currentTheme());
    m_titleBar->recolour();
    m_status->recolour();
    m_tabs->recolour();
    recolourIcons(this);
}

void MainWindow::retranslate() {
    m_actions->retranslate();
    m_inspector->setTitle(tr("Inspector"));
    m_chat->setTitle(tr("Chat"));
    m_panel->setTitle(tr("Run log and problems"));
    m_panelTabs->setTabText(int(Panel::Run), tr("Run"));
    m_panelTabs->setTabText(int(Panel::Output), tr("Output"));
    m_panelTabs->setAccessibleName(tr("Run log and problems"));
    setProblemCount(m_problemCount);
    for (std::size_t i = 0; i < kSides.size(); ++i) {
        if (m_sides[i] && m_sideStack->currentWidget() == m_sides[i]) m_side->setTitle((*m_actions)[kSides[i]]->text());
    }
}

void MainWindow::restorePlaces() {
    resize(1440, 900);
    const Places& places = m_places.get();
    if (places.geometry.isEmpty() || !restoreGeometry(places.geometry)) resize(1440, 900);
    if (places.docks.isEmpty() || !restoreState(places.docks, kPlacesVersion)) {
        resizeDocks({m_side, m_inspector}, {260, 340}, Qt::Horizontal);
        resizeDocks({m_inspector, m_chat}, {380, 420}, Qt::Vertical);
        resizeDocks({m_panel}, {210}, Qt::Vertical);
    }
    m_panelTabs->setCurrentIndex(qBound(0, places.panelTab, 2));
    m_restoring = false;
}

void MainWindow::rememberPlaces() {
    if (m_restoring || !m_painted) return;
    Places places = m_places.get();
    places.panelTab = m_panelTabs->currentIndex();
    for (std::size_t i = 0; i < kSides.size(); ++i) {
        if (m_sides[i] && m_sideStack->currentWidget() == m_sides[i]) places.side = kSideNames[int(i)];
    }
    places.geometry = saveGeometry();
    places.docks = saveState(kPlacesVersion);
    m_places.set(places);
}

bool MainWindow::event(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::UpdateRequest && !m_painted) {
        m_painted = true;
        // Queued, so that what follows the first paint never delays it.
        QMetaObject::invokeMethod(this, &MainWindow::painted, Qt::QueuedConnection);
    }
    return handled;
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    m_remember->start();
}

void MainWindow::moveEvent(QMoveEvent* event) {
    QMainWindow::moveEvent(event);
    m_remember->start();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    rememberPlaces();
    QMainWindow::closeEvent(event);
}

}  // namespace heddle::app
