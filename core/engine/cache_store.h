#pragma once
#include "core/base/clock.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace heddle::engine {

/// Keeps what nodes with a cache policy came to, as a port. Safe from any thread; calls are short. A key belongs to one
/// space: a node as it was configured.
class CacheStore {
public:
    virtual ~CacheStore() = default;
    virtual std::optional<std::string> get(const std::string& space, const std::string& key) = 0;
    /// `ttlMs` 0: kept until it is cleared, or until room is needed.
    virtual void put(const std::string& space, const std::string& key, std::string value, std::int64_t ttlMs) = 0;
    /// An empty space: everything.
    virtual void clear(const std::string& space) = 0;
};

/// Keeps up to `most` values in memory; the oldest make room.
class MemoryCache final : public CacheStore {
public:
    explicit MemoryCache(const Clock& clock, std::size_t most = 10'000) : m_clock(clock), m_most(most) {}

    std::optional<std::string> get(const std::string& space, const std::string& key) override;
    void put(const std::string& space, const std::string& key, std::string value, std::int64_t ttlMs) override;
    void clear(const std::string& space) override;

private:
    struct Entry {
        std::string value;
        std::int64_t expiresMs = 0;  ///< 0: never
        std::uint64_t age = 0;       ///< key in m_ages
    };
    using Place = std::pair<std::string, std::string>;  ///< space and key

    void drop(const Place& place);

    const Clock& m_clock;
    std::size_t m_most;
    std::mutex m_mutex;
    std::uint64_t m_count = 0;
    std::map<Place, Entry> m_entries;
    std::map<std::uint64_t, Place> m_ages;  ///< oldest first
};

}  // namespace heddle::engine
