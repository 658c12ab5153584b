#include "app/chat/web/app_scheme.h"
#include "app/chat/web/page_locks.h"
#include "app/chat/web/web_chat_page.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

namespace heddle::app {
namespace {

constexpr auto kFlags = "QTWEBENGINE_CHROMIUM_FLAGS";
constexpr auto kBackend = "QT_QUICK_BACKEND";
/// One process fewer to start and to keep: no page here needs help from outside the sandbox.
constexpr auto kFewerProcesses = " --no-unsandboxed-zygote";

/// Without a graphics card, drawing in software is three times cheaper than emulating one.
bool hasGraphicsCard() {
    QOpenGLContext* shared = QOpenGLContext::globalShareContext();
    if (!shared) return false;
    QOffscreenSurface surface;
    surface.setFormat(shared->format());
    surface.create();
    if (!shared->makeCurrent(&surface)) return false;
    const QByteArray name(reinterpret_cast<const char*>(shared->functions()->glGetString(GL_RENDERER)));
    shared->doneCurrent();
    return !name.contains("llvmpipe") && !name.contains("softpipe") && !name.contains("SwiftShader");
}

}  // namespace

class WebChatPagePlugin : public QObject, public ChatPagePlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "heddle.ChatPagePlugin/1")
    Q_INTERFACES(heddle::app::ChatPagePlugin)

public:
    std::unique_ptr<ChatPage> create(ChatPageClient& client, QWidget* parent) override {
        if (m_prepared) return std::make_unique<WebChatPage>(client, parent);
        m_prepared = true;
        registerAppScheme();
        if (qEnvironmentVariableIsEmpty(kBackend) && !hasGraphicsCard()) qputenv(kBackend, "software");
        // Read once, with the first profile; put back so that programs started later do not inherit it.
        const bool had = qEnvironmentVariableIsSet(kFlags);
        const QByteArray before = qgetenv(kFlags);
        qputenv(kFlags, (before + ' ' + chromiumLocks() + kFewerProcesses).trimmed());
        auto page = std::make_unique<WebChatPage>(client, parent);
        had ? qputenv(kFlags, before) : qunsetenv(kFlags);
        return page;
    }

private:
    bool m_prepared = false;
};

}  // namespace heddle::app

#include "plugin.moc"
