#pragma once
#include <QUrl>
#include <QWebEngineUrlSchemeHandler>

namespace heddle::app {

inline constexpr auto kAppScheme = "app";
QUrl pageUrl();

/// Must run before the first QWebEngineProfile of the process is made.
void registerAppScheme();

/// Serves the bundled page, and nothing else, as app://chat/….
class AppSchemeHandler : public QWebEngineUrlSchemeHandler {
    Q_OBJECT

public:
    using QWebEngineUrlSchemeHandler::QWebEngineUrlSchemeHandler;
    void requestStarted(QWebEngineUrlRequestJob* job) override;
};

}  // namespace heddle::app
