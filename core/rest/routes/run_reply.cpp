#include "core/rest/routes/run_reply.h"

#include "core/rest/protocol/event_stream.h"
#include "core/rest/protocol/negotiation.h"
#include "core/rest/routes/route_list.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

enum class Shape { Lines, Events, Outcome };

Shape shapeFor(const Request& request) {
    // Who may ask twice gets an answer that can be kept.
    if (request.headers.find("Idempotency-Key")) return Shape::Outcome;
    const std::string accept = request.headers.find("Accept").value_or("*/*");
    const double lines = qualityOf(accept, "application/x-ndjson");
    const double events = qualityOf(accept, "text/event-stream");
    const double outcome = qualityOf(accept, "application/json");
    if (events > lines && events >= outcome) return Shape::Events;
    return outcome > lines ? Shape::Outcome : Shape::Lines;
}

/// Closes the feed when its taker goes, and then ends the run if it is still going on and is to end.
class Taker {
public:
    Taker(std::shared_ptr<RunFeed> feed, std::function<void()> cancel)
        : m_feed(std::move(feed)), m_cancel(std::move(cancel)) {}
    ~Taker() {
        m_feed->close();
        if (m_cancel) m_cancel();
    }
    Taker(const Taker&) = delete;
    Taker& operator=(const Taker&) = delete;

    /// Waits for the first line: until then what is wrong still gets a status of its own.
    asio::awaitable<void> begin() {
        m_first = co_await m_feed->next();
        m_hasBegun = true;
    }
    asio::awaitable<std::optional<Json>> next() {
        if (!std::exchange(m_hasBegun, false)) return m_feed->next();
        return given(std::move(m_first));
    }
    const services::RunOutcome& outcome() const { return m_feed->outcome(); }
    void runHasEnded() { m_cancel = nullptr; }

private:
    static asio::awaitable<std::optional<Json>> given(std::optional<Json> line) { co_return line; }

    std::shared_ptr<RunFeed> m_feed;
    std::function<void()> m_cancel;
    std::optional<Json> m_first;
    bool m_hasBegun = false;
};

Json lastLine(const services::RunOutcome& outcome) {
    Json line = toJson(outcome);
    line["type"] = "outcome";
    return line;
}

asio::awaitable<void> writeLines(NdjsonWriter& writer, Taker& taker) {
    for (;;) {
        const std::optional<Json> line = co_await taker.next();
        if (!line) break;
        co_await writer.write(*line);
    }
    taker.runHasEnded();
    const Json last = lastLine(taker.outcome());
    co_await writer.write(last);
}

ServerEvent eventOf(const Json& line) {
    const std::string id = line.contains("seq") ? line.at("seq").dump() : std::string();
    return {id, line.value("type", ""), compactJson(line)};
}

asio::awaitable<void> writeEvents(SseWriter& writer, Taker& taker) {
    for (;;) {
        const std::optional<Json> line = co_await taker.next();
        if (!line) break;
        const ServerEvent event = eventOf(*line);
        co_await writer.write(event);
    }
    taker.runHasEnded();
    const ServerEvent last = eventOf(lastLine(taker.outcome()));
    co_await writer.write(last);
}

asio::awaitable<Response> outcomeOf(std::shared_ptr<Taker> taker) {
    for (;;) {
        const std::optional<Json> line = co_await taker->next();
        if (!line) break;
    }
    taker->runHasEnded();
    co_return Response::json(200, toJson(taker->outcome()));
}

}  // namespace

Json toJson(const services::RunOutcome& outcome) {
    Json questions = Json::array();
    for (const auto& question : outcome.questions)
        questions.push_back({{"id", question.id}, {"node", question.node}, {"question", question.question}});
    return {{"run_id", outcome.runId},           {"status", outcome.status},  {"output", outcome.output},
            {"questions", std::move(questions)}, {"wake_ms", outcome.wakeMs}, {"error", outcome.error}};
}

asio::awaitable<Response> runReply(const Backend& backend, const Call& call, AskedRun run) {
    const auto feed = std::make_shared<RunFeed>(co_await asio::this_coro::executor);
    const bool isToEnd = queryText(call, "on_disconnect") == "cancel";
    const auto taker = std::make_shared<Taker>(feed, isToEnd ? std::move(run.cancel) : nullptr);
    const auto ended = [feed](std::exception_ptr failure, services::RunOutcome outcome) {
        if (failure)
            feed->fail(failure);
        else
            feed->end(std::move(outcome));
    };
    // The coroutine's function must live as long as the coroutine.
    const auto go = std::make_shared<decltype(run.go)>(std::move(run.go));
    const auto work = [](auto function, auto told) -> asio::awaitable<services::RunOutcome> {
        co_return co_await (*function)(told);
    };
    asio::co_spawn(backend.pool, work(go, feed), ended);
    co_await taker->begin();
    switch (shapeFor(*call.request)) {
        case Shape::Lines:
            co_return ndjsonReply(call.request->id,
                                  [taker](NdjsonWriter& writer) { return writeLines(writer, *taker); });
        case Shape::Events:
            co_return sseReply(call.request->id, [taker](SseWriter& writer) { return writeEvents(writer, *taker); });
        case Shape::Outcome:
            break;
    }
    co_return co_await outcomeOf(taker);
}

void repliesWithRun(Route& route) {
    query(route, "on_disconnect", "What becomes of the run when the client leaves",
          {{"type", "string"}, {"enum", {"finish", "cancel"}}, {"default", "finish"}});
    replies(route, 200, "What the run tells, then its outcome", schemaRef("RunOutcome"));
    route.streams = true;
}

}  // namespace heddle::rest
