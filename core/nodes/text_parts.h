#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::nodes {

/// Cuts at paragraphs, else lines, else sentences, else words, else characters; a part has at most `limit` characters
/// (code points). No text is lost but white space at the cuts; empty text gives no parts.
std::vector<std::string> cutIntoParts(std::string_view text, std::size_t limit);

/// Non-empty pieces: "paragraphs" (between empty lines) or "lines".
std::vector<std::string> piecesOf(std::string_view text, std::string_view unit);

}  // namespace heddle::nodes
