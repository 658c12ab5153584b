#include "core/net/url.h"
#include "core/services/server_settings.h"
#include "storecli/admin/remote_store.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>

namespace heddle::storecli {
namespace {

using services::settingText;

struct ConfigOptions {
    std::string key;
    std::string value;
    bool json = false;
};

/// The settings of a server, here or over REST, each as services::toJson(ServerSetting, …) gives it.
class Settings {
public:
    virtual ~Settings() = default;
    virtual std::vector<Json> list() = 0;
    virtual Json get(const std::string& key) = 0;
    virtual Json set(const std::string& key, const std::string& text) = 0;
    virtual Json unset(const std::string& key) = 0;
};

class LocalSettings final : public Settings {
public:
    explicit LocalSettings(const std::filesystem::path& workspace) : m_settings(workspace) {}

    std::vector<Json> list() override { return toJson(m_settings.stored()); }
    Json get(const std::string& key) override { return toJson(services::serverSetting(key), m_settings.stored()); }
    Json set(const std::string& key, const std::string& text) override {
        m_settings.set(key, text);
        return get(key);
    }
    Json unset(const std::string& key) override {
        m_settings.unset(key);
        return get(key);
    }

private:
    services::ServerSettings m_settings;
};

class RemoteSettings final : public Settings {
public:
    explicit RemoteSettings(RemoteStore& store) : m_store(store) {}

    std::vector<Json> list() override { return m_store.list("/settings", std::numeric_limits<std::size_t>::max()); }
    Json get(const std::string& key) override { return m_store.ask("GET", path(key)); }
    Json set(const std::string& key, const std::string& text) override {
        return m_store.ask("PUT", path(key), {{"value", text}});
    }
    Json unset(const std::string& key) override { return m_store.ask("DELETE", path(key)); }

private:
    static std::string path(const std::string& key) { return "/settings/" + net::percentEncoded(key); }

    RemoteStore& m_store;
};

std::string shown(const Json& value) {
    const std::string text = settingText(value);
    return text.empty() ? "-" : text;
}

int list(const ConfigOptions& options, Settings& settings) {
    const std::vector<Json> all = settings.list();
    std::size_t widest = 0;
    for (const Json& setting : all)
        widest = std::max(widest, settingText(setting.at("value")).size());
    for (const Json& setting : all) {
        if (options.json) {
            std::printf("%s\n", compactJson(setting).c_str());
            continue;
        }
        std::printf("%-22s %c %-*s  %-12s %s\n", setting.at("key").get<std::string>().c_str(),
                    setting.at("is_set") == true ? '*' : ' ', static_cast<int>(widest),
                    shown(setting.at("value")).c_str(), shown(setting.at("default")).c_str(),
                    setting.at("meaning").get<std::string>().c_str());
    }
    return kDone;
}

int print(const ConfigOptions& options, const Json& setting) {
    std::printf("%s\n", options.json ? compactJson(setting).c_str() : settingText(setting.at("value")).c_str());
    return kDone;
}

int get(const ConfigOptions& options, Settings& settings) { return print(options, settings.get(options.key)); }

int set(const ConfigOptions& options, Settings& settings) {
    return print(options, settings.set(options.key, options.value));
}

int unset(const ConfigOptions& options, Settings& settings) { return print(options, settings.unset(options.key)); }

using Act = int (*)(const ConfigOptions&, Settings&);

int actOn(const ConfigOptions& options, const SharedOptions& shared, Act act) {
    if (shared.remote.server.empty()) {
        LocalSettings settings(shared.folder());
        return act(options, settings);
    }
    runtime::Runtime runtime((runtime::Options()));
    RemoteStore store(runtime, shared.remote);
    RemoteSettings settings(store);
    return act(options, settings);
}

}  // namespace

void addConfig(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto options = std::make_shared<ConfigOptions>();
    CLI::App* group = app.add_subcommand("config", "The server's settings, which serve begins with");
    group->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, Act act) {
        CLI::App* command = group->add_subcommand(name, help);
        command->add_flag("--json", options->json, "As JSON");
        command->callback([options, act, &shared, &action] {
            action = [options, act, &shared] { return actOn(*options, shared, act); };
        });
        return command;
    };
    add("list", "Each with its value (* when it was set), its default and its meaning", list);
    const char* key = "A setting, as list names it";
    add("get", "What serve takes", get)->add_option("key", options->key, key)->required();
    CLI::App* setting = add("set", "Keep a value; a server that runs takes it at its next start", set);
    setting->add_option("key", options->key, key)->required();
    setting->add_option("value", options->value, "Texts of a list with commas between them")->required();
    add("unset", "Back to the default", unset)->add_option("key", options->key, key)->required();
}

}  // namespace heddle::storecli
