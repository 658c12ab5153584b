#pragma once
#include "core/base/json.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace heddle::mcp {

/// The newest revision of the protocol that begins with `initialize`, and all that we understand.
inline constexpr const char* kNewestRevision = "2025-11-25";
inline constexpr const char* kRevisions[] = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

/// A tool as its server describes it. Nothing of it is trusted.
struct McpTool {
    std::string name;
    std::string title;
    std::string description;
    Json inputSchema = Json::object();  ///< as it came: schemas are not ours to tidy
    Json outputSchema;                  ///< or null
    Json annotations = Json::object();

    bool operator==(const McpTool&) const = default;
    Json toJson() const;
    /// Throws Error(InvalidArgument, "json.…").
    static McpTool fromJson(const Json& json);
};

/// What a call of a tool came to.
struct McpResult {
    Json content = Json::array();  ///< [{type: text | image | audio | resource | resource_link, …}]
    Json structured;               ///< or null
    bool isError = false;

    /// All texts, a line break between them; other parts are named. The structured content where there is no text.
    std::string text() const;
    static McpResult fromJson(const Json& json);
};

struct ServerInfo {
    std::string name;
    std::string version;
    std::string revision;  ///< of the protocol
    std::string instructions;
    Json capabilities = Json::object();
};

/// How long a server may take. All of them are named in the error that they end in.
struct McpLimits {
    std::chrono::milliseconds start{30'000};
    std::chrono::milliseconds idle{60'000};    ///< without a sign of life; progress is one
    std::chrono::milliseconds total{600'000};  ///< of one request, whatever it tells
};

/// Hears {progress, total?, message?}.
using ProgressSink = std::function<void(const Json&)>;

}  // namespace heddle::mcp
