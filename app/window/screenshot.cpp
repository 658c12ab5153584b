#include "app/window/screenshot.h"

#include "app/window/main_window.h"
#include "app/window/open_agent.h"
#include "app/window/workbench.h"

#include <QApplication>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

namespace heddle::app {
namespace {

// The page paints some frames after it was told; there is no signal for its last one.
constexpr int kSettleMs = 1200;

void grab(MainWindow& window, const QString& file) {
    const bool saved = window.grab().save(file);
    if (!saved) std::fprintf(stderr, "%s cannot be written.\n", qPrintable(file));
    QApplication::exit(saved ? 0 : 1);
}

}  // namespace

void takeScreenshot(MainWindow& window, Workbench& workbench, const QString& file) {
    const auto settle = [&window, file] {
        QTimer::singleShot(kSettleMs, &window, [&window, file] { grab(window, file); });
    };
    QObject::connect(&workbench, &Workbench::ready, &window, [&workbench, &window, settle] {
        auto* agent = workbench.current();
        if (!agent || !agent->session().isRunning()) return settle();
        QObject::connect(&agent->session(), &ChatSession::runEnded, &window, settle);
    });
}

}  // namespace heddle::app
