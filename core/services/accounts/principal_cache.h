#pragma once
#include "core/domain/user.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace heddle {
class Clock;
}

namespace heddle::services {

/// Who a credential stood for a moment ago, so that a request need not ask the database. What this process changes of
/// users, sessions and keys counts at once, for whoever changes it calls clear(); what another process changes, after
/// two seconds. Safe from any thread.
class PrincipalCache {
public:
    /// `clock` must outlive it.
    explicit PrincipalCache(const Clock& clock) : m_clock(clock) {}

    std::optional<domain::Principal> find(const std::string& credential);
    /// `generation`: what generation() gave before the database was asked, so that nothing is kept that clear() came
    /// after.
    void put(const std::string& credential, const domain::Principal& principal, std::uint64_t generation);
    std::uint64_t generation();
    void clear();

private:
    struct Entry {
        domain::Principal principal;
        std::int64_t expiresMs = 0;
    };

    const Clock& m_clock;
    std::mutex m_mutex;
    std::unordered_map<std::string, Entry> m_entries;  // by m_mutex
    std::uint64_t m_generation = 0;                    // by m_mutex
};

}  // namespace heddle::services
