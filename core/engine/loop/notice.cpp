#include "core/engine/loop/notice.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

void Notice::ring() {
    std::function<void()> wake;
    {
        const std::lock_guard lock(m_mutex);
        wake.swap(m_wake);
        m_isRung = !wake;
    }
    if (wake) wake();
}

asio::awaitable<void> Notice::wait() {
    auto start = [this](auto handler) {
        // Shared, as std::function wants to be copied; Boost 1.81's any_completion_handler cannot be assigned to.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        auto wake = [kept, executor = m_executor] { asio::post(executor, std::move(*kept)); };
        {
            const std::lock_guard lock(m_mutex);
            if (!m_isRung) {
                m_wake = std::move(wake);
                return;
            }
            m_isRung = false;
        }
        wake();
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
}

}  // namespace heddle::engine
