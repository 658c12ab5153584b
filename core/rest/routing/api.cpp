#include "core/rest/routing/api.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/rest/protocol/compression.h"
#include "core/rest/protocol/etag.h"
#include "core/rest/protocol/negotiation.h"
#include "core/rest/protocol/problem_document.h"
#include "core/rest/routing/docs_page.h"

#include <boost/asio/cancellation_state.hpp>

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

constexpr JsonRules kBodyRules{.depth = 64, .keys = 20'000, .refusesDuplicates = true};
constexpr const char* kAddressClass = "address";
/// After which a client may ask again for a reply that is being made.
constexpr int kInProgressMs = 1000;

std::vector<Route> withDocs(std::vector<Route> routes, const Json& schemas, const ApiOptions& options) {
    if (!options.showsDocs) return routes;
    const Json document = openApiDocument(options.title, routes, schemas);
    for (auto& route : docsRoutes(compactJson(document)))
        routes.push_back(std::move(route));
    return routes;
}

Json jsonBody(const TableRoute& route, const Request& request) {
    const std::string type = route.bodyType();
    if (type.empty()) return nullptr;
    if (request.body.empty()) {
        if (!route.route().isBodyRequired) return nullptr;
        throw Error(ErrorKind::InvalidArgument, "rest.body_missing", {{"accept", type}});
    }
    if (mediaTypeOf(request.headers.find("Content-Type").value_or("")) != type)
        throw Error(ErrorKind::InvalidArgument, "rest.media_type", {{"accept", type}});
    if (route.route().requestSchema.is_null()) return nullptr;
    if (!isUtf8(request.body)) throw Error(ErrorKind::Parse, "rest.not_utf8");
    return route.body(parseJson(request.body, "The request's body", kBodyRules));
}

std::int64_t seconds(std::int64_t ms) { return (ms + 999) / 1000; }

void addRate(const RateVerdict& rate, Response& response) {
    if (rate.limit == 0) return;
    response.headers.add("RateLimit-Limit", std::to_string(rate.limit));
    response.headers.add("RateLimit-Remaining", std::to_string(rate.remaining));
    response.headers.add("RateLimit-Reset", std::to_string(seconds(rate.resetMs)));
}

/// 304 instead of what the client has already (RFC 9110, section 13.1.2).
void spareKnown(const Request& request, Response& response) {
    if (response.status != 200 || (request.method != "GET" && request.method != "HEAD")) return;
    const auto etag = response.headers.find("ETag");
    if (!etag || !isKnown(request, *etag)) return;
    response.status = 304;
    response.body.clear();
    response.headers.remove("Content-Type");
}

}  // namespace

Api::Api(std::vector<Route> routes, const Json& schemas, Gate& gate, IdempotencyStore& keys, const Clock& clock,
         ApiOptions options)
    : m_gate(gate),
      m_keys(keys),
      m_options(std::move(options)),
      m_limiter(clock, m_options.rates),
      m_table(withDocs(std::move(routes), schemas, m_options), schemas) {}

std::optional<std::size_t> Api::bodyLimit(const Request& head) const {
    try {
        const Target target = parseTarget(head.target);
        const auto match = m_table.match(head.method, target);
        if (!match.route) return std::nullopt;
        return match.route->bodyType().empty() ? 0 : match.route->route().bodyLimit;
    } catch (const Error&) {
        // handle() will say what is wrong.
        return std::nullopt;
    }
}

asio::awaitable<Response> Api::handle(Request received) {
    const auto request = std::make_shared<const Request>(std::move(received));
    Course course;
    Response response;
    std::optional<Error> failure;
    try {
        response = co_await dispatch(request, course);
    } catch (const boost::system::system_error&) {
        throw;
    } catch (...) {
        failure = currentError();
    }
    if (failure) response = problemResponse(*failure, request->id);
    response.user = course.user;
    addRate(course.rate, response);
    allowOrigin(m_options.cors, *request, response);
    spareKnown(*request, response);
    const auto encodings = request->headers.find("Accept-Encoding");
    co_await compress(response, encodings.value_or(""));
    co_return response;
}

asio::awaitable<Response> Api::dispatch(std::shared_ptr<const Request> request, Course& course) {
    count(kAddressClass, request->client, course.rate);
    const Target target = parseTarget(request->target);
    const RouteTable::Match match = m_table.match(request->method, target);
    if (!match.route) {
        if (request->method == "OPTIONS") co_return optionsReply(m_options.cors, *request, match.allow);
        const Json facts{{"method", request->method}, {"allow", match.allow}};
        throw Error(ErrorKind::InvalidArgument, "rest.method", facts);
    }
    const Route& route = match.route->route();
    Call call;
    call.request = request;
    if (!route.isPublic) call.principal = co_await m_gate.admit(*request, route);
    course.user = call.principal.userId;
    count(route.rateClass, course.user.empty() ? request->client : course.user, course.rate);
    call.parameters = match.route->parameters(match.path, target.query);
    call.body = jsonBody(*match.route, *request);
    auto key = route.isIdempotent ? idempotencyKey(*request) : std::nullopt;
    if (key) co_return co_await once(route, std::move(call), std::move(*key));
    co_return co_await route.handler(std::move(call));
}

asio::awaitable<Response> Api::once(const Route& route, Call call, std::string key) {
    const std::string scope = call.principal.userId.empty() ? "from " + call.request->client : call.principal.userId;
    const KeyState state = co_await m_keys.begin(scope, key, fingerprintOf(*call.request));
    if (state.kind == KeyState::Kind::Replay) co_return replayed(state.reply);
    if (state.kind == KeyState::Kind::Conflict) throw Error(ErrorKind::InvalidArgument, "rest.key_reused");
    if (state.kind == KeyState::Kind::InProgress)
        throw Error(ErrorKind::Conflict, "rest.in_progress", {{"retry_after_ms", kInProgressMs}});
    // Who sends a key will ask again when the reply is lost: what was begun is ended and kept, whether they wait or
    // not.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    Response response;
    std::optional<Error> failure;
    try {
        response = co_await route.handler(std::move(call));
    } catch (...) {
        failure = currentError();
    }
    if (failure || response.status >= 500)
        co_await m_keys.abandon(scope, key);
    else
        co_await m_keys.finish(scope, key, stored(response));
    co_await asio::this_coro::reset_cancellation_state();
    if (failure) throw *failure;
    co_return response;
}

void Api::count(const std::string& rateClass, const std::string& client, RateVerdict& rate) {
    const RateVerdict verdict = m_limiter.take(rateClass, client);
    if (verdict.limit > 0) rate = verdict;
    if (!verdict.isAllowed)
        throw Error(ErrorKind::RateLimited, "rest.rate_limited", {{"retry_after_ms", verdict.retryAfterMs}});
}

}  // namespace heddle::rest
