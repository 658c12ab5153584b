#include "app/chat/web/page_locks.h"

#include "app/chat/web/app_scheme.h"

#include <QLoggingCategory>
#include <QWebEngineDownloadRequest>
#include <QWebEngineFullScreenRequest>
#include <QWebEngineProfile>
#include <QWebEngineScript>
#include <QWebEngineScriptCollection>
#include <QWebEngineSettings>
#include <QWebEngineUrlRequestInfo>

namespace heddle::app {
namespace {

Q_LOGGING_CATEGORY(logPage, "heddle.chat.page", QtInfoMsg)

constexpr auto kNoPeers = R"(
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'RTCIceTransport', 'WebTransport'])
    delete window[name];
)";

}  // namespace

void OwnFilesOnly::interceptRequest(QWebEngineUrlRequestInfo& info) {
    const QUrl url = info.requestUrl();
    const bool own = url.scheme() == QLatin1String(kAppScheme) && url.host() == pageUrl().host();
    const bool inlined =
        url.scheme() == QLatin1String("data") && info.resourceType() == QWebEngineUrlRequestInfo::ResourceTypeImage;
    info.block(!own && !inlined);
}

LockedPage::LockedPage(QWebEngineProfile* profile, QObject* parent) : QWebEnginePage(profile, parent) {
    connect(this, &QWebEnginePage::featurePermissionRequested, this, [this](const QUrl& origin, Feature feature) {
        setFeaturePermission(origin, feature, PermissionDeniedByUser);
    });
    connect(this, &QWebEnginePage::fullScreenRequested, this,
            [](QWebEngineFullScreenRequest request) { request.reject(); });
}

bool LockedPage::acceptNavigationRequest(const QUrl& url, NavigationType, bool isMainFrame) {
    return isMainFrame && url == pageUrl();
}

QWebEnginePage* LockedPage::createWindow(WebWindowType) { return nullptr; }

QStringList LockedPage::chooseFiles(FileSelectionMode, const QStringList&, const QStringList&) { return {}; }

void LockedPage::javaScriptAlert(const QUrl&, const QString&) {}

bool LockedPage::javaScriptConfirm(const QUrl&, const QString&) { return false; }

bool LockedPage::javaScriptPrompt(const QUrl&, const QString&, const QString&, QString*) { return false; }

void LockedPage::javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString& text, int line,
                                          const QString& source) {
    if (level == ErrorMessageLevel) {
        qCWarning(logPage, "%s (%s:%d)", qUtf8Printable(text), qUtf8Printable(source), line);
    } else {
        qCDebug(logPage, "%s (%s:%d)", qUtf8Printable(text), qUtf8Printable(source), line);
    }
}

void lockProfile(QWebEngineProfile& profile) {
    profile.setHttpCacheType(QWebEngineProfile::NoCache);
    profile.setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    profile.setSpellCheckEnabled(false);
    QObject::connect(&profile, &QWebEngineProfile::downloadRequested, &profile,
                     [](QWebEngineDownloadRequest* download) { download->cancel(); });

    QWebEngineScript script;
    script.setName(QStringLiteral("no peers"));
    script.setSourceCode(QString::fromLatin1(kNoPeers));
    script.setInjectionPoint(QWebEngineScript::DocumentCreation);
    script.setWorldId(QWebEngineScript::MainWorld);
    script.setRunsOnSubFrames(true);
    profile.scripts()->insert(script);

    QWebEngineSettings* settings = profile.settings();
    for (const auto attribute :
         {QWebEngineSettings::LocalContentCanAccessFileUrls, QWebEngineSettings::LocalContentCanAccessRemoteUrls,
          QWebEngineSettings::PluginsEnabled, QWebEngineSettings::PdfViewerEnabled,
          QWebEngineSettings::JavascriptCanOpenWindows, QWebEngineSettings::JavascriptCanAccessClipboard,
          QWebEngineSettings::JavascriptCanPaste, QWebEngineSettings::DnsPrefetchEnabled,
          QWebEngineSettings::HyperlinkAuditingEnabled, QWebEngineSettings::AutoLoadIconsForPage,
          QWebEngineSettings::LocalStorageEnabled, QWebEngineSettings::WebGLEnabled,
          QWebEngineSettings::ScreenCaptureEnabled, QWebEngineSettings::FullScreenSupportEnabled,
          QWebEngineSettings::NavigateOnDropEnabled, QWebEngineSettings::ErrorPageEnabled}) {
        settings->setAttribute(attribute, false);
    }
    settings->setAttribute(QWebEngineSettings::WebRTCPublicInterfacesOnly, true);
    settings->setUnknownUrlSchemePolicy(QWebEngineSettings::DisallowUnknownUrlSchemes);
}

QByteArray chromiumLocks() {
    // A proxy that nobody listens on: whatever still got out by TCP ends there. The WebRTC policy does the same for
    // UDP.
    return "--force-webrtc-ip-handling-policy=disable_non_proxied_udp --proxy-server=socks5://127.0.0.1:9 "
           "--proxy-bypass-list=<-loopback> --disable-background-networking --renderer-process-limit=1";
}

}  // namespace heddle::app
