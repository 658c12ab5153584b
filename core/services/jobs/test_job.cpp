#include "core/services/jobs/test_job.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/services/runs/execution_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/users_table.h"

#include <boost/asio/this_coro.hpp>

namespace heddle::services {

namespace asio = boost::asio;

namespace {

/// Who has the job run, as they are now. Throws Error(Denied, "auth.forbidden") when they may not sign in any more.
Caller ownerOf(storage::Database& database, const domain::Job& job) {
    if (job.ownerId == kLocalUser) return Caller::local();
    const auto look = [&](storage::Connection& connection) {
        return storage::UsersTable(connection).find(job.ownerId);
    };
    const std::optional<domain::User> user = database.readNow(look);
    if (!user || !user->active)
        throw Error(ErrorKind::Denied, "auth.forbidden",
                    {{"operation", operationName(security::Operation::AgentsTest)}});
    return Caller({.userId = user->id, .roles = user->roles});
}

asio::awaitable<Json> testAll(storage::Database& database, ExecutionService& executions, const JobContext& context) {
    const domain::Job& job = context.job();
    const Caller caller = ownerOf(database, job);
    const Json inputs = job.payload.at("inputs");
    Json runs = Json::array();
    for (const Json& input : inputs) {
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) throw Error(ErrorKind::Cancelled, "job.cancelled");
        const std::string run = newId();
        const std::string agent = job.payload.at("agent_id").get<std::string>();
        const EventListener silent;
        // Cancelled with its job.
        const RunOutcome outcome = co_await executions.test(caller, agent, run, input, silent);
        runs.push_back(
            {{"run_id", run}, {"status", outcome.status}, {"output", outcome.output}, {"error", outcome.error}});
        context.tell(static_cast<double>(runs.size()) / static_cast<double>(inputs.size()),
                     std::to_string(runs.size()) + " of " + std::to_string(inputs.size()));
    }
    co_return Json{{"runs", std::move(runs)}};
}

}  // namespace

JobHandler testHandler(storage::Database& database, ExecutionService& executions) {
    return [&](const JobContext& context) { return testAll(database, executions, context); };
}

}  // namespace heddle::services
