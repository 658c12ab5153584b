#include "core/engine/loop/gate.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace heddle::engine {

namespace asio = boost::asio;

/// One that waits. Its timer is used on its own executor only.
struct TurnGate::Waiter {
    Waiter(const asio::any_io_executor& executor, std::string theRun) : timer(executor), run(std::move(theRun)) {}

    asio::steady_timer timer;
    std::string run;
    bool isIn = false;  ///< guarded by the gate's mutex
};

asio::awaitable<Permit> TurnGate::enter(std::string run) {
    const auto waiter = std::make_shared<Waiter>(co_await asio::this_coro::executor, std::move(run));
    std::vector<WaiterPtr> woken;
    {
        const std::lock_guard lock(m_mutex);
        auto& line = m_waiting[waiter->run];
        if (line.empty()) m_turns.push_back(waiter->run);
        line.push_back(waiter);
        letIn(woken);
    }
    wake(woken);
    for (;;) {
        {
            const std::lock_guard lock(m_mutex);
            if (waiter->isIn) break;
            wakeAt(waiter);
        }
        boost::system::error_code failure;
        auto token = asio::redirect_error(asio::use_awaitable, failure);
        co_await waiter->timer.async_wait(token);
        std::vector<WaiterPtr> next;
        bool isCancelled = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
        {
            const std::lock_guard lock(m_mutex);
            if (isCancelled) {
                if (!waiter->isIn) forget(waiter);
                isCancelled = !waiter->isIn;
            }
            letIn(next);
        }
        wake(next);
        if (isCancelled) throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return Permit([self = shared_from_this()] { self->leave(); });
}

/// Until when a waiter sleeps: the next beginning that the rate allows, or until somebody wakes it.
void TurnGate::wakeAt(const WaiterPtr& waiter) {
    auto time = std::chrono::steady_clock::time_point::max();
    if (m_rate.perInterval > 0 && m_begun.size() >= static_cast<std::size_t>(m_rate.perInterval)) {
        const std::int64_t interval = static_cast<std::int64_t>(m_rate.intervalMs) * 1'000'000;
        const std::int64_t left = m_begun.front() + interval - m_clock.steadyNs();
        time = std::chrono::steady_clock::now() + std::chrono::nanoseconds(std::max<std::int64_t>(left, 1));
    }
    waiter->timer.expires_at(time);
}

bool TurnGate::mayEnter() {
    if (m_rate.atOnce > 0 && m_inside >= m_rate.atOnce) return false;
    if (m_rate.perInterval <= 0) return true;
    const std::int64_t past = m_clock.steadyNs() - static_cast<std::int64_t>(m_rate.intervalMs) * 1'000'000;
    while (!m_begun.empty() && m_begun.front() <= past)
        m_begun.pop_front();
    return m_begun.size() < static_cast<std::size_t>(m_rate.perInterval);
}

void TurnGate::letIn(std::vector<WaiterPtr>& woken) {
    while (!m_turns.empty() && mayEnter()) {
        const WaiterPtr next = takeNext();
        next->isIn = true;
        ++m_inside;
        if (m_rate.perInterval > 0) m_begun.push_back(m_clock.steadyNs());
        woken.push_back(next);
    }
}

TurnGate::WaiterPtr TurnGate::takeNext() {
    const std::string run = std::move(m_turns.front());
    m_turns.pop_front();
    const auto line = m_waiting.find(run);
    const WaiterPtr next = line->second.front();
    line->second.pop_front();
    if (line->second.empty()) {
        m_waiting.erase(line);
    } else {
        m_turns.push_back(run);
    }
    return next;
}

void TurnGate::forget(const WaiterPtr& waiter) {
    const auto line = m_waiting.find(waiter->run);
    if (line == m_waiting.end()) return;
    std::erase(line->second, waiter);
    if (!line->second.empty()) return;
    m_waiting.erase(line);
    std::erase(m_turns, waiter->run);
}

void TurnGate::leave() {
    std::vector<WaiterPtr> woken;
    {
        const std::lock_guard lock(m_mutex);
        --m_inside;
        letIn(woken);
    }
    wake(woken);
}

/// Posted: a timer belongs to its waiter's executor. One that does not sleep yet sees that it is in.
void TurnGate::wake(const std::vector<WaiterPtr>& woken) {
    for (const WaiterPtr& waiter : woken)
        asio::post(waiter->timer.get_executor(), [waiter] { waiter->timer.cancel(); });
}

}  // namespace heddle::engine
