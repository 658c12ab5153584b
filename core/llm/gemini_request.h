#pragma once
#include "core/llm/chat_request.h"

namespace heddle::llm {

/// The body of POST …:streamGenerateContent.
Json geminiBody(const ChatRequest& request);

}  // namespace heddle::llm
