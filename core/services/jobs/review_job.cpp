#include "core/services/jobs/review_job.h"

#include "core/services/agents/publishing_service.h"

namespace heddle::services {

namespace asio = boost::asio;

namespace {

asio::awaitable<Json> inspectOne(PublishingService& publishing, const JobContext& context) {
    const std::string id = context.job().payload.at("review_id").get<std::string>();
    const domain::Review review = co_await publishing.inspectSubmitted(id);
    co_return Json{{"status", review.status}};
}

}  // namespace

JobHandler reviewHandler(PublishingService& publishing) {
    return [&publishing](const JobContext& context) { return inspectOne(publishing, context); };
}

}  // namespace heddle::services
