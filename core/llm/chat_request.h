#pragma once
#include "core/base/json.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::llm {

enum class Role { System, User, Assistant, Tool };

/// One piece of a message. JSON: `{"type":"text","text":…}` or `{"type":"image","url":…}`.
struct Part {
    enum class Type { Text, Image };
    Type type = Type::Text;
    std::string text;
    std::string url;  ///< of an image: https or a data: URI

    bool operator==(const Part&) const = default;
};

/// A call that the model asks for. `arguments` is the JSON text as the model wrote it.
struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments;
    bool complete = true;  ///< false: cut off or no JSON object; show it, never run it

    bool operator==(const ToolCall&) const = default;
    Json toJson() const;
    static ToolCall fromJson(const Json& json);
};

struct Message {
    Role role = Role::User;
    std::vector<Part> parts;
    std::vector<ToolCall> toolCalls;  ///< of the assistant
    std::string toolCallId;           ///< of a tool's answer
    std::string name;
    std::string reasoning;         ///< of the assistant; sent back only where the provider wants it
    Json opaque = Json::object();  ///< {protocol, …}: what that protocol wants back as it came, such as signed thoughts

    bool operator==(const Message&) const = default;
    /// All text parts, a line break between them.
    std::string text() const;
    static Message ofText(Role role, std::string text);
    Json toJson() const;
    /// Accepts `"content": "text"` as well as `"parts": […]`.
    static Message fromJson(const Json& json);
};

struct Tool {
    std::string name;
    std::string description;
    Json schema = Json::object();  ///< JSON Schema of the arguments

    bool operator==(const Tool&) const = default;
    Json toJson() const;
    static Tool fromJson(const Json& json);
};

struct ResponseFormat {
    enum class Type { Text, Json, JsonSchema };
    Type type = Type::Text;
    std::string name;  ///< of the schema; [A-Za-z0-9_-], at most 64
    Json schema;
    bool strict = true;

    bool operator==(const ResponseFormat&) const = default;
    Json toJson() const;
    static ResponseFormat fromJson(const Json& json);
};

/// Everything that one model call asks. Absent options leave the choice to the provider.
struct ChatRequest {
    std::string model;  ///< empty: the one that the ChatModel was made for
    std::vector<Message> messages;
    std::vector<Tool> tools;
    std::string toolChoice = "auto";  ///< "auto", "none", "required" or the name of a tool
    ResponseFormat responseFormat;
    std::optional<double> temperature;
    std::optional<std::int64_t> maxTokens;
    std::vector<std::string> stop;
    /// Merged last into the body that is sent. "heddle_task" is a hint for the offline model and never sent.
    Json extraBody = Json::object();
    std::vector<std::pair<std::string, std::string>> extraHeaders;

    bool operator==(const ChatRequest&) const = default;
    /// Without extraHeaders: they may hold secrets, and this form goes into traces.
    Json toJson() const;
    /// Throws Error(InvalidArgument, "json.missing" | "json.type" | "llm.bad_role") naming the path.
    static ChatRequest fromJson(const Json& json);
};

/// "system", "user", "assistant", "tool".
std::string_view roleName(Role role);

}  // namespace heddle::llm
