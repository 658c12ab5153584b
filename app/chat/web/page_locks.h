#pragma once
#include <QWebEnginePage>
#include <QWebEngineUrlRequestInterceptor>

class QWebEngineProfile;

namespace heddle::app {

/// What keeps the page away from the network, besides the content policy in its index.html. Each lock holds alone
/// against what it covers: the interceptor against loads, LockedPage against navigation and windows, the script and the
/// Chromium flags against WebRTC, which neither a content policy nor an interceptor sees.

/// Lets only the page's own files through.
class OwnFilesOnly : public QWebEngineUrlRequestInterceptor {
    Q_OBJECT

public:
    using QWebEngineUrlRequestInterceptor::QWebEngineUrlRequestInterceptor;
    void interceptRequest(QWebEngineUrlRequestInfo& info) override;
};

/// Goes nowhere but to the page, opens no window, asks nothing, grants nothing.
class LockedPage : public QWebEnginePage {
    Q_OBJECT

public:
    LockedPage(QWebEngineProfile* profile, QObject* parent);

protected:
    bool acceptNavigationRequest(const QUrl& url, NavigationType type, bool isMainFrame) override;
    QWebEnginePage* createWindow(WebWindowType type) override;
    QStringList chooseFiles(FileSelectionMode mode, const QStringList& old, const QStringList& types) override;
    void javaScriptAlert(const QUrl& origin, const QString& text) override;
    bool javaScriptConfirm(const QUrl& origin, const QString& text) override;
    bool javaScriptPrompt(const QUrl& origin, const QString& text, const QString& initial, QString* result) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString& text, int line,
                                  const QString& source) override;
};

/// Sets the profile's switches and installs the script that takes WebRTC away from every document.
void lockProfile(QWebEngineProfile& profile);

/// The Chromium flags for the process's web engine; they are read when the first profile is made.
QByteArray chromiumLocks();

}  // namespace heddle::app
