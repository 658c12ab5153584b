#pragma once
#include "core/llm/chat_request.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle::nodes {

using Messages = std::vector<llm::Message>;

/// Estimated tokens of a conversation, calls and their results included.
std::int64_t tokensOf(const Messages& messages);

/// The least place, not before `from`, where a conversation may be cut: what follows begins with no tool's answer, so
/// no call is parted from its results. Prefers to begin with a person's message when there is one.
std::size_t cutAt(const Messages& messages, std::size_t from);

/// Leaves out the oldest messages until about `tokens` are left: never system messages, never the last turn, and never
/// a call without its results. Gives how many went.
std::size_t trim(Messages& messages, std::int64_t tokens);

/// Replaces all but the newest `keep` answers of tools by "[cleared]". Gives how many were.
std::size_t clearToolAnswers(Messages& messages, std::int64_t keep);

/// A conversation as text, for a summary.
std::string transcriptOf(const Messages& messages);

}  // namespace heddle::nodes
