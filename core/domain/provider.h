#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace heddle::domain {

/// Somebody who provides a service, and what a configuration of it must say (design 3.3.1).
struct Provider {
    std::string id;
    std::string name;  ///< unique: "openai-compatible"
    std::string displayName;
    std::string serviceType = "llm";  ///< llm, search, code_executor, database, storage, api_service, vector_db
    std::string description;
    Json configSchema = Json::object();  ///< JSON Schema; "encrypted": true marks secrets
    std::string authType = "api_key";    ///< api_key, oauth, basic, none
    bool isActive = true;
    std::string createdBy;
    std::int64_t createdMs = 0;
    std::string updatedBy;
    std::int64_t updatedMs = 0;
    std::int64_t revision = 1;

    bool operator==(const Provider&) const = default;
};

/// One configuration of a provider's service (design 3.3.2). Its secrets are sealed wherever it is stored, and masked
/// wherever it is shown.
struct ServiceConfig {
    std::string id;
    std::string providerId;
    std::string name;  ///< unique for the provider
    std::string displayName;
    Json data = Json::object();
    std::string validationStatus = "pending";  ///< pending, valid, invalid
    Json validationErrors;                     ///< of the last check, or null
    std::int64_t lastValidatedMs = 0;
    Json pricing;  ///< object or null
    Json limits;   ///< {at_once, requests_per_minute}, or null
    bool isActive = true;
    std::string createdBy;
    std::int64_t createdMs = 0;
    std::string updatedBy;
    std::int64_t updatedMs = 0;
    std::int64_t revision = 1;

    bool operator==(const ServiceConfig&) const = default;
};

Json toJson(const Provider& provider);
Json toJson(const ServiceConfig& config);

}  // namespace heddle::domain
