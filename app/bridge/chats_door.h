#pragma once
#include "app/bridge/reply.h"
#include "app/bridge/run_feed.h"
#include "core/services/chats/chat_service.h"

#include <map>
#include <vector>

namespace heddle::services {
class RunWaker;
}

namespace heddle::app {

class Calls;

/// A chat with all that the window shows of it.
struct OpenedChat {
    domain::Chat chat;
    std::vector<domain::Message> messages;
    /// Runs of this chat that wait for a person, with their questions.
    std::map<std::string, std::vector<services::OpenQuestion>> questions;
};

/// Chats and runs. What runs tell comes by events(), never more often than once a frame, and all of it before the reply
/// with the run's outcome. GUI thread only.
class ChatsDoor : public QObject {
    Q_OBJECT

public:
    explicit ChatsDoor(Calls& calls);

    /// The newest chat with the agent; a new one when there is none, or when `anew` is set.
    void open(const std::string& agentId, bool anew, Reply<OpenedChat> reply);
    /// `started` gets the two stored messages (the person's, and the answer yet to come) before the first event.
    void send(const std::string& chatId, const std::string& text,
              std::function<void(const domain::Message&, const domain::Message&)> started,
              Reply<services::RunOutcome> reply);
    /// Goes on with a paused run (question id → answer), or with a failed or cancelled one (null).
    void answer(const std::string& runId, const Json& answers, Reply<services::RunOutcome> reply);
    void cancel(const std::string& runId);
    /// Newest first; an empty agent means all.
    void runs(const std::string& agentId, Reply<std::vector<domain::Execution>> reply);
    void runEvents(const std::string& runId, Reply<std::vector<domain::RunEvent>> reply);

signals:
    void events(const std::vector<heddle::domain::RunEvent>& batch);
    /// A run whose time has come goes on by itself: its events follow, then how it ended.
    void wokeUp(const std::string& runId);
    void wokenEnded(const heddle::services::RunOutcome& outcome);

private:
    friend class Bridge;
    void listenTo(services::RunWaker& waker);
    Reply<services::RunOutcome> afterEvents(Reply<services::RunOutcome> reply);

    Calls& m_calls;
    RunFeed m_feed;
};

}  // namespace heddle::app
