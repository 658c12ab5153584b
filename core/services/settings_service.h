#pragma once
#include "core/base/json.h"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// Small values by key: theme, language, window places, open tabs. Safe from any thread.
class SettingsService {
public:
    explicit SettingsService(storage::Database& database);

    /// All settings as one object, for the start.
    boost::asio::awaitable<Json> all();
    /// Durable when it returns; null removes the key.
    boost::asio::awaitable<void> set(std::string key, Json value);

private:
    storage::Database& m_database;
};

}  // namespace heddle::services
