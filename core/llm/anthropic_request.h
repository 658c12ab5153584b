#pragma once
#include "core/llm/chat_request.h"

#include <string>

namespace heddle::llm {

/// The body of POST /v1/messages, streamed. `model` is used where the request names none.
Json anthropicBody(const ChatRequest& request, const std::string& model);

}  // namespace heddle::llm
