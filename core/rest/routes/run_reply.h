#pragma once
#include "core/rest/routes/backend.h"
#include "core/rest/routes/run_feed.h"
#include "core/rest/routing/route.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace heddle::rest {

/// A run that a request asks for. `go` is called on the pool, with a feed that it tells what comes before the run's
/// events. `cancel` ends a run whose client has left, unless the client has asked to let it end (`on_disconnect`).
struct AskedRun {
    std::function<boost::asio::awaitable<services::RunOutcome>(std::shared_ptr<RunFeed> feed)> go;
    std::function<void()> cancel;
};

/// Begins the run and answers with what it tells: as NDJSON, as events when the client prefers text/event-stream, or,
/// when it prefers application/json, with its outcome alone.
boost::asio::awaitable<Response> runReply(const Backend& backend, const Call& call, AskedRun run);

/// Declares what runReply() answers, and its parameter.
void repliesWithRun(Route& route);

/// {run_id, status, output, questions, wake_ms, error}
Json toJson(const services::RunOutcome& outcome);

}  // namespace heddle::rest
