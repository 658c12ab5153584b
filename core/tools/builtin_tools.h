#pragma once
#include "core/tools/tool.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::net {
class HttpClient;
}

namespace heddle::tools {

class MemoryStore;

/// A folder that agents may look into, or also change.
struct GrantedFolder {
    std::filesystem::path path;  ///< absolute
    bool isWritable = false;

    bool operator==(const GrantedFolder&) const = default;
};

/// A service that searches the web.
struct WebSearchAddress {
    std::string kind;  ///< searxng, brave, tavily
    std::string baseUrl;
    std::string key;
};

/// What built-in tools need from the outside. The functions are asked at each call, on any thread, and must not block.
struct BuiltinPorts {
    net::HttpClient& http;
    const Clock& clock;
    std::function<std::vector<GrantedFolder>(const ToolCaller&)> folders;
    std::function<std::optional<WebSearchAddress>()> webSearch;
    MemoryStore* memory = nullptr;  ///< null: nothing is remembered from one run to the next
};

/// "clock", "calculator", "plan", "http_request", "list_files", "read_file", "write_file", "web_search", and with a
/// memory "memory_save", "memory_search", "memory_delete". The references in `ports` must outlive them.
std::vector<ToolPtr> builtinTools(BuiltinPorts ports);

}  // namespace heddle::tools
