#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace heddle::llm::offline {

enum class Concern { Security, Performance, Structure };

/// What an instruction such as "look for security problems" is about; all three when it does not say.
std::vector<Concern> concernsOf(std::string_view instruction);

/// A review in Markdown that is true: it quotes the lines of `code` that match the concern's patterns, by number, and
/// says why; for the structure it counts. It says itself that it was found by pattern.
std::string reviewOf(std::string_view code, const std::vector<Concern>& concerns, bool chinese);

}  // namespace heddle::llm::offline
