#include "core/services/accounts/principal_cache.h"

#include "core/base/clock.h"

namespace heddle::services {
namespace {

constexpr std::int64_t kLifeMs = 2'000;
constexpr std::size_t kMostEntries = 10'000;

}  // namespace

std::optional<domain::Principal> PrincipalCache::find(const std::string& credential) {
    const std::int64_t now = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    const auto it = m_entries.find(credential);
    // A clock that was set back must not make an entry live on.
    if (it == m_entries.end() || it->second.expiresMs <= now || it->second.expiresMs > now + kLifeMs) return {};
    return it->second.principal;
}

void PrincipalCache::put(const std::string& credential, const domain::Principal& principal, std::uint64_t generation) {
    const std::int64_t expires = m_clock.nowMs() + kLifeMs;
    const std::lock_guard lock(m_mutex);
    if (generation != m_generation) return;
    if (m_entries.size() >= kMostEntries) m_entries.clear();
    m_entries[credential] = {principal, expires};
}

std::uint64_t PrincipalCache::generation() {
    const std::lock_guard lock(m_mutex);
    return m_generation;
}

void PrincipalCache::clear() {
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
    ++m_generation;
}

}  // namespace heddle::services
