#include "app/chat/web/web_chat_page.h"

#include "app/chat/web/app_scheme.h"
#include "app/chat/web/page_locks.h"

#include <QAction>
#include <QMenu>
#include <QWebChannel>
#include <QWebEngineProfile>
#include <QWebEngineView>

namespace heddle::app {

WebChatPage::WebChatPage(ChatPageClient& client, QWidget* parent)
    : m_client(client), m_profile(std::make_unique<QWebEngineProfile>()), m_view(new QWebEngineView(parent)) {
    lockProfile(*m_profile);
    m_profile->setUrlRequestInterceptor(new OwnFilesOnly(m_profile.get()));
    m_profile->installUrlSchemeHandler(kAppScheme, new AppSchemeHandler(m_profile.get()));

    auto* page = new LockedPage(m_profile.get(), m_view);
    auto* channel = new QWebChannel(page);
    channel->registerObject(QStringLiteral("bridge"), &m_bridge);
    page->setWebChannel(channel);
    m_view->setPage(page);
    m_view->setObjectName("chatPage");
    m_view->setAcceptDrops(false);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);

    connect(m_view, &QWidget::customContextMenuRequested, this, &WebChatPage::showMenu);
    connect(&m_bridge, &PageBridge::loaded, this, [this] { m_client.pageReady(); });
    connect(&m_bridge, &PageBridge::received, this, [this](const QJsonObject& event) { m_client.pageEvent(event); });
    // Queued: the client may delete this page in pageLost().
    connect(
        page, &QWebEnginePage::renderProcessTerminated, this,
        [this] {
            if (m_view) m_view->load(pageUrl());
            m_client.pageLost();
        },
        Qt::QueuedConnection);
    m_view->load(pageUrl());
}

WebChatPage::~WebChatPage() {
    // A page must go before its profile.
    delete m_view;
}

QWidget* WebChatPage::widget() { return m_view; }

void WebChatPage::setBackground(const QColor& color) { m_view->page()->setBackgroundColor(color); }

void WebChatPage::post(const QJsonArray& operations) { emit m_bridge.posted(operations); }

void WebChatPage::showMenu(const QPoint& place) {
    auto* menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QWebEnginePage* page = m_view->page();
    QAction* copy = menu->addAction(tr("Copy"), page, [page] { page->triggerAction(QWebEnginePage::Copy); });
    copy->setEnabled(page->hasSelection());
    menu->addAction(tr("Select all"), page, [page] { page->triggerAction(QWebEnginePage::SelectAll); });
    menu->popup(m_view->mapToGlobal(place));
}

}  // namespace heddle::app
