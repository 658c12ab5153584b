#pragma once
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::tools {

/// Something that was remembered.
struct Memory {
    std::string key;
    std::string text;
    std::int64_t updatedMs = 0;
};

/// What agents remember from one run to the next, by namespace: a port that services implement. Any thread.
class MemoryStore {
public:
    virtual ~MemoryStore() = default;
    /// Replaces what was under the same key.
    virtual boost::asio::awaitable<void> save(std::string space, std::string key, std::string text) = 0;
    /// The best first; without words, the newest.
    virtual boost::asio::awaitable<std::vector<Memory>> search(std::string space, std::string words, int limit) = 0;
    /// False when there was none.
    virtual boost::asio::awaitable<bool> remove(std::string space, std::string key) = 0;
};

}  // namespace heddle::tools
