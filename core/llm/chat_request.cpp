#include "core/llm/chat_request.h"

#include "core/base/error.h"

namespace heddle::llm {
namespace {

constexpr std::pair<Role, std::string_view> kRoles[] = {
    {Role::System, "system"}, {Role::User, "user"}, {Role::Assistant, "assistant"}, {Role::Tool, "tool"}};

constexpr std::pair<ResponseFormat::Type, std::string_view> kFormats[] = {
    {ResponseFormat::Type::Text, "text"},
    {ResponseFormat::Type::Json, "json"},
    {ResponseFormat::Type::JsonSchema, "json_schema"}};

Role roleOf(const JsonReader& reader) {
    const std::string text = reader.string("role");
    for (const auto& [role, name] : kRoles)
        if (name == text) return role;
    throw Error(ErrorKind::InvalidArgument, "llm.bad_role", {{"path", reader.path()}, {"role", text}});
}

Json partToJson(const Part& part) {
    if (part.type == Part::Type::Image) return {{"type", "image"}, {"url", part.url}};
    return {{"type", "text"}, {"text", part.text}};
}

Part partFromJson(const Json& json, const std::string& path) {
    const JsonReader reader(json, path);
    if (reader.string("type", "text") == "image") return {Part::Type::Image, {}, reader.string("url")};
    return {Part::Type::Text, reader.string("text"), {}};
}

template <class T>
Json listToJson(const std::vector<T>& values) {
    Json list = Json::array();
    for (const auto& value : values)
        list.push_back(value.toJson());
    return list;
}

template <class T>
std::vector<T> listFromJson(const Json& json) {
    std::vector<T> values;
    for (const auto& value : json)
        values.push_back(T::fromJson(value));
    return values;
}

}  // namespace

std::string_view roleName(Role role) {
    for (const auto& [value, name] : kRoles)
        if (value == role) return name;
    return {};
}

Json ToolCall::toJson() const {
    Json json{{"id", id}, {"name", name}, {"arguments", arguments}};
    if (!complete) json["complete"] = false;
    return json;
}

ToolCall ToolCall::fromJson(const Json& json) {
    const JsonReader reader(json, "/tool_calls");
    return {reader.string("id", ""), reader.string("name"), reader.string("arguments", "{}"),
            reader.boolean("complete", true)};
}

std::string Message::text() const {
    std::string all;
    for (const auto& part : parts) {
        if (part.type != Part::Type::Text) continue;
        if (!all.empty()) all += '\n';
        all += part.text;
    }
    return all;
}

Message Message::ofText(Role role, std::string text) {
    Message message;
    message.role = role;
    message.parts.push_back({Part::Type::Text, std::move(text), {}});
    return message;
}

Json Message::toJson() const {
    Json json{{"role", roleName(role)}};
    Json list = Json::array();
    for (const auto& part : parts)
        list.push_back(partToJson(part));
    json["parts"] = std::move(list);
    if (!toolCalls.empty()) json["tool_calls"] = listToJson(toolCalls);
    if (!toolCallId.empty()) json["tool_call_id"] = toolCallId;
    if (!name.empty()) json["name"] = name;
    if (!reasoning.empty()) json["reasoning"] = reasoning;
    if (!opaque.empty()) json["opaque"] = opaque;
    return json;
}

Message Message::fromJson(const Json& json) {
    const JsonReader reader(json, "/messages");
    Message message;
    message.role = roleOf(reader);
    if (reader.has("content")) message.parts.push_back({Part::Type::Text, reader.string("content"), {}});
    for (const auto& part : reader.array("parts"))
        message.parts.push_back(partFromJson(part, "/messages/parts"));
    message.toolCalls = listFromJson<ToolCall>(reader.array("tool_calls"));
    message.toolCallId = reader.string("tool_call_id", "");
    message.name = reader.string("name", "");
    message.reasoning = reader.string("reasoning", "");
    message.opaque = reader.object("opaque");
    return message;
}

Json Tool::toJson() const { return {{"name", name}, {"description", description}, {"schema", schema}}; }

Tool Tool::fromJson(const Json& json) {
    const JsonReader reader(json, "/tools");
    return {reader.string("name"), reader.string("description", ""), reader.object("schema")};
}

Json ResponseFormat::toJson() const {
    for (const auto& [value, word] : kFormats)
        if (value == type && type != Type::JsonSchema) return {{"type", word}};
    return {{"type", "json_schema"}, {"name", name}, {"schema", schema}, {"strict", strict}};
}

ResponseFormat ResponseFormat::fromJson(const Json& json) {
    const JsonReader reader(json, "/response_format");
    ResponseFormat format;
    const std::string text = reader.string("type", "text");
    for (const auto& [value, word] : kFormats)
        if (word == text) format.type = value;
    if (format.type != Type::JsonSchema) return format;
    format.name = reader.string("name", "");
    format.schema = reader.value("schema");
    format.strict = reader.boolean("strict", true);
    return format;
}

Json ChatRequest::toJson() const {
    Json json{{"messages", listToJson(messages)}};
    if (!model.empty()) json["model"] = model;
    if (!tools.empty()) json["tools"] = listToJson(tools);
    if (toolChoice != "auto") json["tool_choice"] = toolChoice;
    if (responseFormat.type != ResponseFormat::Type::Text) json["response_format"] = responseFormat.toJson();
    if (temperature) json["temperature"] = *temperature;
    if (maxTokens) json["max_tokens"] = *maxTokens;
    if (!stop.empty()) json["stop"] = stop;
    if (!extraBody.empty()) json["extra_body"] = extraBody;
    return json;
}

ChatRequest ChatRequest::fromJson(const Json& json) {
    const JsonReader reader(json);
    ChatRequest request;
    request.model = reader.string("model", "");
    request.messages = listFromJson<Message>(reader.array("messages"));
    request.tools = listFromJson<Tool>(reader.array("tools"));
    request.toolChoice = reader.string("tool_choice", "auto");
    if (reader.has("response_format"))
        request.responseFormat = ResponseFormat::fromJson(reader.object("response_format"));
    if (reader.has("temperature")) request.temperature = reader.number("temperature", 0);
    if (reader.has("max_tokens")) request.maxTokens = reader.integer("max_tokens", 0);
    request.stop = reader.strings("stop");
    request.extraBody = reader.object("extra_body");
    return request;
}

}  // namespace heddle::llm
