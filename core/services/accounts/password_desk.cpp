#include "core/services/accounts/password_desk.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::services {

namespace asio = boost::asio;

PasswordDesk::PasswordDesk(security::PasswordCost cost) : m_hasher(cost) {}

PasswordDesk::~PasswordDesk() { m_threads.join(); }

asio::awaitable<std::string> PasswordDesk::hash(std::string password) {
    const auto work = [this, &password]() -> asio::awaitable<std::string> { co_return m_hasher.hash(password); };
    co_return co_await asio::co_spawn(m_threads, work, asio::use_awaitable);
}

asio::awaitable<bool> PasswordDesk::verify(std::optional<std::string> stored, std::string password) {
    const auto work = [this, &stored, &password]() -> asio::awaitable<bool> {
        co_return m_hasher.verify(stored, password);
    };
    co_return co_await asio::co_spawn(m_threads, work, asio::use_awaitable);
}

}  // namespace heddle::services
