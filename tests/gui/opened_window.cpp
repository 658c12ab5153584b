#include "tests/gui/opened_window.h"

#include "app/look/style.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"

#include <QApplication>
#include <QEventLoop>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTimer>
#include <QWebEnginePage>
#include <QWebEngineView>

#include <stdexcept>

namespace heddle::tests {
namespace {

/// What ChatPane::prepare() does for the program; the attribute is set by tests/support/main_gui.cpp.
[[maybe_unused]] const bool kIsPrepared = qputenv("QTWEBENGINE_CHROMIUM_FLAGS", "") && qputenv("QT_QUICK_BACKEND", "");

constexpr int kReadyMs = 30000;
constexpr int kSteps = 8;

}  // namespace

OpenedWindow::OpenedWindow(const QString& workspace, app::FirstSteps first) {
    const std::filesystem::path folder(workspace.toStdString());
    const bool makesAgent = !first.templateId.isEmpty();
    m_places = std::make_unique<app::WindowPlaces>(folder);
    const auto& kept = m_places->get();
    m_language = std::make_unique<app::Language>();
    m_language->use(kept.language.isEmpty() ? QStringLiteral("en") : kept.language);
    app::applyTheme(app::themeNamed(kept.theme.isEmpty() ? QStringLiteral("dark") : kept.theme));
    QApplication::setCursorFlashTime(0);
    m_window = std::make_unique<app::MainWindow>(*m_places, *m_language);
    m_workbench = std::make_unique<app::Workbench>(*m_window, *m_language, std::move(first));
    QObject::connect(m_window.get(), &app::MainWindow::painted, m_workbench.get(),
                     [this, folder] { m_workbench->start(folder); });
    QObject::connect(&m_workbench->bridge(), &app::Bridge::savingChanged, m_window.get(),
                     [this](bool saving) { m_saving = saving; });
    // Not QTest::qWaitFor: the page loads several times slower without a running event loop.
    QSignalSpy ready(m_workbench.get(), &app::Workbench::ready);
    m_window->show();
    m_window->activateWindow();
    if (!ready.wait(kReadyMs)) throw std::runtime_error("the window does not get ready");
    if (!QTest::qWaitForWindowActive(m_window.get())) throw std::runtime_error("the window is not active");
    // An agent that is made at the start comes after.
    const auto isMade = [this] { return m_workbench->current() != nullptr; };
    if (makesAgent && !QTest::qWaitFor(isMade, kReadyMs)) throw std::runtime_error("the agent is not made");
}

OpenedWindow::~OpenedWindow() {
    m_workbench.reset();
    m_window.reset();
}

app::OpenAgent& OpenedWindow::agent() {
    auto* agent = m_workbench->current();
    if (!agent) throw std::runtime_error("no agent is open");
    return *agent;
}

editor::Canvas& OpenedWindow::canvas() { return agent().canvas(); }

QAbstractButton* OpenedWindow::button(const QString& name) const {
    const auto all = m_window->findChildren<QAbstractButton*>();
    for (auto* one : all) {
        if (one->isVisible() && (one->text() == name || one->accessibleName() == name)) return one;
    }
    return nullptr;
}

void OpenedWindow::press(const QString& buttonName) {
    auto* one = button(buttonName);
    QVERIFY2(one, qPrintable("there is no button " + buttonName));
    QVERIFY2(one->isEnabled(), qPrintable("it cannot be pressed: " + buttonName));
    QTest::mouseClick(one, Qt::LeftButton);
}

bool OpenedWindow::waitUntilStored() {
    return QTest::qWaitFor([this] { return !m_saving; }, kReadyMs);
}

QPoint OpenedWindow::at(QPointF scene) { return canvas().stage().toView(scene).toPoint(); }

QPointF OpenedWindow::outPort(const std::string& node) {
    const auto& scene = canvas().stage().scene();
    return scene.node(scene.indexOf(node)).outPort();
}

QPointF OpenedWindow::middle(const std::string& node) {
    const auto& scene = canvas().stage().scene();
    return scene.node(scene.indexOf(node)).rect().center();
}

void OpenedWindow::click(QPointF scene) { QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(scene)); }

void OpenedWindow::drag(QPointF from, QPointF to) {
    const QPoint start = at(from);
    const QPoint end = at(to);
    QWidget* widget = &canvas();
    QTest::mousePress(widget, Qt::LeftButton, {}, start);
    for (int i = 1; i <= kSteps; ++i) {
        // QTest's move carries no pressed button.
        const QPoint now = start + (end - start) * i / kSteps;
        QMouseEvent move(QEvent::MouseMove, now, widget->mapToGlobal(now), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, Qt::LeftButton, {}, end);
}

void OpenedWindow::say(const QString& text) {
    auto* input = find<QPlainTextEdit>("chatInput");
    QVERIFY2(input && input->isEnabled(), "there is no composer to write in");
    QTest::mouseClick(input->viewport(), Qt::LeftButton);
    QTest::keyClicks(input, text);
    QCOMPARE(input->toPlainText(), text);
    QTest::keyClick(input, Qt::Key_Return);
}

bool OpenedWindow::waitForAnswer(int limitMs) {
    const auto& session = agent().session();
    return QTest::qWaitFor([&] { return !session.isRunning() && !session.messages().isEmpty(); }, limitMs);
}

QVariant OpenedWindow::eval(const QString& script) {
    auto* view = m_window->findChild<QWebEngineView*>("chatPage");
    if (!view) throw std::runtime_error("there is no chat page");
    QEventLoop loop;
    QVariant result;
    bool done = false;
    view->page()->runJavaScript(script, [&](const QVariant& value) {
        result = value;
        done = true;
        loop.quit();
    });
    QTimer::singleShot(kReadyMs, &loop, &QEventLoop::quit);
    if (!done) loop.exec();
    if (!done) throw std::runtime_error("the page does not answer");
    return result;
}

QString OpenedWindow::pageText(const QString& selector) {
    return eval(QStringLiteral("[...document.querySelectorAll('%1')].map(e => e.innerText).join('\\n')").arg(selector))
        .toString();
}

void OpenedWindow::clickPage(const QString& selector) {
    const QVariantList place = eval(QStringLiteral("{ const e = document.querySelector('%1'); if (!e) { [] } else {"
                                                   "e.scrollIntoView({block: 'center'});"
                                                   "const r = e.getBoundingClientRect();"
                                                   "[r.x + r.width / 2, r.y + r.height / 2] } }")
                                        .arg(selector))
                                   .toList();
    QVERIFY2(place.size() == 2, qPrintable("the page has no " + selector));
    auto* view = m_window->findChild<QWebEngineView*>("chatPage");
    QTest::mouseClick(view->focusProxy(), Qt::LeftButton, {},
                      QPoint(qRound(place[0].toDouble()), qRound(place[1].toDouble())));
}

void verifyNothingLeft() {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QStringList left;
    const auto all = QApplication::topLevelWidgets();
    for (const auto* widget : all)
        left << QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    QVERIFY2(left.isEmpty(), qPrintable(left.join(", ")));
}

}  // namespace heddle::tests
