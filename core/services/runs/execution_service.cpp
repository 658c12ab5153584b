#include "core/services/runs/execution_service.h"

#include "core/base/error.h"
#include "core/nodes/input_fields.h"
#include "core/services/agents/agent_service.h"
#include "core/services/chats/chat_service.h"
#include "core/services/runs/run_view.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/executions_table.h"

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::Connection;

awaitable<domain::Execution> ExecutionService::find(const Caller& caller, Operation operation, std::string id) {
    const auto job = [&](Connection& connection) { return storage::ExecutionsTable(connection).find(id); };
    const std::optional<domain::Execution> found = co_await m_database.read(job);
    const bool isSeen = found && (security::may(caller.principal, Operation::ExecutionsRead, found->userId) ||
                                  security::may(caller.principal, operation, found->userId));
    if (!isSeen) throw Error(ErrorKind::NotFound, "run.not_found", {{"run", id}});
    security::require(caller.principal, operation, found->userId);
    co_return *found;
}

awaitable<std::vector<std::pair<std::int64_t, domain::Execution>>> ExecutionService::list(Caller caller,
                                                                                          ExecutionFilter filter) {
    security::require(caller.principal, Operation::ExecutionsList, caller.principal.userId);
    const bool isAny = security::reachOf(caller.principal, Operation::ExecutionsList) == security::Reach::Any;
    const std::string owner = isAny ? std::string() : caller.principal.userId;
    const auto job = [&](Connection& connection) {
        return storage::ExecutionsTable(connection)
            .page(owner, filter.status, filter.agentId, filter.before, filter.limit);
    };
    co_return co_await m_database.read(job);
}

awaitable<domain::Execution> ExecutionService::get(Caller caller, std::string id) {
    co_return co_await find(caller, Operation::ExecutionsRead, std::move(id));
}

awaitable<std::vector<OpenQuestion>> ExecutionService::questions(Caller caller, std::string id) {
    const auto run = co_await find(caller, Operation::ExecutionsRead, std::move(id));
    co_return co_await m_runs.questions(run.id);
}

awaitable<std::vector<domain::RunEvent>> ExecutionService::events(Caller caller, std::string id) {
    const auto run = co_await find(caller, Operation::ExecutionsRead, std::move(id));
    std::vector<domain::RunEvent> events = co_await m_runs.events(run.id);
    const auto look = [&](Connection& connection) { return seesInside(connection, caller, run.agentId); };
    if (co_await m_database.read(look)) co_return events;
    for (domain::RunEvent& event : events)
        event = fromOutside(std::move(event));
    co_return events;
}

awaitable<RunOutcome> ExecutionService::resume(Caller caller, std::string id, EventListener listener) {
    const auto run = co_await find(caller, Operation::ExecutionsResume, std::move(id));
    if (!run.chatId.empty()) co_return co_await m_chats.answer(caller, run.id, Json::object(), std::move(listener));
    co_return co_await m_runs.resume(run.id, Json::object(), std::move(listener));
}

awaitable<RunOutcome> ExecutionService::answer(Caller caller, std::string id, Json answers, EventListener listener) {
    const auto run = co_await find(caller, Operation::ExecutionsAnswer, std::move(id));
    if (run.status != "paused")
        throw Error(ErrorKind::Conflict, "run.not_resumable", {{"run", run.id}, {"status", run.status}});
    if (!run.chatId.empty()) co_return co_await m_chats.answer(caller, run.id, std::move(answers), std::move(listener));
    co_return co_await m_runs.resume(run.id, std::move(answers), std::move(listener));
}

awaitable<domain::Execution> ExecutionService::cancel(Caller caller, std::string id) {
    const auto run = co_await find(caller, Operation::ExecutionsCancel, std::move(id));
    if (m_runs.cancel(run.id)) co_return run;
    co_return co_await m_runs.giveUp(run.id);
}

void ExecutionService::stop(const std::string& runId) { m_runs.cancel(runId); }

awaitable<RunOutcome> ExecutionService::test(Caller caller, std::string agentId, std::string runId, Json input,
                                             EventListener listener) {
    const auto job = [&](Connection& connection) {
        findAgent(connection, caller, Operation::AgentsTest, agentId);
        return storage::AgentsTable(connection).findDocument(agentId).value_or(domain::WorkflowDocument());
    };
    const domain::WorkflowDocument document = co_await m_database.read(job);
    RunRequest request;
    request.graph = document.graph;
    request.agentId = agentId;
    request.userId = caller.principal.userId;
    const std::string text = input.is_string() ? input.get<std::string>() : std::string();
    request.input = input.is_object() ? std::move(input) : nodes::inputFrom(request.graph, text, std::nullopt);
    co_return co_await m_runs.start(std::move(runId), std::move(request), std::move(listener));
}

}  // namespace heddle::services
