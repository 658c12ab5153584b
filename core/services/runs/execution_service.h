#pragma once
#include "core/security/permissions.h"
#include "core/services/caller.h"
#include "core/services/runs/run_service.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace heddle::services {

class ChatService;

/// Which runs; empty texts mean all. `before`: the place of the last run of the page before this one, 0 at the
/// beginning.
struct ExecutionFilter {
    std::string status;
    std::string agentId;
    std::int64_t before = 0;
    int limit = 50;
};

/// Runs, for those whom they belong to. Safe from any thread. Throws Error(NotFound, "run.not_found") with the fact
/// `run`, also for other people's runs, (Denied, "auth.forbidden"), and what RunService throws.
class ExecutionService {
public:
    ExecutionService(storage::Database& database, RunService& runs, ChatService& chats)
        : m_database(database), m_runs(runs), m_chats(chats) {}

    /// Newest first, each with its place. An administrator's list holds everybody's.
    boost::asio::awaitable<std::vector<std::pair<std::int64_t, domain::Execution>>> list(Caller caller,
                                                                                         ExecutionFilter filter);
    boost::asio::awaitable<domain::Execution> get(Caller caller, std::string id);
    boost::asio::awaitable<std::vector<OpenQuestion>> questions(Caller caller, std::string id);
    boost::asio::awaitable<std::vector<domain::RunEvent>> events(Caller caller, std::string id);
    /// Goes on with a run that failed, was cancelled or was interrupted.
    boost::asio::awaitable<RunOutcome> resume(Caller caller, std::string id, EventListener listener);
    /// Answers a paused run's questions (question id → value) and goes on.
    boost::asio::awaitable<RunOutcome> answer(Caller caller, std::string id, Json answers, EventListener listener);
    /// A run that is going on ends soon, one that stands still at once. Gives it as it is then.
    boost::asio::awaitable<domain::Execution> cancel(Caller caller, std::string id);
    /// Ends a run that this process began for a client who has left. Returns at once.
    void stop(const std::string& runId);
    /// Runs an agent's working copy on `input` (text, or an object of state fields), as a new run with this id.
    boost::asio::awaitable<RunOutcome> test(Caller caller, std::string agentId, std::string runId, Json input,
                                            EventListener listener);

private:
    boost::asio::awaitable<domain::Execution> find(const Caller& caller, security::Operation operation, std::string id);

    storage::Database& m_database;
    RunService& m_runs;
    ChatService& m_chats;
};

}  // namespace heddle::services
