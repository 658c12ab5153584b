#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/rest/routes/run_reply.h"
#include "core/services/runs/execution_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

awaitable<Response> listExecutions(const Backend& backend, Call call) {
    services::ExecutionFilter filter;
    filter.status = queryText(call, "status");
    filter.agentId = queryText(call, "agent_id");
    filter.limit = limitOf(call);
    if (const auto cursor = queryText(call, "cursor"); !cursor.empty())
        filter.before = backend.cursors.open("executions", cursor).get<std::int64_t>();
    const auto found = co_await backend.executions.list(callerOf(call), filter);
    Json items = Json::array();
    for (const auto& [place, run] : found)
        items.push_back(domain::toJson(run));
    const bool isFull = static_cast<int>(found.size()) == filter.limit;
    co_return pageReply(std::move(items), isFull ? backend.cursors.seal("executions", found.back().first) : "");
}

Json questionsJson(const std::vector<services::OpenQuestion>& questions) {
    Json list = Json::array();
    for (const auto& question : questions)
        list.push_back({{"id", question.id}, {"node", question.node}, {"question", question.question}});
    return list;
}

awaitable<Response> resumeRun(const Backend& backend, Call call) {
    services::ExecutionService& executions = backend.executions;
    const std::string run = pathPart(call, "execution_id");
    AskedRun asked;
    asked.go = [&executions, run, caller = callerOf(call)](std::shared_ptr<RunFeed> feed) {
        return executions.resume(caller, run, feed->listener());
    };
    asked.cancel = [&executions, run] { executions.stop(run); };
    co_return co_await runReply(backend, call, std::move(asked));
}

awaitable<Response> answerRun(const Backend& backend, Call call) {
    services::ExecutionService& executions = backend.executions;
    const std::string run = pathPart(call, "execution_id");
    AskedRun asked;
    asked.go = [&executions, run, caller = callerOf(call), answers = call.body.at("answers")](
                   std::shared_ptr<RunFeed> feed) { return executions.answer(caller, run, answers, feed->listener()); };
    asked.cancel = [&executions, run] { executions.stop(run); };
    co_return co_await runReply(backend, call, std::move(asked));
}

}  // namespace

void addExecutionRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("executions");
    services::ExecutionService& executions = backend.executions;

    Route& list = routes.add("GET", "/executions", "listExecutions", "Runs, newest first", Operation::ExecutionsList,
                             [&backend](Call call) { return listExecutions(backend, std::move(call)); });
    query(list, "status", "Only these",
          {{"type", "string"}, {"enum", {"running", "paused", "completed", "failed", "cancelled"}}});
    query(list, "agent_id", "Only of this agent");
    replies(paged(list), 200, "The runs", pageOf("Execution"));

    Route& get = routes.add("GET", "/executions/{execution_id}", "getExecution", "One run, with its open questions",
                            Operation::ExecutionsRead, [&executions](Call call) -> awaitable<Response> {
                                const auto run =
                                    co_await executions.get(callerOf(call), pathPart(call, "execution_id"));
                                const auto questions = co_await executions.questions(callerOf(call), run.id);
                                Json body = domain::toJson(run);
                                body["questions"] = questionsJson(questions);
                                co_return Response::json(200, body);
                            });
    replies(get, 200, "The run", schemaRef("Execution"));

    Route& events = routes.add("GET", "/executions/{execution_id}/events", "listEvents", "What a run has told",
                               Operation::ExecutionsRead, [&executions](Call call) -> awaitable<Response> {
                                   Json items = Json::array();
                                   const auto found =
                                       co_await executions.events(callerOf(call), pathPart(call, "execution_id"));
                                   for (const auto& event : found)
                                       items.push_back(domain::toJson(event));
                                   co_return pageReply(std::move(items), {});
                               });
    replies(events, 200, "The events", pageOf("RunEvent"));

    Route& resume = routes.add("POST", "/executions/{execution_id}/resume", "resumeExecution",
                               "Go on with a run that failed or was cancelled", Operation::ExecutionsResume,
                               [&backend](Call call) { return resumeRun(backend, std::move(call)); });
    repliesWithRun(resume);

    Route& answer =
        routes.add("POST", "/executions/{execution_id}/answer", "answerExecution", "Answer a paused run's questions",
                   Operation::ExecutionsAnswer, [&backend](Call call) { return answerRun(backend, std::move(call)); });
    repliesWithRun(takes(answer, "Answers"));

    Route& cancel = routes.add("POST", "/executions/{execution_id}/cancel", "cancelExecution", "End a run",
                               Operation::ExecutionsCancel, [&executions](Call call) -> awaitable<Response> {
                                   const auto run =
                                       co_await executions.cancel(callerOf(call), pathPart(call, "execution_id"));
                                   co_return Response::json(202, domain::toJson(run));
                               });
    replies(cancel, 202, "The run, which ends soon or has ended", schemaRef("Execution"));
}

}  // namespace heddle::rest
