#include "core/services/server_settings.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

using services::ServerSetting;
using services::ServerSettings;

struct ConfigOptions {
    std::string key;
    std::string value;
    bool json = false;
};

Json described(const ServerSetting& setting, const ServerSettings& settings) {
    return {{"key", setting.key},
            {"value", settings.value(setting.key)},
            {"default", settingFromText(setting, std::string(setting.fallback))},
            {"is_set", settings.isSet(setting.key)},
            {"meaning", setting.meaning},
            {"allowed", allowedFor(setting)}};
}

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

int list(const ConfigOptions& options, ServerSettings& settings) {
    std::size_t widest = 0;
    for (const auto& setting : services::serverSettings())
        widest = std::max(widest, settingText(setting, settings.value(setting.key)).size());
    for (const auto& setting : services::serverSettings()) {
        if (options.json) {
            std::printf("%s\n", compactJson(described(setting, settings)).c_str());
            continue;
        }
        std::printf("%-22s %c %-*s  %-12s %s\n", std::string(setting.key).c_str(),
                    settings.isSet(setting.key) ? '*' : ' ', static_cast<int>(widest),
                    shown(settingText(setting, settings.value(setting.key))).c_str(),
                    shown(std::string(setting.fallback)).c_str(), std::string(setting.meaning).c_str());
    }
    return kDone;
}

int get(const ConfigOptions& options, ServerSettings& settings) {
    const auto& setting = services::serverSetting(options.key);
    std::printf("%s\n", options.json ? compactJson(described(setting, settings)).c_str()
                                     : settingText(setting, settings.value(options.key)).c_str());
    return kDone;
}

int set(const ConfigOptions& options, ServerSettings& settings) {
    settings.set(options.key, options.value);
    return get(options, settings);
}

int unset(const ConfigOptions& options, ServerSettings& settings) {
    settings.unset(options.key);
    return get(options, settings);
}

}  // namespace

void addConfig(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto options = std::make_shared<ConfigOptions>();
    CLI::App* group = app.add_subcommand("config", "The server's settings, which serve begins with");
    group->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int (*act)(const ConfigOptions&, ServerSettings&)) {
        CLI::App* command = group->add_subcommand(name, help);
        command->add_flag("--json", options->json, "As JSON");
        command->callback([options, act, &shared, &action] {
            action = [options, act, &shared] {
                ServerSettings settings(shared.folder());
                return act(*options, settings);
            };
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
