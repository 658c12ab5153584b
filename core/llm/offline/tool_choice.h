#pragma once
#include "core/llm/chat_request.h"

#include <optional>
#include <string_view>
#include <vector>

namespace heddle::llm::offline {

/// The tool whose name, description and parameters are most like `text`; nothing when none is alike and none must be
/// called.
std::optional<std::size_t> chooseTool(std::string_view text, const std::vector<Tool>& tools, bool must);

}  // namespace heddle::llm::offline
