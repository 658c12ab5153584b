#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {

/// A regular expression that is searched in time linear in the text, whatever the pattern: no backtracking, so safe for
/// patterns and texts from anywhere. Works on Unicode code points. Syntax as RE2 and ECMAScript share it: groups,
/// classes,
/// `\d \w \s \b`, anchors, repetition (up to 1,000), flags `(?ims)`; also `\uXXXX`. No back references and no
/// lookaround: such patterns are refused. Immutable after compiling, safe from any thread.
class Pattern {
public:
    /// Nothing when the pattern is malformed, too large, or uses what is not supported.
    static std::optional<Pattern> compile(std::string_view pattern);

    /// Whether some part of `text` matches.
    bool isIn(std::string_view text) const;
    /// Steps that a search in a text of so many bytes takes at most.
    std::uint64_t cost(std::size_t bytes) const { return (bytes + 1) * m_code.size(); }

    enum class Step : std::uint8_t {
        Match,
        Set,
        Fork,
        Jump,
        TextStart,
        TextEnd,
        LineStart,
        LineEnd,
        WordEdge,
        NoWordEdge
    };
    struct Instruction {
        Step step = Step::Match;
        std::uint32_t first = 0;   ///< Fork and Jump: where to; Set: which
        std::uint32_t second = 0;  ///< Fork: the other way
    };
    /// Code points, as sorted ranges with both ends included.
    using CodeSet = std::vector<std::pair<char32_t, char32_t>>;

private:
    class Search;
    friend class PatternCompiler;

    std::vector<Instruction> m_code;
    std::vector<CodeSet> m_sets;
};

}  // namespace heddle
