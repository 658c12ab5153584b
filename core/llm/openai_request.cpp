#include "core/llm/openai_request.h"

#include "core/llm/dialect.h"
#include "core/llm/openai_stream.h"
#include "core/net/url.h"

namespace heddle::llm {
namespace {

Json contentOf(const Message& message) {
    bool onlyText = true;
    for (const auto& part : message.parts)
        onlyText &= part.type == Part::Type::Text;
    if (onlyText) return message.text();
    Json content = Json::array();
    for (const auto& part : message.parts) {
        if (part.type == Part::Type::Text)
            content.push_back({{"type", "text"}, {"text", part.text}});
        else
            content.push_back({{"type", "image_url"}, {"image_url", {{"url", part.url}}}});
    }
    return content;
}

Json callOf(const ToolCall& call) {
    // A real llama.cpp answers 500 to arguments that do not parse: cut ones go back empty.
    const bool valid = call.complete && Json::accept(call.arguments);
    return {{"id", call.id},
            {"type", "function"},
            {"function", {{"name", call.name}, {"arguments", valid ? call.arguments : "{}"}}}};
}

Json messageOf(const Message& message) {
    Json json{{"role", roleName(message.role)}, {"content", contentOf(message)}};
    if (!message.name.empty()) json["name"] = message.name;
    if (!message.toolCallId.empty()) json["tool_call_id"] = message.toolCallId;
    for (const auto& call : message.toolCalls)
        json["tool_calls"].push_back(callOf(call));
    return json;
}

Json toolOf(const Tool& tool) {
    Json schema = tool.schema;
    if (!schema.is_object() || schema.empty()) schema = {{"type", "object"}, {"properties", Json::object()}};
    return {{"type", "function"},
            {"function", {{"name", tool.name}, {"description", tool.description}, {"parameters", std::move(schema)}}}};
}

Json formatOf(const ResponseFormat& format) {
    if (format.type == ResponseFormat::Type::Json) return {{"type", "json_object"}};
    std::string name;
    for (const char c : format.name.substr(0, 64))
        name += std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ? c : '_';
    if (name.empty()) name = "answer";
    return {{"type", "json_schema"},
            {"json_schema", {{"name", name}, {"schema", format.schema}, {"strict", format.strict}}}};
}

/// OpenAI's reasoning models refuse max_tokens; everybody else knows nothing but max_tokens.
const char* limitName(const std::string& model) {
    for (const char* family : {"o1", "o3", "o4", "gpt-5"})
        if (model.starts_with(family)) return "max_completion_tokens";
    return "max_tokens";
}

class OpenAiDialect final : public Dialect {
public:
    std::string name() const override { return "openai"; }
    std::string url(const std::string& baseUrl, const std::string&) const override { return openAiUrl(baseUrl); }
    std::string modelsUrl(const std::string& baseUrl) const override { return openAiUrl(baseUrl, "models"); }
    net::Headers headers(const std::string& baseUrl, const std::string& key) const override {
        net::Headers headers;
        const bool isAzure = net::originOf(baseUrl).find(".azure.com") != std::string::npos;
        if (!key.empty() && isAzure) headers.add("api-key", key);
        if (!key.empty() && !isAzure) headers.add("Authorization", "Bearer " + key);
        return headers;
    }
    Json body(const ChatRequest& request, const std::string& model) const override {
        return openAiBody(request, model);
    }
    std::unique_ptr<AnswerStream> stream(const ModelSink& sink) const override {
        return std::make_unique<OpenAiStream>(sink);
    }
};

}  // namespace

const Dialect& openAiDialect() {
    static const OpenAiDialect dialect;
    return dialect;
}

Json openAiBody(const ChatRequest& request, const std::string& model) {
    const std::string& chosen = request.model.empty() ? model : request.model;
    Json body{{"model", chosen}, {"messages", Json::array()}, {"stream", true}};
    body["stream_options"] = {{"include_usage", true}};
    for (const auto& message : request.messages)
        body["messages"].push_back(messageOf(message));
    for (const auto& tool : request.tools)
        body["tools"].push_back(toolOf(tool));
    if (!request.tools.empty() && request.toolChoice != "auto") {
        const bool word = request.toolChoice == "none" || request.toolChoice == "required";
        body["tool_choice"] =
            word ? Json(request.toolChoice) : Json{{"type", "function"}, {"function", {{"name", request.toolChoice}}}};
    }
    if (request.responseFormat.type != ResponseFormat::Type::Text)
        body["response_format"] = formatOf(request.responseFormat);
    if (request.temperature) body["temperature"] = *request.temperature;
    if (request.maxTokens) body[limitName(chosen)] = *request.maxTokens;
    if (!request.stop.empty()) body["stop"] = request.stop;
    Json extra = request.extraBody;
    if (extra.is_object()) {
        extra.erase("heddle_task");
        body.merge_patch(extra);
    }
    return body;
}

std::string openAiUrl(const std::string& baseUrl, const std::string& endpoint) {
    const auto mark = baseUrl.find('?');
    std::string base = baseUrl.substr(0, mark);
    const std::string query = mark == std::string::npos ? "" : baseUrl.substr(mark);
    while (base.ends_with('/'))
        base.pop_back();
    constexpr std::string_view chat = "/chat/completions";
    if (base.ends_with(chat)) base.resize(base.size() - chat.size());
    const auto scheme = base.find("://");
    if (scheme != std::string::npos && base.find('/', scheme + 3) == std::string::npos) base += "/v1";
    return net::joinUrl(base, endpoint) + query;
}

}  // namespace heddle::llm
