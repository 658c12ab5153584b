#include "core/engine/loop/notice.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

void Notice::ring() {
    Handler waiting;
    {
        const std::lock_guard lock(m_mutex);
        waiting = std::exchange(m_waiting, Handler());
        m_isRung = !waiting;
    }
    if (waiting) asio::post(m_executor, std::move(waiting));
}

asio::awaitable<void> Notice::wait() {
    auto start = [this](auto handler) {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_isRung) {
                m_waiting = std::move(handler);
                return;
            }
            m_isRung = false;
        }
        asio::post(m_executor, std::move(handler));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start, asio::use_awaitable);
}

}  // namespace heddle::engine
