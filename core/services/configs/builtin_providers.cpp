#include "core/services/configs/builtin_providers.h"

namespace heddle::services {
namespace {

constexpr std::string_view kProviders = R"json([
{"name": "openai-compatible", "display_name": "OpenAI-compatible", "service_type": "llm", "auth_type": "api_key",
 "description": "OpenAI, and every server that speaks its protocol.",
 "config_schema": {"type": "object", "required": ["base_url", "model"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "description": "With its version: https://api.openai.com/v1", "pattern": "^https?://", "default": "https://api.openai.com/v1"},
   "api_key": {"type": "string", "title": "API key", "encrypted": true},
   "model": {"type": "string", "title": "Model", "description": "Used where a node names none.", "minLength": 1}}}},
{"name": "anthropic", "display_name": "Anthropic", "service_type": "llm", "auth_type": "api_key",
 "description": "Claude, by Anthropic's own protocol.",
 "config_schema": {"type": "object", "required": ["base_url", "api_key", "model"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://", "default": "https://api.anthropic.com"},
   "api_key": {"type": "string", "title": "API key", "encrypted": true, "minLength": 1},
   "model": {"type": "string", "title": "Model", "description": "Used where a node names none.", "minLength": 1}}}},
{"name": "gemini", "display_name": "Google Gemini", "service_type": "llm", "auth_type": "api_key",
 "description": "Gemini, by Google's own protocol.",
 "config_schema": {"type": "object", "required": ["base_url", "api_key", "model"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://", "default": "https://generativelanguage.googleapis.com"},
   "api_key": {"type": "string", "title": "API key", "encrypted": true, "minLength": 1},
   "model": {"type": "string", "title": "Model", "description": "Used where a node names none.", "minLength": 1}}}},
{"name": "ollama", "display_name": "Ollama", "service_type": "llm", "auth_type": "none",
 "description": "Models on a computer of your own.",
 "config_schema": {"type": "object", "required": ["base_url", "model"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://", "default": "http://127.0.0.1:11434/v1"},
   "model": {"type": "string", "title": "Model", "minLength": 1}}}},
{"name": "searxng", "display_name": "SearXNG", "service_type": "search", "auth_type": "none",
 "description": "Web search by a server of your own.",
 "config_schema": {"type": "object", "required": ["base_url"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://"},
   "language": {"type": "string", "title": "Language", "default": "all"}}}},
{"name": "brave-search", "display_name": "Brave Search", "service_type": "search", "auth_type": "api_key",
 "description": "Web search by Brave.",
 "config_schema": {"type": "object", "required": ["api_key"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://", "default": "https://api.search.brave.com/res/v1"},
   "api_key": {"type": "string", "title": "API key", "encrypted": true, "minLength": 1}}}},
{"name": "postgresql", "display_name": "PostgreSQL", "service_type": "database", "auth_type": "basic",
 "description": "A database that workflows may ask.",
 "config_schema": {"type": "object", "required": ["host", "username", "password", "database"], "additionalProperties": false, "properties": {
   "host": {"type": "string", "title": "Host", "minLength": 1},
   "port": {"type": "integer", "title": "Port", "minimum": 1, "maximum": 65535, "default": 5432},
   "username": {"type": "string", "title": "User", "minLength": 1},
   "password": {"type": "string", "title": "Password", "encrypted": true},
   "database": {"type": "string", "title": "Database", "minLength": 1}}}},
{"name": "http-api", "display_name": "HTTP API", "service_type": "api_service", "auth_type": "api_key",
 "description": "Any service over HTTP.",
 "config_schema": {"type": "object", "required": ["base_url"], "additionalProperties": false, "properties": {
   "base_url": {"type": "string", "title": "Address", "pattern": "^https?://"},
   "api_key": {"type": "string", "title": "Key, sent as a Bearer token", "encrypted": true}}}}
])json";

domain::Provider providerFrom(const Json& json) {
    domain::Provider provider;
    provider.name = json.at("name").get<std::string>();
    provider.displayName = json.at("display_name").get<std::string>();
    provider.serviceType = json.at("service_type").get<std::string>();
    provider.description = json.at("description").get<std::string>();
    provider.configSchema = json.at("config_schema");
    provider.authType = json.at("auth_type").get<std::string>();
    return provider;
}

}  // namespace

const std::vector<domain::Provider>& builtinProviders() {
    static const std::vector<domain::Provider> all = [] {
        std::vector<domain::Provider> made;
        const Json list = parseJson(kProviders, "the built-in providers");
        for (const Json& json : list)
            made.push_back(providerFrom(json));
        return made;
    }();
    return all;
}

}  // namespace heddle::services
