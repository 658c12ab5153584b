#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace heddle::editor {

/// What a piece of text is, for its colour. The values are QScintilla style numbers.
enum class Look : std::uint8_t {
    Text,
    Heading,
    Strong,
    Emphasis,
    CodeSpan,
    Quote,
    Bullet,
    Link,
    Brace,  ///< `{{` and `}}`
    Name,   ///< in an expression
    Function,
    Keyword,
    String,
    Number,
    Operator,
    Comment,
};
inline constexpr int kLooks = static_cast<int>(Look::Comment) + 1;

/// What a line of a prompt leaves open for the next one.
enum PromptState : std::uint8_t { kPlainLine = 0, kInFence = 1, kInExpression = 2 };

/// One look per byte of `line` (UTF-8, without or with its line end).
std::vector<Look> celLooks(std::string_view line);
/// The same for a prompt; `state` is what the line before left open, and becomes what this one leaves open.
std::vector<Look> promptLooks(std::string_view line, int& state);

}  // namespace heddle::editor
