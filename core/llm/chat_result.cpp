#include "core/llm/chat_result.h"

namespace heddle::llm {
namespace {

constexpr std::pair<Finish, std::string_view> kFinishes[] = {{Finish::Stop, "stop"},
                                                             {Finish::Length, "length"},
                                                             {Finish::ToolCalls, "tool_calls"},
                                                             {Finish::ContentFilter, "content_filter"},
                                                             {Finish::Refusal, "refusal"},
                                                             {Finish::Unknown, "unknown"}};

using Type = ModelEvent::Type;
constexpr std::pair<Type, std::string_view> kTypes[] = {{Type::Start, "start"},
                                                        {Type::TextDelta, "text_delta"},
                                                        {Type::ReasoningDelta, "reasoning_delta"},
                                                        {Type::ToolCallStart, "tool_call_start"},
                                                        {Type::ToolArgsDelta, "tool_args_delta"},
                                                        {Type::ToolCallEnd, "tool_call_end"},
                                                        {Type::Refusal, "refusal"},
                                                        {Type::Usage, "usage"},
                                                        {Type::Finish, "finish"},
                                                        {Type::Retrying, "retrying"}};

Finish finishOf(std::string_view text) {
    for (const auto& [finish, name] : kFinishes)
        if (name == text) return finish;
    return Finish::Unknown;
}

void putText(Json& json, const char* key, const std::string& text) {
    if (!text.empty()) json[key] = text;
}

}  // namespace

std::string_view finishName(Finish finish) {
    for (const auto& [value, name] : kFinishes)
        if (value == finish) return name;
    return "unknown";
}

Json Usage::toJson() const {
    Json json{{"input", input}, {"output", output}};
    if (cached) json["cached"] = cached;
    if (cacheWrite) json["cache_write"] = cacheWrite;
    if (reasoning) json["reasoning"] = reasoning;
    if (estimated) json["estimated"] = true;
    return json;
}

Usage Usage::fromJson(const Json& json) {
    const JsonReader reader(json, "/usage");
    return {reader.integer("input", 0),       reader.integer("output", 0),    reader.integer("cached", 0),
            reader.integer("cache_write", 0), reader.integer("reasoning", 0), reader.boolean("estimated", false)};
}

Message ChatResult::message() const {
    Message message;
    message.role = Role::Assistant;
    if (!text.empty()) message.parts.push_back({Part::Type::Text, text, {}});
    message.toolCalls = toolCalls;
    message.reasoning = reasoning;
    message.opaque = opaque;
    return message;
}

Json ChatResult::toJson() const {
    Json json{{"id", id},
              {"model", model},
              {"text", text},
              {"usage", usage.toJson()},
              {"finish", finishName(finish)},
              {"raw_finish", rawFinish}};
    putText(json, "reasoning", reasoning);
    putText(json, "refusal", refusal);
    if (!opaque.empty()) json["opaque"] = opaque;
    Json calls = Json::array();
    for (const auto& call : toolCalls)
        calls.push_back(call.toJson());
    if (!calls.empty()) json["tool_calls"] = std::move(calls);
    return json;
}

ChatResult ChatResult::fromJson(const Json& json) {
    const JsonReader reader(json);
    ChatResult result;
    result.id = reader.string("id", "");
    result.model = reader.string("model", "");
    result.text = reader.string("text", "");
    result.reasoning = reader.string("reasoning", "");
    result.refusal = reader.string("refusal", "");
    result.opaque = reader.object("opaque");
    for (const auto& call : reader.array("tool_calls"))
        result.toolCalls.push_back(ToolCall::fromJson(call));
    result.usage = Usage::fromJson(reader.object("usage"));
    result.finish = finishOf(reader.string("finish", "unknown"));
    result.rawFinish = reader.string("raw_finish", "");
    return result;
}

Json ModelEvent::toJson() const {
    Json json = Json::object();
    for (const auto& [value, word] : kTypes)
        if (value == type) json["type"] = word;
    putText(json, "id", id);
    putText(json, "name", name);
    putText(json, "text", text);
    if (index) json["index"] = index;
    if (delayMs) json["delay_ms"] = delayMs;
    if (type == Type::Usage) json["usage"] = usage.toJson();
    if (type == Type::Finish) json["finish"] = finishName(finish);
    return json;
}

ModelEvent ModelEvent::fromJson(const Json& json) {
    const JsonReader reader(json);
    ModelEvent event;
    const std::string typeText = reader.string("type");
    for (const auto& [value, word] : kTypes)
        if (word == typeText) event.type = value;
    event.index = static_cast<int>(reader.integer("index", 0));
    event.id = reader.string("id", "");
    event.name = reader.string("name", "");
    event.text = reader.string("text", "");
    event.usage = Usage::fromJson(reader.object("usage"));
    event.finish = finishOf(reader.string("finish", "unknown"));
    event.delayMs = reader.integer("delay_ms", 0);
    return event;
}

}  // namespace heddle::llm
