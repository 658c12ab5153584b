#pragma once
#include <QColor>
#include <QJsonArray>
#include <QJsonObject>
#include <QtPlugin>

#include <memory>

class QWidget;

namespace heddle::app {

/// What a page tells its owner. GUI thread; never called from inside ChatPage::post.
class ChatPageClient {
public:
    virtual ~ChatPageClient() = default;
    /// The page has loaded and takes operations: after the first load, and after each recovery from pageLost().
    virtual void pageReady() = 0;
    /// Something the reader did: {"event": "link"|"retry"|"answer"|"example"|"copy", …}.
    virtual void pageEvent(const QJsonObject& event) = 0;
    /// The page's process died; it loads anew by itself and says pageReady() then.
    virtual void pageLost() = 0;
};

/// The page with the messages. The operations are described in resources/chat/README.md.
class ChatPage {
public:
    virtual ~ChatPage() = default;
    virtual QWidget* widget() = 0;
    /// What is seen where the page has not painted yet.
    virtual void setBackground(const QColor& color) = 0;
    virtual void post(const QJsonArray& operations) = 0;
};

/// What the plug-in offers; it alone links QtWebEngine. Plain virtual interfaces: nothing of it is linked by both
/// sides.
class ChatPagePlugin {
public:
    virtual ~ChatPagePlugin() = default;
    /// The widget inside belongs to `parent` until the page is deleted. `client` must outlive the page.
    virtual std::unique_ptr<ChatPage> create(ChatPageClient& client, QWidget* parent) = 0;
};

}  // namespace heddle::app

Q_DECLARE_INTERFACE(heddle::app::ChatPagePlugin, "heddle.ChatPagePlugin/1")
