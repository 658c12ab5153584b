#pragma once
#include "core/llm/chat_request.h"

#include <string>

namespace heddle::llm {

/// The body of POST /chat/completions, streamed with usage. `model` is used where the request names none. extraBody is
/// merged last as a JSON merge patch (RFC 7396: null takes a member away).
Json openAiBody(const ChatRequest& request, const std::string& model);

/// "…/chat/completions" below a base URL such as "https://host/v1"; "/v1" is added to a bare host, a query (as Azure's
/// api-version) stays at the end, and a whole address stays as it is.
std::string openAiUrl(const std::string& baseUrl, const std::string& endpoint = "chat/completions");

}  // namespace heddle::llm
