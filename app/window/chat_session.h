#pragma once
#include "app/bridge/chats_door.h"
#include "app/chat/chat_values.h"
#include "app/runs/run_trace.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace heddle::app {

class ChatPane;

/// The chat with one open agent and the run that goes on in it. It keeps what the pane shows, so that another agent's
/// chat can be shown meanwhile. GUI thread only.
class ChatSession : public QObject {
    Q_OBJECT

public:
    /// What people call a step.
    using Naming = std::function<QString(const StepTrace&)>;
    ChatSession(ChatsDoor& door, QString agentId, Naming naming, QObject* parent = nullptr);

    /// Reads the newest chat, or begins a new one; questions that are still open are asked again.
    void open(bool anew = false);
    /// Shows itself in `pane` from now on; null: nowhere.
    void attach(ChatPane* pane);
    /// What answers are signed with, and the badge of answers that the offline model has a part in.
    void setAuthor(const QString& name);
    void setOfflineBadge(bool offline) { m_offline = offline; }
    void setEmptyState(const ChatEmptyState& state);
    const ChatEmptyState& emptyState() const { return m_empty; }

    void send(const QString& text);
    void stop();
    void retry(const QString& messageId);
    void answer(const QString& interruptId, const QJsonObject& given);
    void resume(const QString& runId);
    /// Edits since the last run began: a retry then starts anew instead of going on with the old graph.
    void noteEdit() { m_edited = true; }

    bool isRunning() const { return m_running; }
    QString lastUserText() const;
    const QList<ChatMessage>& messages() const { return m_messages; }
    const RunTrace& trace() const { return m_trace; }
    void showAgain();
    /// Says anew, in the language of now, what the program itself has said in the chat.
    void retranslate();

signals:
    void runningChanged(bool running);
    /// Another run begins: what is shown of the one before goes.
    void traceReset();
    /// Steps with these indexes changed; -1 stands for the run.
    void traceChanged(const std::set<int>& changed);
    void runEnded();

private:
    void take(const OpenedChat& opened);
    void begin(const domain::Message& user, const domain::Message& answer);
    void follow(const std::vector<domain::RunEvent>& batch);
    void addToken(const domain::RunEvent& event);
    void ask(const std::string& runId, const std::vector<services::OpenQuestion>& questions);
    void goOn(const QString& runId, const Json& answers);
    void beginAgain(const QString& runId);
    void wokeUp(const std::string& runId);
    void wokenEnded(const services::RunOutcome& outcome);
    void ended(const services::RunOutcome& outcome);
    void broke(const Error& error);
    void finish(ChatMessage::State state, const std::optional<Error>& error = {});
    void setRunning(bool running);
    void showSteps();
    ChatMessage* answerOf(const QString& id);

    struct Question {
        QString runId;
        QString messageId;
        services::OpenQuestion asked;
    };

    ChatsDoor& m_door;
    QString m_agentId;
    Naming m_naming;
    QString m_author;
    ChatEmptyState m_empty;
    QPointer<ChatPane> m_pane;
    std::string m_chatId;
    QList<ChatMessage> m_messages;
    QHash<QString, QString> m_runs;  ///< answer's id → run
    QHash<QString, Question> m_questions;
    std::map<QString, Error> m_errors;  ///< by message
    RunTrace m_trace;
    QString m_answerId;
    std::string m_runId;
    QString m_unsent;  ///< written, but not stored yet
    bool m_opening = false;
    bool m_running = false;
    bool m_preview = false;
    bool m_offline = false;
    bool m_edited = false;
};

}  // namespace heddle::app
