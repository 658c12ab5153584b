#pragma once
#include "core/net/headers.h"
#include "core/rest/server/server_options.h"

#include <boost/asio/ip/address.hpp>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace heddle::rest {

/// Counts who is connected, in all and by address, and turns away who is too many. Safe from any thread.
class Admissions {
public:
    using Address = boost::asio::ip::address;

    /// The place of one connection, held while it lives.
    class Place {
    public:
        Place(Admissions& owner, Address key) : m_owner(&owner), m_key(std::move(key)) {}
        Place(Place&& other) noexcept : m_owner(std::exchange(other.m_owner, nullptr)), m_key(other.m_key) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (m_owner) m_owner->leave(m_key);
        }

    private:
        Admissions* m_owner;
        Address m_key;
    };

    explicit Admissions(const ServerOptions& options);

    /// Nothing when there is no place. Trusted proxies stand for many and have no limit of their own.
    std::optional<Place> admit(const Address& address);
    /// The address that a request is counted and logged under: the peer's, or, when that is a trusted proxy, the last
    /// one in its X-Forwarded-For that is none.
    std::string clientOf(const net::Headers& headers, const Address& peer) const;
    std::size_t count() const;
    /// Whether all have left within `limit`.
    bool waitForNone(std::chrono::milliseconds limit);

private:
    void leave(const Address& key);

    std::size_t m_most;
    std::size_t m_mostOfOne;
    std::set<Address> m_trusted;
    mutable std::mutex m_mutex;
    std::condition_variable m_left;
    std::map<Address, std::size_t> m_counts;
    std::size_t m_count = 0;
};

}  // namespace heddle::rest
