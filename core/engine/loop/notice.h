#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <mutex>

namespace heddle::engine {

/// A bell that any thread may ring and one coroutine waits for. A ring that nobody waits for is remembered, once.
class Notice {
public:
    /// `executor` is that of the waiting coroutine.
    explicit Notice(boost::asio::any_io_executor executor) : m_executor(std::move(executor)) {}

    void ring();
    /// Returns when the bell has been rung since the last wait.
    boost::asio::awaitable<void> wait();

private:
    boost::asio::any_io_executor m_executor;
    std::mutex m_mutex;
    bool m_isRung = false;
    std::function<void()> m_wake;  ///< goes on with the coroutine that waits
};

}  // namespace heddle::engine
