#include "core/rest/protocol/cors.h"

#include <algorithm>

namespace heddle::rest {
namespace {

constexpr const char* kRequestFields =
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id";
constexpr const char* kReplyFields =
    "ETag, Idempotency-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "X-Request-Id";

}  // namespace

void allowOrigin(const CorsPolicy& policy, const Request& request, Response& response) {
    if (policy.origins.empty()) return;
    response.headers.add("Vary", "Origin");
    const auto origin = request.headers.find("Origin");
    if (!origin || std::find(policy.origins.begin(), policy.origins.end(), *origin) == policy.origins.end()) return;
    response.headers.add("Access-Control-Allow-Origin", *origin);
    response.headers.add("Access-Control-Expose-Headers", kReplyFields);
}

Response optionsReply(const CorsPolicy& policy, const Request& request, const std::string& allow) {
    Response response;
    response.status = 204;
    response.headers.add("Allow", allow);
    if (policy.origins.empty() || !request.headers.has("Access-Control-Request-Method")) return response;
    response.headers.add("Access-Control-Allow-Methods", allow);
    response.headers.add("Access-Control-Allow-Headers", kRequestFields);
    response.headers.add("Access-Control-Max-Age", std::to_string(policy.maxAge.count()));
    return response;
}

}  // namespace heddle::rest
