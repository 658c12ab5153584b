#include "core/services/tools/agent_memory.h"

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/memories_table.h"

namespace heddle::services {

using storage::Connection;
using storage::MemoriesTable;

boost::asio::awaitable<void> AgentMemory::save(std::string space, std::string key, std::string text) {
    const std::int64_t now = m_clock.nowMs();
    const storage::MemoryRow row{newId(), std::move(space), std::move(key), std::move(text), now, now, 0};
    const auto job = [&row](Connection& connection) { MemoriesTable(connection).put(row); };
    co_await m_database.write(job);
}

boost::asio::awaitable<std::vector<tools::Memory>> AgentMemory::search(std::string space, std::string words,
                                                                       int limit) {
    const auto terms = searchTerms(words);
    const std::int64_t now = m_clock.nowMs();
    const auto job = [&](Connection& connection) { return MemoriesTable(connection).search(space, terms, now, limit); };
    std::vector<tools::Memory> found;
    const std::vector<storage::MemoryRow> rows = co_await m_database.read(job);
    for (const auto& row : rows)
        found.push_back(
            {row.key, row.value.is_string() ? row.value.get<std::string>() : compactJson(row.value), row.updatedMs});
    co_return found;
}

boost::asio::awaitable<bool> AgentMemory::remove(std::string space, std::string key) {
    const auto job = [&](Connection& connection) { return MemoriesTable(connection).remove(space, key); };
    co_return co_await m_database.write(job);
}

}  // namespace heddle::services
