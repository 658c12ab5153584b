#pragma once
#include "core/services/run_service.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::services {

class AgentService;

/// Chats with agents. A message is stored before its run starts, the answer when it ends, whatever happens in between.
class ChatService {
public:
    ChatService(storage::Database& database, AgentService& agents, RunService& runs, const Clock& clock);

    /// A new chat with an agent's working copy.
    boost::asio::awaitable<domain::Chat> create(std::string agentId);
    /// Newest first.
    boost::asio::awaitable<std::vector<domain::Chat>> list(std::string agentId);
    /// Oldest first. Throws Error(NotFound, "chat.not_found").
    boost::asio::awaitable<std::vector<domain::Message>> messages(std::string chatId);
    /// Stores the user's message and an answer in state "sending", runs the agent on it, stores the answer. The
    /// listener sees the run's events; `started` is called once, before them, with the two messages.
    boost::asio::awaitable<RunOutcome> send(
        std::string chatId, std::string text,
        std::function<void(const domain::Message& user, const domain::Message& answer)> started,
        EventListener listener);
    /// Answers a paused run's questions and goes on; the answer message is completed as send() does.
    boost::asio::awaitable<RunOutcome> answer(std::string runId, Json answers, EventListener listener);
    boost::asio::awaitable<void> remove(std::string chatId);

private:
    struct Heard;
    boost::asio::awaitable<domain::Chat> find(std::string chatId);
    boost::asio::awaitable<void> finishAnswer(domain::Message answer, const RunOutcome& outcome, const Heard& heard);

    storage::Database& m_database;
    AgentService& m_agents;
    RunService& m_runs;
    const Clock& m_clock;
};

}  // namespace heddle::services
