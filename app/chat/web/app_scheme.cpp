#include "app/chat/web/app_scheme.h"

#include <QFile>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlScheme>

namespace heddle::app {
namespace {

constexpr auto kHost = "chat";

QByteArray typeOf(const QString& path) {
    if (path.endsWith(".html")) return "text/html";
    if (path.endsWith(".js")) return "text/javascript";
    if (path.endsWith(".css")) return "text/css";
    return "font/woff2";
}

}  // namespace

QUrl pageUrl() { return QUrl(QStringLiteral("app://chat/index.html")); }

void registerAppScheme() {
    QWebEngineUrlScheme scheme(kAppScheme);
    scheme.setSyntax(QWebEngineUrlScheme::Syntax::Host);
    scheme.setFlags(QWebEngineUrlScheme::SecureScheme | QWebEngineUrlScheme::CorsEnabled);
    QWebEngineUrlScheme::registerScheme(scheme);
}

void AppSchemeHandler::requestStarted(QWebEngineUrlRequestJob* job) {
    const QUrl url = job->requestUrl();
    const QString path = url.path();
    if (url.host() != QLatin1String(kHost) || job->requestMethod() != "GET") {
        job->fail(QWebEngineUrlRequestJob::RequestDenied);
        return;
    }
    // The only file of the page that comes from Qt itself.
    const bool channel = path == QLatin1String("/qwebchannel.js");
    auto* file = new QFile(channel ? QStringLiteral(":/qtwebchannel/qwebchannel.js") : ":/chat" + path, job);
    if (path.contains(QLatin1String("..")) || !file->open(QIODevice::ReadOnly)) {
        job->fail(QWebEngineUrlRequestJob::UrlNotFound);
        return;
    }
    job->reply(typeOf(path), file);
}

}  // namespace heddle::app
