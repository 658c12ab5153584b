#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::storage {
class Connection;
}

namespace heddle::services {

enum class SettingType {
    Text,
    Integer,
    Flag,  ///< true or false
    List,  ///< texts; spelled with commas
    Rate,  ///< "100/s:500": requests by unit (s, min, h), and how many at once; "off"
    File   ///< a path; kept absolute
};

/// One setting of the server.
struct ServerSetting {
    std::string_view key;
    SettingType type;
    std::string_view fallback;  ///< the default, as it is spelled
    std::string_view meaning;
    std::int64_t least = 0;  ///< of an Integer
    std::int64_t most = 0;
};

/// All of them, in groups.
std::span<const ServerSetting> serverSettings();
/// Throws Error(NotFound, "setting.unknown") with the facts `key` and `known`.
const ServerSetting& serverSetting(std::string_view key);

/// What may be set, in words: "an integer from 0 to 65535".
std::string allowedFor(const ServerSetting& setting);
/// The value that `text` spells. Throws Error(InvalidArgument, "setting.value") with the facts `key`, `got` and
/// `allowed`.
Json settingFromText(const ServerSetting& setting, const std::string& text);
/// How it is spelled.
std::string settingText(const Json& value);

/// "100/s:500", taken apart.
struct RateValue {
    double perSecond = 0;
    double burst = 0;
    bool isOff = false;
};
RateValue rateFromText(const std::string& text);

/// What is stored of the server's settings, as it was when it was read.
class StoredSettings {
public:
    /// Nothing: the defaults.
    StoredSettings() = default;
    explicit StoredSettings(storage::Connection& connection);

    bool isSet(std::string_view key) const;
    /// The stored value, or the default. Throws "setting.unknown", and "setting.value" for a stored one that this
    /// version does not take.
    Json value(std::string_view key) const;
    /// Stores one, or takes it away when it is null.
    void put(storage::Connection& connection, std::string_view key, const Json& value);

private:
    Json m_all = Json::object();
};

/// {key, value, default, is_set, meaning, allowed}.
Json toJson(const ServerSetting& setting, const StoredSettings& settings);
/// All of them.
std::vector<Json> toJson(const StoredSettings& settings);

/// The server's settings of a workspace, read and changed without opening all of it, also while a server holds it,
/// which sees them at its next start. Blocks; throws what storage::openWorkspace throws.
class ServerSettings {
public:
    /// Reads them. A folder without a database has the defaults.
    explicit ServerSettings(std::filesystem::path workspace);

    const StoredSettings& stored() const { return m_stored; }
    Json value(std::string_view key) const { return m_stored.value(key); }
    std::string text(std::string_view key) const { return value(key).get<std::string>(); }
    std::int64_t integer(std::string_view key) const { return value(key).get<std::int64_t>(); }
    bool flag(std::string_view key) const { return value(key).get<bool>(); }
    std::vector<std::string> list(std::string_view key) const { return value(key).get<std::vector<std::string>>(); }
    RateValue rate(std::string_view key) const { return rateFromText(text(key)); }

    /// Durable when they return. Makes the workspace when there is none.
    void set(std::string_view key, const std::string& text);
    void unset(std::string_view key);

private:
    void store(std::string_view key, const Json& value);

    std::filesystem::path m_workspace;
    StoredSettings m_stored;
};

}  // namespace heddle::services
