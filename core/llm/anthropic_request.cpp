#include "core/llm/anthropic_request.h"

#include "core/llm/anthropic_stream.h"
#include "core/llm/dialect.h"
#include "core/net/url.h"

namespace heddle::llm {
namespace {

constexpr std::int64_t kUsualLimit = 8192;  // the protocol requires one

Json imageBlock(const Part& part) {
    const auto comma = part.url.find(',');
    if (!part.url.starts_with("data:") || comma == std::string::npos)
        return {{"type", "image"}, {"source", {{"type", "url"}, {"url", part.url}}}};
    const std::string type = part.url.substr(5, part.url.find(';') - 5);
    return {{"type", "image"},
            {"source", {{"type", "base64"}, {"media_type", type}, {"data", part.url.substr(comma + 1)}}}};
}

void addParts(Json& content, const Message& message) {
    for (const Part& part : message.parts) {
        if (part.type == Part::Type::Image)
            content.push_back(imageBlock(part));
        else if (!part.text.empty())
            content.push_back({{"type", "text"}, {"text", part.text}});
    }
}

Json inputOf(const ToolCall& call) {
    const Json input = Json::parse(call.arguments, nullptr, false);
    return call.complete && input.is_object() ? input : Json::object();
}

Json assistantContent(const Message& message) {
    // Thinking goes back as it came, before everything else.
    Json content = message.opaque.value("protocol", "") == "anthropic" ? message.opaque["blocks"] : Json::array();
    addParts(content, message);
    for (const ToolCall& call : message.toolCalls)
        content.push_back({{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", inputOf(call)}});
    return content;
}

/// All results of one turn are one message of the user, and text follows behind them.
Json messagesOf(const ChatRequest& request) {
    Json messages = Json::array();
    for (const Message& message : request.messages) {
        if (message.role == Role::System) continue;
        const char* const role = message.role == Role::Assistant ? "assistant" : "user";
        Json content = Json::array();
        if (message.role == Role::Assistant)
            content = assistantContent(message);
        else if (message.role == Role::Tool)
            content.push_back(
                {{"type", "tool_result"}, {"tool_use_id", message.toolCallId}, {"content", message.text()}});
        else
            addParts(content, message);
        if (content.empty()) continue;
        const bool goesOn = !messages.empty() && messages.back()["role"] == role;
        if (!goesOn) messages.push_back({{"role", role}, {"content", Json::array()}});
        for (Json& block : content)
            messages.back()["content"].push_back(std::move(block));
    }
    return messages;
}

Json choiceOf(const std::string& choice) {
    if (choice == "none" || choice == "auto") return {{"type", choice}};
    if (choice == "required") return {{"type", "any"}};
    return {{"type", "tool"}, {"name", choice}};
}

/// "https://api.anthropic.com/v1", whatever of it was given.
std::string versioned(std::string base) {
    while (base.ends_with('/'))
        base.pop_back();
    constexpr std::string_view messages = "/messages";
    if (base.ends_with(messages)) base.resize(base.size() - messages.size());
    return base.ends_with("/v1") ? base : base + "/v1";
}

class AnthropicDialect final : public Dialect {
public:
    std::string name() const override { return "anthropic"; }
    std::string url(const std::string& baseUrl, const std::string&) const override {
        return net::joinUrl(versioned(baseUrl), "messages");
    }
    std::string modelsUrl(const std::string& baseUrl) const override {
        return net::joinUrl(versioned(baseUrl), "models");
    }
    net::Headers headers(const std::string&, const std::string& key) const override {
        net::Headers headers{{"anthropic-version", "2023-06-01"}};
        if (!key.empty()) headers.add("x-api-key", key);
        return headers;
    }
    Json body(const ChatRequest& request, const std::string& model) const override {
        return anthropicBody(request, model);
    }
    std::unique_ptr<AnswerStream> stream(const ModelSink& sink) const override {
        return std::make_unique<AnthropicStream>(sink);
    }
};

}  // namespace

Json anthropicBody(const ChatRequest& request, const std::string& model) {
    Json body{{"model", request.model.empty() ? model : request.model},
              {"max_tokens", request.maxTokens.value_or(kUsualLimit)},
              {"messages", messagesOf(request)},
              {"stream", true}};
    std::string system;
    for (const Message& message : request.messages)
        if (message.role == Role::System) system += (system.empty() ? "" : "\n\n") + message.text();
    if (!system.empty()) body["system"] = system;
    for (const Tool& tool : request.tools) {
        Json schema = tool.schema.is_object() && !tool.schema.empty() ? tool.schema : Json{{"type", "object"}};
        body["tools"].push_back({{"name", tool.name}, {"description", tool.description}, {"input_schema", schema}});
    }
    if (!request.tools.empty() && request.toolChoice != "auto") body["tool_choice"] = choiceOf(request.toolChoice);
    if (request.responseFormat.type == ResponseFormat::Type::JsonSchema)
        body["output_config"] = {{"format", {{"type", "json_schema"}, {"schema", request.responseFormat.schema}}}};
    if (request.temperature) body["temperature"] = std::min(*request.temperature, 1.0);
    if (!request.stop.empty()) body["stop_sequences"] = request.stop;
    Json extra = request.extraBody;
    if (extra.is_object()) {
        extra.erase("heddle_task");
        body.merge_patch(extra);
    }
    return body;
}

const Dialect& anthropicDialect() {
    static const AnthropicDialect dialect;
    return dialect;
}

}  // namespace heddle::llm
