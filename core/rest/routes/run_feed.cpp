#include "core/rest/routes/run_feed.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::rest {

namespace asio = boost::asio;

/// With m_mutex held, so that the taker's executor is still there.
void RunFeed::wake() {
    asio::post(m_timer.get_executor(), [self = shared_from_this()] { self->m_timer.cancel(); });
}

void RunFeed::tell(Json line) {
    const std::lock_guard lock(m_mutex);
    if (m_isClosed) return;
    m_lines.push_back(std::move(line));
    wake();
}

void RunFeed::end(services::RunOutcome outcome) {
    const std::lock_guard lock(m_mutex);
    m_outcome = std::move(outcome);
    if (!m_isClosed) wake();
}

void RunFeed::fail(std::exception_ptr failure) {
    const std::lock_guard lock(m_mutex);
    m_failure = std::move(failure);
    if (!m_isClosed) wake();
}

services::EventListener RunFeed::listener() {
    return [self = shared_from_this()](const domain::RunEvent& event) { self->tell(domain::toJson(event)); };
}

asio::awaitable<std::optional<Json>> RunFeed::next() {
    for (;;) {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_lines.empty()) {
                Json line = std::move(m_lines.front());
                m_lines.pop_front();
                co_return line;
            }
            if (m_failure) std::rethrow_exception(m_failure);
            if (m_outcome) co_return std::nullopt;
            m_timer.expires_at(std::chrono::steady_clock::time_point::max());
        }
        boost::system::error_code woken;
        co_await m_timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }
}

void RunFeed::close() {
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_lines.clear();
}

}  // namespace heddle::rest
