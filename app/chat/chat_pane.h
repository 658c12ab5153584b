#pragma once
#include "app/chat/chat_page.h"
#include "app/chat/chat_values.h"
#include "editor/look/theme.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <thread>

class QLabel;
class QPluginLoader;
class QStackedLayout;

namespace heddle::app {

class Composer;
class Transcript;

/// The chat column: a web page with the messages (in a plug-in, loaded late) above a native composer. GUI thread only.
/// Every slot may be called at any time, also before openPage(): the pane keeps the transcript and tells the page when
/// it is there, and again if the page's process dies. What arrives in one 33 ms span goes to the page as one batch. The
/// program must call prepare() before it makes its QApplication.
class ChatPane : public QWidget, private ChatPageClient {
    Q_OBJECT

public:
    /// What a browser that comes later needs from the first line of the program on.
    static void prepare();

    explicit ChatPane(QWidget* parent = nullptr);
    ~ChatPane() override;

    /// Loads the page's plug-in from `folder` (default: "plugins" beside the program), on a thread of its own. Call it
    /// after the first paint; more than once does nothing.
    void loadPage(const QString& folder = {});
    /// Shows the page once it is loaded; this keeps the GUI thread for a moment. If it cannot be loaded, a sentence
    /// saying so takes the page's place; the composer stays usable.
    void openPage(const QString& folder = {});
    bool isReady() const { return m_ready; }
    QString composerText() const;

public slots:
    void setMessages(const QList<heddle::app::ChatMessage>& messages);
    void appendMessage(const heddle::app::ChatMessage& message);
    /// Appends an empty answer in State::Streaming.
    void beginAnswer(const QString& id, const QString& author, const QString& badge = {});
    void appendTokens(const QString& id, const QString& text);
    /// The steps as they are now (all of them, in order).
    void setProgress(const QString& id, const QList<heddle::app::ChatStep>& steps);
    void finishAnswer(const QString& id, heddle::app::ChatMessage::State state, const QString& error = {});
    /// Adds a question to the message `id`, or replaces the one with the same interruptId.
    void showQuestion(const QString& id, const heddle::app::ChatQuestion& question);
    void setTheme(const heddle::editor::Theme& theme);
    void setEmptyState(const heddle::app::ChatEmptyState& state);
    /// While busy, the composer offers Stop in place of Send.
    void setBusy(bool busy);
    void setComposerText(const QString& text);
    void focusComposer();

signals:
    /// The browser has started, or cannot: the GUI thread is free again, and the environment is no longer changed.
    void started();
    /// The page shows the transcript.
    void ready();
    void sendRequested(const QString& text);
    void stopRequested();
    void retryRequested(const QString& messageId);
    void answerGiven(const QString& interruptId, const QJsonObject& answer);
    /// A link was clicked. Only http, https and mailto come here. Show the address before opening it: a model wrote it.
    void linkActivated(const QUrl& url);

protected:
    void changeEvent(QEvent* event) override;

private:
    void pageReady() override;
    void pageEvent(const QJsonObject& event) override;
    void pageLost() override;
    void post(const QJsonObject& op);
    void closeTokens();
    void schedule();
    void flush();
    void showPage();
    void showFailure(const QString& reason);
    QJsonObject themeOp() const;
    QJsonObject emptyOp() const;

    struct Tokens {
        QString id;
        QString text;
    };

    std::unique_ptr<Transcript> m_transcript;
    editor::Theme m_theme;
    ChatEmptyState m_empty;
    bool m_ready = false;
    int m_losses = 0;
    Tokens m_tokens;
    QJsonArray m_batch;
    QTimer m_batchTimer;
    QElapsedTimer m_sinceFlush;
    QStackedLayout* m_stack = nullptr;
    QLabel* m_failure = nullptr;
    QString m_failureReason;
    Composer* m_composer = nullptr;
    std::thread m_loading;
    std::unique_ptr<QPluginLoader> m_loader;
    bool m_loaded = false;
    bool m_wanted = false;
    std::unique_ptr<ChatPage> m_page;
};

}  // namespace heddle::app
