#pragma once
#include "app/window/main_window.h"
#include "app/window/open_agent.h"
#include "app/window/workbench.h"
#include "app/words/language.h"

#include <QAbstractButton>
#include <QTest>
#include <QVariant>

#include <memory>

class QPlainTextEdit;

namespace heddle::editor {
class Canvas;
}

namespace heddle::tests {

/// The program's window on a workspace, put together as main() does it, and hands to use it with. It is ready when the
/// constructor returns: workspace, agents and the chat page are there.
class OpenedWindow {
public:
    explicit OpenedWindow(const QString& workspace, app::FirstSteps first = {});
    ~OpenedWindow();

    app::MainWindow& window() { return *m_window; }
    app::Workbench& workbench() { return *m_workbench; }
    /// The agent in front; the test ends when there is none.
    app::OpenAgent& agent();
    editor::Canvas& canvas();
    /// A visible widget of this class, by object name when one is given.
    template <class Widget>
    Widget* find(const QString& objectName = {}) const {
        const auto all = m_window->findChildren<Widget*>(objectName);
        for (auto* widget : all) {
            if (widget->isVisible()) return widget;
        }
        return nullptr;
    }
    /// A visible button by its text or its accessible name.
    QAbstractButton* button(const QString& name) const;
    void press(const QString& buttonName);
    /// Waits until everything that was done is stored.
    bool waitUntilStored();

    /// Where on the canvas a scene point is, and the mouse there.
    QPoint at(QPointF scene);
    QPointF outPort(const std::string& node);
    QPointF middle(const std::string& node);
    void click(QPointF scene);
    void drag(QPointF from, QPointF to);

    /// Types into the composer and presses Enter.
    void say(const QString& text);
    bool waitForAnswer(int limitMs = 20000);
    /// What `script` gives in the chat page.
    QVariant eval(const QString& script);
    QString pageText(const QString& selector);
    /// A left click of the mouse in the middle of an element of the chat page.
    void clickPage(const QString& selector);

private:
    std::unique_ptr<app::WindowPlaces> m_places;
    std::unique_ptr<app::Language> m_language;
    std::unique_ptr<app::MainWindow> m_window;
    std::unique_ptr<app::Workbench> m_workbench;
    bool m_saving = false;
};

/// Every test ends with no window left: LeakSanitizer does not see a forgotten one.
void verifyNothingLeft();

}  // namespace heddle::tests
