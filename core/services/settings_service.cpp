#include "core/services/settings_service.h"

#include "core/storage/database.h"
#include "core/storage/tables/settings_table.h"

namespace heddle::services {

SettingsService::SettingsService(storage::Database& database) : m_database(database) {}

boost::asio::awaitable<Json> SettingsService::all() {
    const auto job = [](storage::Connection& connection) { return storage::SettingsTable(connection).all(); };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<void> SettingsService::set(std::string key, Json value) {
    const auto job = [&](storage::Connection& connection) { storage::SettingsTable(connection).set(key, value); };
    co_await m_database.write(job);
}

}  // namespace heddle::services
