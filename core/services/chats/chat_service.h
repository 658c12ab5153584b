#pragma once
#include "core/security/permissions.h"
#include "core/services/caller.h"
#include "core/services/runs/run_service.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::storage {
class Connection;
}

namespace heddle::services {

class TemplateService;

struct NewChat {
    std::string agentId;
    std::string title;
    Json context = Json::object();
    std::int64_t expiresMs = 0;  ///< since 1970; 0: never
    bool isDraft = false;        ///< with the agent's working copy, for those who may test it
};

/// A part of a chat's messages, oldest first.
struct MessagePage {
    std::int64_t after = 0;  ///< the place of the last message before it; 0: from the beginning
    int limit = 50;
};
struct PlacedMessage {
    std::int64_t place = 0;
    domain::Message message;
};

/// Chats with agents. A message is stored before its run starts, the answer when it ends, whatever happens in between.
/// Throws Error(NotFound, "chat.not_found") with the fact `chat`, also for other people's chats, (Denied,
/// "auth.forbidden").
class ChatService {
public:
    using Started = std::function<void(const domain::Message& user, const domain::Message& answer)>;

    ChatService(storage::Database& database, const TemplateService& templates, RunService& runs, const Clock& clock);

    /// Locked to the agent's current version. Nothing is to be configured. Throws Error(NotFound, "agent.not_found")
    /// for an agent that is not published, and with `isDraft` what findAgent() throws.
    boost::asio::awaitable<domain::Chat> create(Caller caller, NewChat made);
    /// The caller's, newest change first; `agentId` may be empty.
    boost::asio::awaitable<std::vector<domain::Chat>> list(Caller caller, std::string agentId);
    boost::asio::awaitable<domain::Chat> get(Caller caller, std::string chatId);
    /// Oldest first.
    boost::asio::awaitable<std::vector<domain::Message>> messages(Caller caller, std::string chatId);
    boost::asio::awaitable<std::vector<PlacedMessage>> page(Caller caller, std::string chatId, MessagePage page);
    /// Stores the user's message and an answer in state "sending", runs the agent on it, stores the answer. The
    /// listener sees the run's events; `started` is called once, before them, with the two messages. Throws
    /// Error(Conflict, "chat.closed") when the chat is over.
    boost::asio::awaitable<RunOutcome> send(Caller caller, std::string chatId, std::string text, Started started,
                                            EventListener listener);
    /// Answers a paused run's questions and goes on, or resumes one that failed; the answer message is completed as
    /// send() does. Throws Error(NotFound, "run.not_found") also for other people's runs.
    boost::asio::awaitable<RunOutcome> answer(Caller caller, std::string runId, Json answers, EventListener listener);
    boost::asio::awaitable<void> remove(Caller caller, std::string chatId);

private:
    struct Heard;
    struct Begun;

    domain::Chat find(storage::Connection& connection, const Caller& caller, security::Operation operation,
                      const std::string& chatId) const;
    domain::Graph graphFor(storage::Connection& connection, const domain::Chat& chat) const;
    Begun begin(storage::Connection& connection, const Caller& caller, const std::string& chatId,
                const std::string& text) const;
    boost::asio::awaitable<void> finishAnswer(domain::Message answer, const RunOutcome& outcome, const Heard& heard);

    storage::Database& m_database;
    const TemplateService& m_templates;
    RunService& m_runs;
    const Clock& m_clock;
};

}  // namespace heddle::services
