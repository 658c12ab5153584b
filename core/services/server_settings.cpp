#include "core/services/server_settings.h"

#include "core/base/error.h"
#include "core/services/workspace_files.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/workspace_database.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

namespace heddle::services {
namespace {

namespace fs = std::filesystem;

/// Before the keys of the desktop's settings, which are in the same table.
constexpr std::string_view kPrefix = "server.";
constexpr std::size_t kLongest = 4096;
constexpr double kMostRequests = 1e6;

constexpr std::array kSettings{
    ServerSetting{"http.address", SettingType::Text, "127.0.0.1", "Address to listen on; 0.0.0.0 and :: are all"},
    ServerSetting{"http.port", SettingType::Integer, "8321", "Port to listen on; 0 takes a free one", 0, 65535},
    ServerSetting{"http.threads", SettingType::Integer, "0", "Threads for connections; 0: one a core", 0, 256},
    ServerSetting{"http.plain", SettingType::Flag, "false", "No TLS, although others can connect: behind a proxy"},
    ServerSetting{"tls.certificate", SettingType::File, "", "Certificates, as PEM; empty: no TLS"},
    ServerSetting{"tls.key", SettingType::File, "", "The certificate's private key, as PEM"},
    ServerSetting{"cors.origins", SettingType::List, "", "Web origins whose pages may call the API"},
    ServerSetting{"proxies.trusted", SettingType::List, "", "Addresses of proxies whose X-Forwarded-For is believed"},
    ServerSetting{"limits.rate.address", SettingType::Rate, "200/s:1000", "Requests of one address"},
    ServerSetting{"limits.rate.default", SettingType::Rate, "100/s:500", "Requests of one user"},
    ServerSetting{"limits.rate.login", SettingType::Rate, "20/min:20", "Sign-ins and passwords, of one address"},
    ServerSetting{"store.needs_reviewer", SettingType::Flag, "false", "Nothing is published without a reviewer"},
    ServerSetting{"jobs.workers", SettingType::Integer, "0", "Threads that runs and jobs share; 0: one a core", 0, 256},
    ServerSetting{"log.requests", SettingType::Flag, "false", "A line of JSON for each request"},
    ServerSetting{"log.file", SettingType::File, "", "Log to this file, which rotates; empty: standard error"},
};

[[noreturn]] void refuse(const ServerSetting& setting, const std::string& got) {
    throw Error(ErrorKind::InvalidArgument, "setting.value",
                {{"key", setting.key}, {"got", got}, {"allowed", allowedFor(setting)}});
}

std::optional<std::int64_t> wholeNumber(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

double secondsOf(std::string_view unit) { return unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : 0; }

std::optional<RateValue> parsedRate(const std::string& text) {
    if (text == "off") return RateValue{0, 0, true};
    const auto slash = text.find('/');
    const auto colon = text.find(':', slash == std::string::npos ? 0 : slash);
    if (slash == std::string::npos || colon == std::string::npos) return std::nullopt;
    const auto count = wholeNumber(std::string_view(text).substr(0, slash));
    const auto burst = wholeNumber(std::string_view(text).substr(colon + 1));
    const double unit = secondsOf(std::string_view(text).substr(slash + 1, colon - slash - 1));
    const auto isPossible = [](std::int64_t n) { return n >= 1 && static_cast<double>(n) <= kMostRequests; };
    if (!count || !burst || unit == 0 || !isPossible(*count) || !isPossible(*burst)) return std::nullopt;
    return RateValue{static_cast<double>(*count) / unit, static_cast<double>(*burst), false};
}

Json listFrom(const std::string& text) {
    Json list = Json::array();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const auto from = text.find_first_not_of(' ', at);
        const auto to = text.find_last_not_of(' ', comma - 1);
        if (from < comma) list.push_back(text.substr(from, to - from + 1));
        at = comma + 1;
    }
    return list;
}

std::unique_ptr<storage::Database> openToLook(const fs::path& file) {
    try {
        return storage::openWorkspace(file, {.readOnly = true});
    } catch (const Error& error) {
        if (error.code() != "storage.too_old") throw;
    }
    return storage::openWorkspace(file);
}

/// Beside the process that holds the workspace, when there is one: a setting is one row, which nobody else writes.
std::unique_ptr<storage::Database> openForChange(const fs::path& file) {
    try {
        return storage::openWorkspace(file);
    } catch (const Error& error) {
        if (error.code() != "storage.locked_by") throw;
    }
    return storage::openWorkspace(file, {.beside = true});
}

bool hasControls(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::span<const ServerSetting> serverSettings() { return kSettings; }

const ServerSetting& serverSetting(std::string_view key) {
    const auto it = std::find_if(kSettings.begin(), kSettings.end(), [&](const auto& s) { return s.key == key; });
    if (it != kSettings.end()) return *it;
    std::string known;
    for (const auto& setting : kSettings)
        known += (known.empty() ? "" : ", ") + std::string(setting.key);
    throw Error(ErrorKind::NotFound, "setting.unknown", {{"key", key}, {"known", known}});
}

std::string allowedFor(const ServerSetting& setting) {
    switch (setting.type) {
        case SettingType::Text:
            return "a text";
        case SettingType::Integer:
            return "an integer from " + std::to_string(setting.least) + " to " + std::to_string(setting.most);
        case SettingType::Flag:
            return "true or false";
        case SettingType::List:
            return "texts with commas between them";
        case SettingType::Rate:
            return "requests by unit and how many at once, such as 100/s:500, 20/min:20 or 50/h:5, or off";
        case SettingType::File:
            return "the path of a file, or nothing";
    }
    return {};
}

Json settingFromText(const ServerSetting& setting, const std::string& text) {
    if (text.size() > kLongest || hasControls(text)) refuse(setting, text.substr(0, kLongest));
    switch (setting.type) {
        case SettingType::Integer: {
            const auto number = wholeNumber(text);
            if (!number || *number < setting.least || *number > setting.most) refuse(setting, text);
            return *number;
        }
        case SettingType::Flag:
            if (text != "true" && text != "false") refuse(setting, text);
            return text == "true";
        case SettingType::List:
            return listFrom(text);
        case SettingType::Rate:
            if (!parsedRate(text)) refuse(setting, text);
            return text;
        case SettingType::File:
            return text.empty() ? text : fs::absolute(text).lexically_normal().string();
        case SettingType::Text:
            if (text.empty()) refuse(setting, text);
            return text;
    }
    return text;
}

std::string settingText(const Json& value) {
    if (!value.is_array()) return value.is_string() ? value.get<std::string>() : value.dump();
    std::string text;
    for (const auto& part : value)
        text += (text.empty() ? "" : ", ") + (part.is_string() ? part.get<std::string>() : part.dump());
    return text;
}

RateValue rateFromText(const std::string& text) { return parsedRate(text).value_or(RateValue{0, 0, true}); }

StoredSettings::StoredSettings(storage::Connection& connection) : m_all(storage::SettingsTable(connection).all()) {}

bool StoredSettings::isSet(std::string_view key) const {
    return m_all.contains(std::string(kPrefix) + std::string(serverSetting(key).key));
}

Json StoredSettings::value(std::string_view key) const {
    const ServerSetting& setting = serverSetting(key);
    if (!isSet(key)) return settingFromText(setting, std::string(setting.fallback));
    return settingFromText(setting, settingText(m_all.at(std::string(kPrefix) + std::string(key))));
}

void StoredSettings::put(storage::Connection& connection, std::string_view key, const Json& value) {
    const std::string name = std::string(kPrefix) + std::string(serverSetting(key).key);
    storage::SettingsTable(connection).set(name, value);
    if (value.is_null())
        m_all.erase(name);
    else
        m_all[name] = value;
}

Json toJson(const ServerSetting& setting, const StoredSettings& settings) {
    return {{"key", setting.key},
            {"value", settings.value(setting.key)},
            {"default", settingFromText(setting, std::string(setting.fallback))},
            {"is_set", settings.isSet(setting.key)},
            {"meaning", setting.meaning},
            {"allowed", allowedFor(setting)}};
}

std::vector<Json> toJson(const StoredSettings& settings) {
    std::vector<Json> all;
    for (const ServerSetting& setting : kSettings)
        all.push_back(toJson(setting, settings));
    return all;
}

ServerSettings::ServerSettings(fs::path workspace) : m_workspace(std::move(workspace)) {
    const fs::path file = databaseOf(m_workspace);
    std::error_code missing;
    const auto size = fs::file_size(file, missing);
    if (missing || size == 0) return;
    m_stored = openToLook(file)->readNow([](storage::Connection& c) { return StoredSettings(c); });
}

void ServerSettings::set(std::string_view key, const std::string& text) {
    store(key, settingFromText(serverSetting(key), text));
}

void ServerSettings::unset(std::string_view key) {
    serverSetting(key);
    store(key, nullptr);
}

void ServerSettings::store(std::string_view key, const Json& value) {
    const auto job = [&](storage::Connection& c) { m_stored.put(c, key, value); };
    openForChange(databaseOf(m_workspace))->writeNow(job, storage::Durability::Power);
}

}  // namespace heddle::services
