#pragma once
#include "core/llm/chat_request.h"

#include <optional>
#include <string>

namespace heddle::llm::offline {

/// What the offline model says: a text, or one call of a tool.
struct Answer {
    std::string text;
    std::optional<ToolCall> call;
};

/// Pure: the same request has the same answer. Cuts neither to maxTokens nor at stop words.
Answer answerTo(const ChatRequest& request);

}  // namespace heddle::llm::offline
