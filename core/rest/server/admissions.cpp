#include "core/rest/server/admissions.h"

#include "core/base/error.h"

#include <sys/resource.h>

#include <algorithm>

namespace heddle::rest {
namespace {

namespace ip = boost::asio::ip;

/// Descriptors for everything that is no connection: files, databases, models.
constexpr std::size_t kOtherDescriptors = 200;

std::size_t mostConnections() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto all = static_cast<std::size_t>(limit.rlim_cur);
    return std::max(all, 2 * kOtherDescriptors) - kOtherDescriptors;
}

/// Whom an address stands for: one person has a whole /64 of IPv6.
ip::address keyOf(const ip::address& address) {
    if (!address.is_v6()) return address;
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return v6.is_loopback() ? address : ip::address_v6(bytes);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

}  // namespace

Admissions::Admissions(const ServerOptions& options)
    : m_most(options.limits.connections > 0 ? options.limits.connections : mostConnections()),
      m_mostOfOne(options.limits.perAddress) {
    for (const auto& text : options.trustedProxies) {
        boost::system::error_code failure;
        m_trusted.insert(ip::make_address(text, failure));
        if (failure) throw Error(ErrorKind::InvalidArgument, "rest.address", {{"address", text}});
    }
}

std::optional<Admissions::Place> Admissions::admit(const Address& address) {
    const Address key = keyOf(address);
    const std::lock_guard lock(m_mutex);
    if (m_count >= m_most) return std::nullopt;
    std::size_t& own = m_counts[key];
    if (m_mostOfOne > 0 && own >= m_mostOfOne && !m_trusted.contains(address)) return std::nullopt;
    ++own;
    ++m_count;
    return std::optional<Place>(std::in_place, *this, key);
}

std::string Admissions::clientOf(const net::Headers& headers, const Address& peer) const {
    if (!m_trusted.contains(peer)) return peer.to_string();
    std::string list;
    for (const auto& [name, value] : headers) {
        if (!net::sameFieldName(name, "X-Forwarded-For")) continue;
        if (!list.empty()) list += ',';
        list += value;
    }
    Address nearest = peer;
    for (std::string_view rest = list; m_trusted.contains(nearest) && !rest.empty();) {
        const auto comma = rest.rfind(',');
        const auto last = trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
        boost::system::error_code failure;
        const Address next = ip::make_address(std::string(last), failure);
        if (failure) break;
        nearest = next;
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    }
    return nearest.to_string();
}

std::size_t Admissions::count() const {
    const std::lock_guard lock(m_mutex);
    return m_count;
}

bool Admissions::waitForNone(std::chrono::milliseconds limit) {
    std::unique_lock lock(m_mutex);
    return m_left.wait_for(lock, limit, [this] { return m_count == 0; });
}

void Admissions::leave(const Address& key) {
    const std::lock_guard lock(m_mutex);
    const auto own = m_counts.find(key);
    if (--own->second == 0) m_counts.erase(own);
    --m_count;
    m_left.notify_all();
}

}  // namespace heddle::rest
