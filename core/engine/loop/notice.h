#pragma once
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <mutex>

namespace heddle::engine {

/// A bell that any thread may ring and one coroutine waits for. A ring that nobody waits for is remembered, once.
class Notice {
public:
    explicit Notice(boost::asio::any_io_executor executor) : m_executor(std::move(executor)) {}

    void ring();
    /// Returns when the bell has been rung since the last wait. `executor` is that of the waiting coroutine.
    boost::asio::awaitable<void> wait();

private:
    using Handler = boost::asio::any_completion_handler<void()>;

    boost::asio::any_io_executor m_executor;
    std::mutex m_mutex;
    bool m_isRung = false;
    Handler m_waiting;
};

}  // namespace heddle::engine
