#include "app/look/style.h"
#include "app/start/single_instance.h"
#include "app/start/start_options.h"
#include "app/start/start_trace.h"
#include "app/window/main_window.h"
#include "app/words/language.h"

#include <QApplication>

#include <cstdio>

using namespace heddle::app;

int main(int argc, char** argv) {
    // A plug-in with QtWebEngine is loaded later; it needs this from the start.
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
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
    const auto either = [](const QString& first, const QString& second, const QString& last) {
        return !first.isEmpty() ? first : !second.isEmpty() ? second : last;
    };
    Language language;
    language.use(either(options.language, places.get().language, Language::ofDesktop()));
    applyTheme(themeNamed(either(options.theme, places.get().theme, themeOfDesktop())));

    MainWindow window(places, language);
    QObject::connect(&window, &MainWindow::painted, &window, [] { traceStart("painted"); });
    QObject::connect(&instance, &SingleInstance::knocked, &window, [&window] {
        window.show();
        window.raise();
        window.activateWindow();
    });
    window.show();
    return QApplication::exec();
}
