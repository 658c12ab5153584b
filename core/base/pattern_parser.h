#pragma once
#include "core/base/pattern.h"

#include <optional>
#include <string_view>
#include <vector>

namespace heddle {

/// A regular expression as a tree: what Pattern is compiled from.
struct PatternNode {
    enum class Kind { Set, Assertion, Sequence, Choice, Repeat };
    static constexpr int kUnlimited = -1;

    Kind kind = Kind::Sequence;
    Pattern::CodeSet set;
    Pattern::Step assertion = Pattern::Step::TextStart;
    int least = 0;
    int most = 0;
    std::vector<PatternNode> parts;
};

/// Nothing when the text is no pattern that Pattern supports.
std::optional<PatternNode> parsePattern(std::string_view pattern);

}  // namespace heddle
