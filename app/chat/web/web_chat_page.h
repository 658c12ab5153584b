#pragma once
#include "app/chat/chat_page.h"

#include <QObject>
#include <QPointer>

class QWebEngineProfile;
class QWebEngineView;

namespace heddle::app {

/// What the page sees of the program: one object, two calls, one signal.
class PageBridge : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    Q_INVOKABLE void pageLoaded() { emit loaded(); }
    Q_INVOKABLE void send(const QJsonObject& event) { emit received(event); }

signals:
    void posted(const QJsonArray& operations);
    void loaded();
    void received(const QJsonObject& event);
};

/// The chat page in QtWebEngine, cut off from the network (page_locks.h).
class WebChatPage : public QObject, public ChatPage {
    Q_OBJECT

public:
    WebChatPage(ChatPageClient& client, QWidget* parent);
    ~WebChatPage() override;

    QWidget* widget() override;
    void setBackground(const QColor& color) override;
    void post(const QJsonArray& operations) override;

private:
    void showMenu(const QPoint& place);

    ChatPageClient& m_client;
    PageBridge m_bridge;
    std::unique_ptr<QWebEngineProfile> m_profile;
    QPointer<QWebEngineView> m_view;
};

}  // namespace heddle::app
