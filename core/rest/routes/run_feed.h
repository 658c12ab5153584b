#pragma once
#include "core/services/runs/run_service.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace heddle::rest {

/// What a run tells, carried from the pool's threads to the coroutine that answers its client. The run never waits for
/// the client: what it tells is kept until it is taken.
class RunFeed : public std::enable_shared_from_this<RunFeed> {
public:
    /// `executor`: the taker's.
    explicit RunFeed(const boost::asio::any_io_executor& executor) : m_timer(executor) {}

    /// From any thread.
    void tell(Json line);
    void end(services::RunOutcome outcome);
    void fail(std::exception_ptr failure);
    /// For the run's events.
    services::EventListener listener();

    /// The next line; nothing when the run has ended. Throws what the run threw. On the taker's executor, and cancelled
    /// with it.
    boost::asio::awaitable<std::optional<Json>> next();
    /// How it ended; after next() gave nothing.
    const services::RunOutcome& outcome() const { return *m_outcome; }
    /// Nobody takes any more: what is told from now on is dropped. On the taker's executor.
    void close();

private:
    void wake();

    std::mutex m_mutex;
    boost::asio::steady_timer m_timer;              ///< of the taker, who waits for it to be cancelled
    std::deque<Json> m_lines;                       // by m_mutex
    std::optional<services::RunOutcome> m_outcome;  // by m_mutex until it is there
    std::exception_ptr m_failure;                   // by m_mutex
    bool m_isClosed = false;                        // by m_mutex
};

}  // namespace heddle::rest
