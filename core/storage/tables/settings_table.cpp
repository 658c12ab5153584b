#include "core/storage/tables/settings_table.h"

namespace heddle::storage {

void SettingsTable::set(const std::string& key, const Json& value) {
    if (value.is_null()) {
        m_connection.query("DELETE FROM settings WHERE key = ?1").bind(key).run();
        return;
    }
    m_connection
        .query("INSERT INTO settings(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
        .bind(key, value)
        .run();
}

Json SettingsTable::get(const std::string& key) {
    auto query = m_connection.query("SELECT value FROM settings WHERE key = ?1");
    Json value;
    if (query.bind(key).next()) query.read(value);
    return value;
}

Json SettingsTable::all() {
    auto query = m_connection.query("SELECT key, value FROM settings");
    Json settings = Json::object();
    while (query.next()) {
        std::string key;
        Json value;
        query.read(key, value);
        settings[key] = std::move(value);
    }
    return settings;
}

void SettingsTable::setWindowState(const std::string& window, std::string_view state) {
    m_connection
        .query(
            "INSERT INTO window_states(name, state) VALUES(?1, ?2) "
            "ON CONFLICT(name) DO UPDATE SET state = excluded.state")
        .bind(window, Blob{state})
        .run();
}

std::optional<std::string> SettingsTable::windowState(const std::string& window) {
    auto query = m_connection.query("SELECT state FROM window_states WHERE name = ?1");
    std::optional<std::string> state;
    if (query.bind(window).next()) query.read(state);
    return state;
}

}  // namespace heddle::storage
