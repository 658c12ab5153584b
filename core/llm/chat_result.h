#pragma once
#include "core/llm/chat_request.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::llm {

/// Why the model stopped, whatever the provider calls it; the provider's own word is kept beside it.
enum class Finish { Stop, Length, ToolCalls, ContentFilter, Refusal, Unknown };

/// "stop", "length", "tool_calls", "content_filter", "refusal", "unknown".
std::string_view finishName(Finish finish);

/// Counted in tokens. `input` includes `cached` and `cacheWrite`; `output` includes `reasoning`.
struct Usage {
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::int64_t cached = 0;
    std::int64_t cacheWrite = 0;
    std::int64_t reasoning = 0;
    bool estimated = false;  ///< counted by us, not by the provider: show "~"

    bool operator==(const Usage&) const = default;
    Json toJson() const;
    static Usage fromJson(const Json& json);
};

/// The whole answer.
struct ChatResult {
    std::string id;
    std::string model;  ///< as the provider names the one that answered
    std::string text;
    std::string reasoning;
    std::string refusal;
    Json opaque = Json::object();  ///< see Message::opaque
    std::vector<ToolCall> toolCalls;
    Usage usage;
    Finish finish = Finish::Unknown;
    std::string rawFinish;

    bool operator==(const ChatResult&) const = default;
    /// The message that continues the conversation after this answer.
    Message message() const;
    Json toJson() const;
    static ChatResult fromJson(const Json& json);
};

/// One step of an answer in the making. Which fields count depends on the type. A failure is no event: chat() throws.
struct ModelEvent {
    enum class Type {
        Start,           ///< id, text = model
        TextDelta,       ///< text
        ReasoningDelta,  ///< text
        ToolCallStart,   ///< index, id, name
        ToolArgsDelta,   ///< index, text
        ToolCallEnd,     ///< index, id, name, text = all arguments; only once the stream has ended
        Refusal,         ///< text
        Usage,           ///< usage
        Finish,          ///< finish, text = the provider's word
        Retrying,        ///< index = attempt that failed (from 1), delayMs, text = error code; before any delta only
    };
    Type type = Type::TextDelta;
    int index = 0;
    std::string id;
    std::string name;
    std::string text;
    Usage usage;
    Finish finish = llm::Finish::Unknown;
    std::int64_t delayMs = 0;

    bool operator==(const ModelEvent&) const = default;
    /// `{"type": "text_delta", …}` with the fields that count.
    Json toJson() const;
    static ModelEvent fromJson(const Json& json);
};

}  // namespace heddle::llm
