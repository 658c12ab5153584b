#pragma once
#include "app/chat/chat_pane.h"

#include <QVariant>

class QWebEngineView;

namespace heddle::tests {

/// A chat pane on screen with its page loaded, and a look into the page.
class OpenedPane {
public:
    OpenedPane();

    app::ChatPane& pane() { return m_pane; }
    QWebEngineView* view();
    /// What `script` gives in the page.
    QVariant eval(const QString& script);
    QString text(const QString& selector);
    int count(const QString& selector);
    /// A left click of the mouse in the middle of the element.
    void click(const QString& selector);
    /// An agent's complete message.
    void show(const QString& markdown);

private:
    app::ChatPane m_pane;
};

}  // namespace heddle::tests
