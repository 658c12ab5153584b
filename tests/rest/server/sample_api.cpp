#include "tests/rest/server/sample_api.h"

#include "core/base/error.h"
#include "core/rest/protocol/etag.h"
#include "core/rest/protocol/event_stream.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::tests {

namespace asio = boost::asio;
using rest::Call;
using rest::Parameter;
using rest::ParameterPlace;
using rest::Response;
using rest::Route;

namespace {

constexpr int kTicks = 60;
constexpr std::chrono::milliseconds kTick{100};
constexpr int kBurst = 1000;
constexpr std::size_t kFloodPiece = 16u << 10;

/// Some 300 bytes, as a health reply has.
Json healthJson() {
    Json parts = Json::array();
    for (const char* name : {"database", "models", "jobs"})
        parts.push_back({{"name", name}, {"status", "ok"}, {"latency_ms", 1.25}, {"checked", "2026-01-01T00:00:00Z"}});
    return {{"status", "ok"}, {"version", HEDDLE_VERSION}, {"parts", parts}};
}

Json schemas() {
    return Json::parse(R"({
        "Thing": {
            "type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "size": {"type": "integer", "minimum": 0, "default": 7},
                "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}
            }
        },
        "Part": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
    })");
}

asio::awaitable<void> sleepFor(std::chrono::steady_clock::duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<Response> ready(Response response) { co_return response; }

asio::awaitable<void> tick(rest::NdjsonWriter& writer) {
    for (int i = 0; i < kTicks; ++i) {
        const Json line{{"tick", i}};
        co_await writer.write(line);
        co_await sleepFor(kTick);
    }
}

/// One event, and then none until it is cancelled.
asio::awaitable<void> events(rest::SseWriter& writer) {
    const rest::ServerEvent event("7", "greeting", "two\nlines");
    co_await writer.write(event);
    co_await sleepFor(std::chrono::hours(1));
}

asio::awaitable<void> burst(rest::NdjsonWriter& writer) {
    for (int i = 0; i < kBurst; ++i) {
        const Json line{{"line", i}};
        co_await writer.write(line);
    }
}

asio::awaitable<void> fail(rest::NdjsonWriter& writer) {
    co_await writer.write("first");
    throw Error(ErrorKind::Limit, "net.too_large", {{"limit", 5}});
}

/// As much as the client takes.
asio::awaitable<void> flood(rest::ResponseStream& stream, std::atomic<std::size_t>& written) {
    const std::string piece(kFloodPiece, 'f');
    for (;;) {
        co_await stream.write(piece);
        written += piece.size();
    }
}

}  // namespace

asio::awaitable<domain::Principal> NamesGate::admit(const rest::Request& request, const Route& route) {
    const std::string token = request.headers.find("Authorization").value_or("");
    if (!token.starts_with("Bearer ")) throw Error(ErrorKind::Unauthenticated, "test.no_token");
    domain::Principal principal;
    principal.userId = token.substr(7);
    if (!route.permission.ends_with("anybody") && !route.permission.ends_with(principal.userId))
        throw Error(ErrorKind::Denied, "test.not_allowed", {{"permission", route.permission}});
    co_return principal;
}

SampleApi::SampleApi(const Clock& clock, rest::ApiOptions options)
    : m_keys(clock), m_api(routes(), schemas(), m_gate, m_keys, clock, std::move(options)) {}

Route SampleApi::route(std::string method, std::string path, std::string id, rest::RouteHandler handler) {
    Route route;
    route.method = std::move(method);
    route.path = std::move(path);
    route.operationId = std::move(id);
    route.summary = "A sample";
    route.tag = "samples";
    route.replies[200] = {"Done", Json(), "application/json"};
    route.isPublic = true;
    route.handler = std::move(handler);
    return route;
}

asio::awaitable<void> SampleApi::watched(asio::awaitable<void> work) {
    ++started;
    try {
        co_await std::move(work);
    } catch (...) {
        ++cancelled;
        throw;
    }
}

std::vector<Route> SampleApi::routes() {
    std::vector<Route> all;
    addPlain(all);
    addChecked(all);
    addStreams(all);
    return all;
}

void SampleApi::addPlain(std::vector<Route>& all) {
    const std::string health = compactJson(healthJson());
    const std::string large(64u << 10, 'x');
    all.push_back(
        route("GET", "/health", "health", [health](Call) { return ready(Response(200, "application/json", health)); }));
    all.push_back(route("GET", "/large", "large",
                        [large](Call) { return ready(Response(200, "application/octet-stream", large)); }));
    all.push_back(route("GET", "/text", "text", [large](Call) {
        Response response(200, "text/plain", large);
        response.headers.add("ETag", rest::etagOf(large));
        return ready(std::move(response));
    }));
    all.push_back(route("GET", "/broken", "broken",
                        [](Call) -> asio::awaitable<Response> { throw std::runtime_error("the secret reason"); }));

    Route echo = route("POST", "/echo", "echo",
                       [](Call call) { return ready(Response(200, "application/octet-stream", call.request->body)); });
    echo.requestType = "application/octet-stream";
    echo.bodyLimit = 8u << 20;
    echo.isBodyRequired = false;
    all.push_back(std::move(echo));

    // Waits until it is cancelled.
    all.push_back(route("GET", "/slow", "slow", [this](Call) -> asio::awaitable<Response> {
        co_await watched(sleepFor(std::chrono::hours(1)));
        co_return Response();
    }));
}

void SampleApi::addChecked(std::vector<Route>& all) {
    Route search = route("GET", "/search/{kind}/items/{item_id}", "search",
                         [](Call call) { return ready(Response::json(200, call.parameters)); });
    search.parameters = {
        {"kind", "", {{"type", "string"}, {"enum", {"agent", "template"}}}, ParameterPlace::Path, true},
        {"item_id", "", {{"type", "string"}, {"format", "uuid"}}, ParameterPlace::Path, true},
        {"limit", "", {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}, {"default", 20}}},
        {"exact", "", {{"type", "boolean"}}},
        {"tags", "", {{"type", "array"}, {"items", {{"type", "string"}}}}},
        {"weight", "", {{"type", "number"}}}};
    all.push_back(std::move(search));

    Route things = route("POST", "/things", "makeThing", [this](Call call) {
        Json thing = call.body;
        thing["number"] = ++made;
        Response response = Response::json(201, thing);
        response.headers.add("Location", "/things/" + thing["number"].dump());
        return ready(std::move(response));
    });
    things.requestSchema = {{"$ref", "#/components/schemas/Thing"}};
    things.replies = {{201, {"Made", {{"$ref", "#/components/schemas/Thing"}}}}};
    things.isPublic = false;
    things.permission = "thing.make:anybody";
    things.isIdempotent = true;
    all.push_back(std::move(things));

    Route change = route("PUT", "/things/{thing_id}", "changeThing", [](Call call) {
        rest::requireMatch(*call.request, rest::etagOfRevision(3));
        return ready(Response::json(200, call.body));
    });
    change.parameters = {{"thing_id", "", {{"type", "integer"}}, ParameterPlace::Path, true}};
    change.requestSchema = {{"$ref", "#/components/schemas/Thing"}};
    change.isPublic = false;
    change.permission = "thing.change:alice";
    change.needsIfMatch = true;
    all.push_back(std::move(change));
}

void SampleApi::addStreams(std::vector<Route>& all) {
    all.push_back(route("GET", "/ticks", "ticks", [this](Call call) {
        return ready(
            rest::ndjsonReply(call.request->id, [this](rest::NdjsonWriter& writer) { return watched(tick(writer)); }));
    }));
    all.push_back(route("GET", "/events", "events", [this](Call call) {
        return ready(
            rest::sseReply(call.request->id, [this](rest::SseWriter& writer) { return watched(events(writer)); }));
    }));
    all.push_back(route("GET", "/burst", "burst", [](Call call) {
        return ready(rest::ndjsonReply(call.request->id, [](rest::NdjsonWriter& writer) { return burst(writer); }));
    }));
    all.push_back(route("GET", "/failing", "failing", [](Call call) {
        return ready(rest::ndjsonReply(call.request->id, [](rest::NdjsonWriter& writer) { return fail(writer); }));
    }));
    all.push_back(route("GET", "/flood", "flood", [this](Call) {
        Response response;
        response.headers.add("Content-Type", "application/octet-stream");
        response.produce = [this](rest::ResponseStream& stream) { return watched(flood(stream, written)); };
        return ready(std::move(response));
    }));
}

}  // namespace heddle::tests
