#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::domain {

/// A tool that agents may call (design 3.5.1).
struct Tool {
    std::string id;
    std::string name;  ///< unique on its server
    std::string version;
    std::string description;
    std::string type = "http_api";   ///< http_api, code_tool, database, system, mcp
    Json manifest = Json::object();  ///< `input_schema`, and what its type needs
    std::string endpoint;
    std::string serverId;           ///< ToolServer::serverId; empty: it stands alone
    std::string status = "active";  ///< active, inactive, deprecated
    std::vector<std::string> tags;
    bool isStreaming = false;
    int maxSeconds = 300;    ///< of one call
    Json resources;          ///< object or null
    std::string pinnedHash;  ///< of what a person has seen of it; another one turns it off
    std::string createdBy;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t revision = 1;

    bool operator==(const Tool&) const = default;
};

/// A server of tools on one topic (design 3.5.2).
struct ToolServer {
    std::string id;
    std::string serverId;  ///< unique: what tools call it
    std::string name;
    std::string description;
    std::string agentVersionId;  ///< whose server it is; empty: everybody's
    std::string endpoint;
    /// How it is reached: {command, args, env, folder} of a program, or {url, headers}; and its limits. Values may name
    /// secrets: "${NAME}".
    Json connection = Json::object();
    std::string status = "active";  ///< active, inactive, deprecated
    int toolCount = 0;
    std::int64_t totalCalls = 0;
    std::int64_t successCalls = 0;
    std::int64_t responseMsSum = 0;  ///< of all calls
    std::string createdBy;
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
    std::int64_t lastHealthCheckMs = 0;
    std::int64_t revision = 0;  ///< counts nothing: the time of the last change

    bool operator==(const ToolServer&) const = default;
};

Json toJson(const Tool& tool);
Json toJson(const ToolServer& server);

}  // namespace heddle::domain
