#pragma once
#include "core/storage/connection.h"

#include <optional>
#include <string>

namespace heddle::storage {

/// Small values by key, and the places of windows.
class SettingsTable {
public:
    explicit SettingsTable(Connection& connection) : m_connection(connection) {}

    /// Null removes the key.
    void set(const std::string& key, const Json& value);
    /// Null when it is not there.
    Json get(const std::string& key);
    /// All of them as one object.
    Json all();

    /// Opaque bytes, as a toolkit saves them.
    void setWindowState(const std::string& window, std::string_view state);
    std::optional<std::string> windowState(const std::string& window);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
