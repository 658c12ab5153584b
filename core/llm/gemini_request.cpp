#include "core/llm/gemini_request.h"

#include "core/llm/dialect.h"
#include "core/llm/gemini_stream.h"
#include "core/net/url.h"

namespace heddle::llm {
namespace {

Json partOf(const Part& part) {
    if (part.type == Part::Type::Text) return {{"text", part.text}};
    const auto comma = part.url.find(',');
    if (!part.url.starts_with("data:") || comma == std::string::npos) return {{"fileData", {{"fileUri", part.url}}}};
    return {{"inlineData",
             {{"mimeType", part.url.substr(5, part.url.find(';') - 5)}, {"data", part.url.substr(comma + 1)}}}};
}

/// A result must be an object.
Json responseOf(const Message& message) {
    const Json value = Json::parse(message.text(), nullptr, false);
    return {{"functionResponse",
             {{"name", message.name}, {"response", value.is_object() ? value : Json{{"output", message.text()}}}}}};
}

Json modelParts(const Message& message) {
    // What it said itself goes back with the signatures of its thoughts.
    if (message.opaque.value("protocol", "") == "gemini") return message.opaque["parts"];
    Json parts = Json::array();
    for (const Part& part : message.parts)
        if (!part.text.empty()) parts.push_back(partOf(part));
    for (const ToolCall& call : message.toolCalls) {
        const Json arguments = Json::parse(call.arguments, nullptr, false);
        parts.push_back(
            {{"functionCall",
              {{"name", call.name}, {"args", call.complete && arguments.is_object() ? arguments : Json::object()}}}});
    }
    return parts;
}

Json contentsOf(const ChatRequest& request) {
    Json contents = Json::array();
    for (const Message& message : request.messages) {
        if (message.role == Role::System) continue;
        const char* const role = message.role == Role::Assistant ? "model" : "user";
        Json parts = Json::array();
        if (message.role == Role::Assistant) parts = modelParts(message);
        if (message.role == Role::Tool) parts.push_back(responseOf(message));
        if (message.role == Role::User)
            for (const Part& part : message.parts)
                parts.push_back(partOf(part));
        if (parts.empty()) continue;
        if (contents.empty() || contents.back()["role"] != role)
            contents.push_back({{"role", role}, {"parts", Json::array()}});
        for (Json& part : parts)
            contents.back()["parts"].push_back(std::move(part));
    }
    return contents;
}

Json callingOf(const ChatRequest& request) {
    Json config{{"mode", "AUTO"}};
    if (request.toolChoice == "none") config["mode"] = "NONE";
    if (request.toolChoice == "required") config["mode"] = "ANY";
    const bool isNamed =
        request.toolChoice != "auto" && request.toolChoice != "none" && request.toolChoice != "required";
    if (isNamed) config = {{"mode", "ANY"}, {"allowedFunctionNames", {request.toolChoice}}};
    return {{"functionCallingConfig", config}};
}

/// With the protocol's version, which may be given.
std::string geminiBase(std::string base) {
    while (base.ends_with('/'))
        base.pop_back();
    return base.find("/v1", 8) == std::string::npos ? base + "/v1beta" : base;
}

class GeminiDialect final : public Dialect {
public:
    std::string name() const override { return "gemini"; }
    std::string url(const std::string& baseUrl, const std::string& model) const override {
        const std::string path = model.find('/') == std::string::npos ? "models/" + model : model;
        return net::joinUrl(geminiBase(baseUrl), path) + ":streamGenerateContent?alt=sse";
    }
    std::string modelsUrl(const std::string& baseUrl) const override {
        return net::joinUrl(geminiBase(baseUrl), "models");
    }
    net::Headers headers(const std::string&, const std::string& key) const override {
        net::Headers headers;
        if (!key.empty()) headers.add("x-goog-api-key", key);
        return headers;
    }
    Json body(const ChatRequest& request, const std::string&) const override { return geminiBody(request); }
    std::unique_ptr<AnswerStream> stream(const ModelSink& sink) const override {
        return std::make_unique<GeminiStream>(sink);
    }
};

}  // namespace

Json geminiBody(const ChatRequest& request) {
    Json body{{"contents", contentsOf(request)}};
    std::string system;
    for (const Message& message : request.messages)
        if (message.role == Role::System) system += (system.empty() ? "" : "\n\n") + message.text();
    if (!system.empty()) body["systemInstruction"] = {{"parts", {{{"text", system}}}}};
    Json functions = Json::array();
    for (const Tool& tool : request.tools) {
        Json function{{"name", tool.name}, {"description", tool.description}};
        if (tool.schema.is_object() && !tool.schema.empty()) function["parametersJsonSchema"] = tool.schema;
        functions.push_back(std::move(function));
    }
    if (!functions.empty()) {
        body["tools"] = {{{"functionDeclarations", std::move(functions)}}};
        if (request.toolChoice != "auto") body["toolConfig"] = callingOf(request);
    }
    Json config = Json::object();
    if (request.temperature) config["temperature"] = *request.temperature;
    if (request.maxTokens) config["maxOutputTokens"] = *request.maxTokens;
    if (!request.stop.empty()) config["stopSequences"] = request.stop;
    if (request.responseFormat.type != ResponseFormat::Type::Text) config["responseMimeType"] = "application/json";
    if (request.responseFormat.type == ResponseFormat::Type::JsonSchema)
        config["responseJsonSchema"] = request.responseFormat.schema;
    if (!config.empty()) body["generationConfig"] = std::move(config);
    Json extra = request.extraBody;
    if (extra.is_object()) {
        extra.erase("heddle_task");
        body.merge_patch(extra);
    }
    return body;
}

const Dialect& geminiDialect() {
    static const GeminiDialect dialect;
    return dialect;
}

}  // namespace heddle::llm
