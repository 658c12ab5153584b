#pragma once
#include "core/runtime/server.h"
#include "core/services/server_settings.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace heddle::storecli {

/// What `serve` was given on the command line; what is not there comes from the workspace's settings.
struct ServeFlags {
    std::optional<std::string> address;
    std::optional<std::uint16_t> port;
    std::optional<int> threads;
    std::string certificate;
    std::string key;
    std::optional<bool> isPlain;
    std::optional<bool> needsReviewer;
    std::optional<bool> logsRequests;
    std::string logFile;
    bool isUnlimited = false;
    std::vector<std::string> origins;
    std::vector<std::string> proxies;

    void addTo(CLI::App& command);
};

/// Throws Error(InvalidArgument, "serve.plain" | "serve.no_key"), and "setting.value".
runtime::ServeOptions serveOptions(const ServeFlags& flags, const services::ServerSettings& settings);
/// Where logs go; empty: standard error.
std::string logFileOf(const ServeFlags& flags, const services::ServerSettings& settings);

}  // namespace heddle::storecli
