#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/jobs/job_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

void addJobRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("jobs");
    services::JobService& jobs = backend.jobs;

    Route& list = routes.add("GET", "/jobs", "listJobs", "Long work, newest first", Operation::JobsList,
                             [&jobs](Call call) -> awaitable<Response> {
                                 const auto found =
                                     co_await jobs.list(callerOf(call), queryText(call, "state"), limitOf(call));
                                 Json items = Json::array();
                                 for (const auto& job : found)
                                     items.push_back(domain::toJson(job));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "state", "Only these",
          {{"type", "string"}, {"enum", {"queued", "running", "done", "failed", "cancelled"}}});
    replies(paged(list), 200, "The jobs", pageOf("Job"));

    Route& get = routes.add("GET", "/jobs/{job_id}", "getJob", "One job: how far it is, and what came of it",
                            Operation::JobsRead, [&jobs](Call call) -> awaitable<Response> {
                                const auto job = co_await jobs.get(callerOf(call), pathPart(call, "job_id"));
                                co_return Response::json(200, domain::toJson(job));
                            });
    replies(get, 200, "The job", schemaRef("Job"));

    Route& cancel = routes.add("POST", "/jobs/{job_id}/cancel", "cancelJob", "End a job", Operation::JobsCancel,
                               [&jobs](Call call) -> awaitable<Response> {
                                   const auto job = co_await jobs.cancel(callerOf(call), pathPart(call, "job_id"));
                                   co_return Response::json(202, domain::toJson(job));
                               });
    replies(cancel, 202, "The job, which ends soon or has ended", schemaRef("Job"));

    Route& retry = routes.add("POST", "/jobs/{job_id}/retry", "retryJob", "Queue a job anew", Operation::JobsRetry,
                              [&jobs](Call call) -> awaitable<Response> {
                                  const auto job = co_await jobs.retry(callerOf(call), pathPart(call, "job_id"));
                                  co_return Response::json(202, domain::toJson(job));
                              });
    replies(retry, 202, "The job", schemaRef("Job"));
}

}  // namespace heddle::rest
