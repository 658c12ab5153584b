#include "core/services/jobs/test_job.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/services/runs/execution_service.h"

#include <boost/asio/this_coro.hpp>

namespace heddle::services {

namespace asio = boost::asio;

namespace {

asio::awaitable<Json> testAll(ExecutionService& executions, const JobContext& context) {
    const domain::Job& job = context.job();
    const Caller caller(
        {.userId = job.ownerId, .roles = {domain::Role::User, domain::Role::Developer, domain::Role::Admin}});
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

JobHandler testHandler(ExecutionService& executions) {
    return [&executions](const JobContext& context) { return testAll(executions, context); };
}

}  // namespace heddle::services
