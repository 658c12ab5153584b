#pragma once
#include "core/tools/memory_store.h"

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// What agents remember, in the workspace's database. Safe from any thread.
class AgentMemory final : public tools::MemoryStore {
public:
    AgentMemory(storage::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {}

    boost::asio::awaitable<void> save(std::string space, std::string key, std::string text) override;
    boost::asio::awaitable<std::vector<tools::Memory>> search(std::string space, std::string words, int limit) override;
    boost::asio::awaitable<bool> remove(std::string space, std::string key) override;

private:
    storage::Database& m_database;
    const Clock& m_clock;
};

}  // namespace heddle::services
