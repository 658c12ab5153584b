#pragma once
#include "core/security/password.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <string>

namespace heddle::services {

/// Hashes and checks passwords on two threads of its own: each takes a tenth of a second of a whole core. Safe from any
/// thread. Throws Error(RateLimited, "password.busy") when too many wait.
class PasswordDesk {
public:
    explicit PasswordDesk(security::PasswordCost cost = {});
    /// Waits for what is being computed.
    ~PasswordDesk();

    boost::asio::awaitable<std::string> hash(std::string password);
    /// As PasswordHasher::verify: takes as long when nothing is stored.
    boost::asio::awaitable<bool> verify(std::optional<std::string> stored, std::string password);
    bool wantsRehash(const std::string& stored) const { return m_hasher.wantsRehash(stored); }

private:
    security::PasswordHasher m_hasher;
    boost::asio::thread_pool m_threads{2};
};

}  // namespace heddle::services
