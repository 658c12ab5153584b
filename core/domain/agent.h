#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::domain {

/// What a developer makes and a user chats with (design 3.1.2). Its working copy is edited; versions are frozen.
struct Agent {
    std::string id;
    std::string developerId = "local";  ///< whose it is
    std::string name;
    std::string description;
    std::string category;  ///< id of a category, or empty
    std::string icon;
    std::vector<std::string> tags;
    std::string status = "draft";  ///< draft, published, archived
    std::string templateId;        ///< what it was made from, or empty
    std::string latestVersion;     ///< semantic version, or empty when none was published yet
    std::int64_t downloadCount = 0;
    std::int64_t ratingCount = 0;
    std::int64_t ratingSum = 0;  ///< of stars: 1 to 5 each
    std::int64_t publishedMs = 0;
    std::int64_t revision = 1;  ///< counts up with every change
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;

    bool operator==(const Agent&) const = default;
};

/// A frozen state of an agent (design 3.1.3): the workflow inline, or a template and its parameters, exactly one of the
/// two.
struct AgentVersion {
    std::string id;
    std::string agentId;
    std::string version;
    bool current = false;
    std::optional<Json> workflow;
    std::string templateId;
    Json templateParameters;
    Json serviceDependencies = Json::object();  ///< {node id: {service type: service config id}}
    Json modelParameters;                       ///< overrides, or null
    std::vector<std::string> toolDependencies;
    std::string changelog;
    std::string systemPrompt;
    bool ragEnabled = false;
    std::string status = "published";  ///< draft, in_review, published, rejected, withdrawn
    std::int64_t createdMs = 0;

    bool operator==(const AgentVersion&) const = default;
};

/// A configured model service: an address that speaks a provider's protocol, and what to ask of it (design 3.3.2, model
/// services only). The key lives in the secret store under `id`, never here.
struct ModelService {
    std::string id;
    std::string name;      ///< what people see and model references use: "openai:gpt-4o@name"
    std::string provider;  ///< "openai-compatible"
    std::string baseUrl;   ///< with its version path: "http://127.0.0.1:11434/v1"
    std::string model;     ///< default model name
    bool hasKey = false;
    bool isDefault = false;
    std::int64_t createdMs = 0;

    bool operator==(const ModelService&) const = default;
};

/// Stars, 1 to 5; 0 when nobody has rated it.
double averageRating(const Agent& agent);

Json toJson(const Agent& agent);
Json toJson(const AgentVersion& version);
Json toJson(const ModelService& service);
Agent agentFromJson(const Json& json);
AgentVersion agentVersionFromJson(const Json& json);
ModelService modelServiceFromJson(const Json& json);

}  // namespace heddle::domain
