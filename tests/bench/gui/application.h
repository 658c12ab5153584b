#pragma once
#include <QApplication>

#include <unistd.h>

namespace heddle::bench {

/// The one application of a bench process, made when the first group needs it.
inline QApplication& application() {
    static int argc = 1;
    static char name[] = "heddle_bench_gui";
    static char* argv[] = {name, nullptr};
    if (geteuid() == 0) qputenv("QTWEBENGINE_DISABLE_SANDBOX", "1");
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    static QApplication app(argc, argv);
    return app;
}

}  // namespace heddle::bench
