#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::llm::offline {

/// Facts with a form of their own that stand in a text, each in the order of the text and once.
std::vector<double> numbersIn(std::string_view text);  ///< without those of dates
std::vector<std::string> emailsIn(std::string_view text);
std::vector<std::string> urlsIn(std::string_view text);
std::vector<std::string> datesIn(std::string_view text);  ///< 2026-11-22
std::vector<std::string> pathsIn(std::string_view text);  ///< words with a slash or a file ending
std::vector<std::string> quotedIn(std::string_view text);
/// "San Francisco", "Anna Berg": runs of words with a capital that do not just begin a sentence.
std::vector<std::string> namesIn(std::string_view text);
/// "12 * (3 + 4)": the longest run of arithmetic, or nothing.
std::optional<std::string> expressionIn(std::string_view text);
/// Lines of the form "key: value".
std::vector<std::pair<std::string, std::string>> pairsIn(std::string_view text);

}  // namespace heddle::llm::offline
