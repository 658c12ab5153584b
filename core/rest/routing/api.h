#pragma once
#include "core/base/clock.h"
#include "core/rest/protocol/cors.h"
#include "core/rest/protocol/idempotency.h"
#include "core/rest/protocol/rate_limiter.h"
#include "core/rest/routing/gate.h"
#include "core/rest/routing/openapi.h"
#include "core/rest/routing/route_table.h"
#include "core/rest/server/http_handler.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace heddle::rest {

struct ApiOptions {
    ApiTitle title;
    CorsPolicy cors;
    /// By Route::rateClass. The class "address" counts every request by where it comes from, before anybody is known.
    std::map<std::string, RateRule> rates;
    bool showsDocs = true;  ///< serves /openapi.json and /docs
};

/// Serves a table of routes. For each request: finds its route, asks the gate, counts, checks parameters and body,
/// carries it out once when it has an Idempotency-Key, and calls the handler; then makes a problem document of what was
/// thrown, answers 304 to a client that has the reply already, adds fields for browsers and compresses.
class Api final : public HttpHandler {
public:
    /// All references must outlive it. `schemas`: what routes refer to as "#/components/schemas/…". Throws as
    /// RouteTable.
    Api(std::vector<Route> routes, const Json& schemas, Gate& gate, IdempotencyStore& keys, const Clock& clock,
        ApiOptions options);

    std::optional<std::size_t> bodyLimit(const Request& head) const override;
    boost::asio::awaitable<Response> handle(Request request) override;

private:
    /// What is known of a request, however it ends.
    struct Course {
        RateVerdict rate;
        std::string user;
    };
    boost::asio::awaitable<Response> dispatch(std::shared_ptr<const Request> request, Course& course);
    boost::asio::awaitable<Response> once(const Route& route, Call call, std::string key);
    void count(const std::string& rateClass, const std::string& client, RateVerdict& rate);

    Gate& m_gate;
    IdempotencyStore& m_keys;
    ApiOptions m_options;
    RateLimiter m_limiter;
    RouteTable m_table;
};

}  // namespace heddle::rest
