#include "app/chat/chat_pane.h"
#include "app/look/style.h"
#include "app/start/single_instance.h"
#include "app/start/start_options.h"
#include "app/start/start_trace.h"
#include "app/window/main_window.h"
#include "app/window/run_controller.h"
#include "app/window/screenshot.h"
#include "app/window/workbench.h"
#include "app/words/language.h"

#include <QApplication>

#include <cstdio>

using namespace heddle::app;

namespace {

QString firstOf(const QString& asked, const QString& kept, const QString& usual) {
    if (!asked.isEmpty()) return asked;
    return kept.isEmpty() ? usual : kept;
}

void raise(MainWindow& window) {
    window.show();
    window.raise();
    window.activateWindow();
}

}  // namespace

int main(int argc, char** argv) {
    ChatPane::prepare();
    QApplication application(argc, argv);
    QApplication::setApplicationName("Heddle");
    QApplication::setApplicationVersion(HEDDLE_VERSION);
    traceStart("application");

    const StartOptions options = readOptions(QApplication::arguments());
    SingleInstance instance(options.workspace);
    if (instance.knock()) {
        std::fprintf(stderr, "Heddle is open on %s already; its window was raised.\n", options.workspace.c_str());
        return 0;
    }
    instance.listen();

    WindowPlaces places(options.workspace);
    Language language;
    language.use(firstOf(options.language, places.get().language, Language::ofDesktop()));
    applyTheme(themeNamed(firstOf(options.theme, places.get().theme, themeOfDesktop())));

    MainWindow window(places, language);
    Workbench workbench(window, language, {options.templateId, options.sample, options.ask});
    if (!options.screenshot.isEmpty()) takeScreenshot(window, workbench, options.screenshot);
    QObject::connect(&instance, &SingleInstance::knocked, &window, [&window] { raise(window); });
    QObject::connect(&window, &MainWindow::painted, &workbench, [&] {
        traceStart("painted");
        workbench.start(options.workspace);
    });
    QObject::connect(&workbench.bridge(), &Bridge::opened, &window, [] { traceStart("workspace open"); });
    QObject::connect(&workbench.runs().chat(), &ChatPane::ready, &window, [] { traceStart("chat ready"); });
    window.show();
    return QApplication::exec();
}
