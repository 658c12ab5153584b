#include "core/engine/cache_store.h"

namespace heddle::engine {

std::optional<std::string> MemoryCache::get(const std::string& space, const std::string& key) {
    const std::lock_guard lock(m_mutex);
    const Place place{space, key};
    const auto found = m_entries.find(place);
    if (found == m_entries.end()) return std::nullopt;
    if (found->second.expiresMs == 0 || m_clock.nowMs() < found->second.expiresMs) return found->second.value;
    drop(place);
    return std::nullopt;
}

void MemoryCache::put(const std::string& space, const std::string& key, std::string value, std::int64_t ttlMs) {
    const std::lock_guard lock(m_mutex);
    const Place place{space, key};
    drop(place);
    if (m_entries.size() >= m_most && !m_ages.empty()) {
        const Place oldest = m_ages.begin()->second;
        drop(oldest);
    }
    m_entries[place] = Entry{std::move(value), ttlMs > 0 ? m_clock.nowMs() + ttlMs : 0, ++m_count};
    m_ages[m_count] = place;
}

void MemoryCache::clear(const std::string& space) {
    const std::lock_guard lock(m_mutex);
    if (space.empty()) {
        m_entries.clear();
        m_ages.clear();
        return;
    }
    auto entry = m_entries.lower_bound(Place{space, {}});
    while (entry != m_entries.end() && entry->first.first == space) {
        m_ages.erase(entry->second.age);
        entry = m_entries.erase(entry);
    }
}

void MemoryCache::drop(const Place& place) {
    const auto found = m_entries.find(place);
    if (found == m_entries.end()) return;
    m_ages.erase(found->second.age);
    m_entries.erase(found);
}

}  // namespace heddle::engine
