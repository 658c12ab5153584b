#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/nodes/agent/tool_turn.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::nodes {

namespace asio = boost::asio;

namespace {

constexpr std::int64_t kLongestPauseMs = 60'000;

asio::awaitable<void> pauseFor(std::int64_t ms) {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(ms));
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<tools::ToolAnswer> within(const tools::Tool& tool, const tools::ToolInput& input) {
    const auto executor = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, tool.call(input), asio::deferred),
        asio::co_spawn(executor, pauseFor(tool.card().timeoutMs), asio::deferred));
    auto ended = co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const bool isLate = std::get<0>(ended)[0] == 1;
    const std::exception_ptr failure = isLate ? std::get<3>(ended) : std::get<1>(ended);
    if (failure) std::rethrow_exception(failure);
    if (!isLate) co_return std::get<2>(std::move(ended));
    throw Error(ErrorKind::Timeout, "tool.timeout", {{"tool", tool.card().name}, {"ms", tool.card().timeoutMs}});
}

std::string outcomeOf(const Error& error) {
    if (error.kind() == ErrorKind::Timeout) return "timeout";
    return error.kind() == ErrorKind::Cancelled ? "cancelled" : "error";
}

}  // namespace

/// Calls a tool, again when it fails in a way that may pass. A tool that changes something is called again only with
/// the same idempotency key, so it is safe with tools that know such keys; others say isReadOnly or fail for good.
asio::awaitable<tools::ToolAnswer> ToolTurn::tried(const tools::Tool& tool, const tools::ToolInput& input) {
    std::int64_t pause = m_config.tools.retryMs;
    for (int attempt = 0;; ++attempt) {
        std::optional<Error> error;
        try {
            co_return co_await within(tool, input);
        } catch (const Error& failure) {
            error = failure;
        }
        const bool mayPass = isWorthRepeating(error->kind()) && tool.card().isReadOnly;
        if (!mayPass || attempt >= m_config.tools.retries) throw *error;
        co_await pauseFor(pause);
        pause = std::min(pause * 2, kLongestPauseMs);
    }
}

asio::awaitable<Json> ToolTurn::perform(const Planned& planned, const engine::PieceSink& piece) {
    const SystemClock clock;
    const std::int64_t started = clock.steadyNs();
    const Json begins{{"tool", planned.card->name}, {"call", planned.call.id}};
    piece(begins);
    tools::ToolInput input;
    input.arguments = planned.arguments;
    input.idempotencyKey = m_context.idempotencyKey() + ":" + planned.call.id;
    input.caller = m_caller;
    input.progress = [&piece, &begins](const Json& told) {
        Json all = begins;
        all.update(told);
        piece(all);
    };
    Planned done = planned;
    std::exception_ptr failure;
    try {
        std::vector<std::string> name{planned.card->name};
        const std::vector<tools::ToolPtr> found = co_await m_toolbox.find(std::move(name), m_caller);
        if (found.empty()) throw Error(ErrorKind::NotFound, "tool.gone", {{"tool", planned.card->name}});
        done.answer = co_await tried(*found.front(), input);
        done.outcome = done.answer.isError ? "error" : "ok";
    } catch (...) {
        failure = std::current_exception();
        done.outcome = outcomeOf(currentError());
    }
    done.ms = (clock.steadyNs() - started) / 1'000'000;
    m_toolbox.log(recordOf(done));
    if (failure) std::rethrow_exception(failure);
    Json answer = done.answer.toJson();
    answer["ms"] = done.ms;
    co_return answer;
}

}  // namespace heddle::nodes
