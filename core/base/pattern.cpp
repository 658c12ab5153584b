#include "core/base/pattern.h"

#include "core/base/pattern_parser.h"
#include "core/base/utf8.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr std::size_t kMostInstructions = 20'000;
constexpr char32_t kNothing = 0xFFFFFFFF;  ///< before the first and after the last code point

bool isWord(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool holds(const Pattern::CodeSet& set, char32_t c) {
    const auto next =
        std::upper_bound(set.begin(), set.end(), c, [](char32_t x, const auto& r) { return x < r.first; });
    return next != set.begin() && c <= std::prev(next)->second;
}

}  // namespace

/// Thompson's construction.
class PatternCompiler {
public:
    /// False when the pattern becomes too large.
    bool emit(const PatternNode& node) {
        if (m_pattern.m_code.size() > kMostInstructions) return false;
        switch (node.kind) {
            case PatternNode::Kind::Set:
                m_pattern.m_sets.push_back(node.set);
                add(Pattern::Step::Set, m_pattern.m_sets.size() - 1);
                return true;
            case PatternNode::Kind::Assertion:
                add(node.assertion, 0);
                return true;
            case PatternNode::Kind::Sequence:
                return std::all_of(node.parts.begin(), node.parts.end(), [&](const auto& part) { return emit(part); });
            case PatternNode::Kind::Choice:
                return emitChoice(node);
            default:
                return emitRepeat(node);
        }
    }
    Pattern finish() {
        add(Pattern::Step::Match, 0);
        return std::move(m_pattern);
    }

private:
    std::size_t here() const { return m_pattern.m_code.size(); }

    std::size_t add(Pattern::Step step, std::size_t first, std::size_t second = 0) {
        m_pattern.m_code.push_back({step, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(second)});
        return here() - 1;
    }

    bool emitChoice(const PatternNode& node) {
        std::vector<std::size_t> exits;
        for (std::size_t i = 0; i + 1 < node.parts.size(); ++i) {
            const std::size_t fork = add(Pattern::Step::Fork, here() + 1);
            if (!emit(node.parts[i])) return false;
            exits.push_back(add(Pattern::Step::Jump, 0));
            m_pattern.m_code[fork].second = static_cast<std::uint32_t>(here());
        }
        if (!emit(node.parts.back())) return false;
        for (const std::size_t exit : exits)
            m_pattern.m_code[exit].first = static_cast<std::uint32_t>(here());
        return true;
    }

    bool emitRepeat(const PatternNode& node) {
        const PatternNode& part = node.parts[0];
        for (int i = 0; i < node.least; ++i) {
            if (!emit(part)) return false;
        }
        if (node.most == PatternNode::kUnlimited) {
            const std::size_t fork = add(Pattern::Step::Fork, here() + 1);
            if (!emit(part)) return false;
            add(Pattern::Step::Jump, fork);
            m_pattern.m_code[fork].second = static_cast<std::uint32_t>(here());
            return true;
        }
        std::vector<std::size_t> forks;
        for (int i = node.least; i < node.most; ++i) {
            forks.push_back(add(Pattern::Step::Fork, here() + 1));
            if (!emit(part)) return false;
        }
        for (const std::size_t fork : forks)
            m_pattern.m_code[fork].second = static_cast<std::uint32_t>(here());
        return true;
    }

    Pattern m_pattern;
};

std::optional<Pattern> Pattern::compile(std::string_view pattern) {
    const auto tree = parsePattern(pattern);
    PatternCompiler compiler;
    if (!tree || !compiler.emit(*tree)) return std::nullopt;
    Pattern made = compiler.finish();
    return made.m_code.size() > kMostInstructions ? std::nullopt : std::optional(std::move(made));
}

/// All ways through the pattern at once, one code point after the other.
class Pattern::Search {
public:
    explicit Search(const Pattern& pattern) : m_pattern(pattern), m_seen(pattern.m_code.size(), 0) {}

    bool run(std::string_view text) {
        char32_t before = kNothing;
        for (std::size_t at = 0;;) {
            std::size_t next = at;
            const char32_t c = at < text.size() ? nextCodePoint(text, next) : kNothing;
            ++m_round;
            m_ready.clear();
            for (const std::uint32_t way : m_ways)
                follow(way, before, c);
            follow(0, before, c);
            if (m_isMatched) return true;
            if (c == kNothing) return false;
            m_ways.clear();
            for (const std::uint32_t way : m_ready) {
                if (holds(m_pattern.m_sets[m_pattern.m_code[way].first], c)) m_ways.push_back(way + 1);
            }
            before = c;
            at = next;
        }
    }

private:
    /// Adds every set that is reached from `start` without consuming anything.
    void follow(std::uint32_t start, char32_t before, char32_t after) {
        m_open.push_back(start);
        while (!m_open.empty()) {
            const std::uint32_t at = m_open.back();
            m_open.pop_back();
            if (m_seen[at] == m_round) continue;
            m_seen[at] = m_round;
            const Instruction& instruction = m_pattern.m_code[at];
            if (instruction.step == Step::Match) {
                m_isMatched = true;
            } else if (instruction.step == Step::Set) {
                m_ready.push_back(at);
            } else if (instruction.step == Step::Fork) {
                m_open.push_back(instruction.second);
                m_open.push_back(instruction.first);
            } else if (instruction.step == Step::Jump) {
                m_open.push_back(instruction.first);
            } else if (holdsHere(instruction.step, before, after)) {
                m_open.push_back(at + 1);
            }
        }
    }

    static bool holdsHere(Step assertion, char32_t before, char32_t after) {
        switch (assertion) {
            case Step::TextStart:
                return before == kNothing;
            case Step::TextEnd:
                return after == kNothing;
            case Step::LineStart:
                return before == kNothing || before == '\n';
            case Step::LineEnd:
                return after == kNothing || after == '\n';
            case Step::WordEdge:
                return isWord(before) != isWord(after);
            default:
                return isWord(before) == isWord(after);
        }
    }

    const Pattern& m_pattern;
    std::vector<std::uint64_t> m_seen;
    std::vector<std::uint32_t> m_ways;
    std::vector<std::uint32_t> m_ready;
    std::vector<std::uint32_t> m_open;
    std::uint64_t m_round = 0;
    bool m_isMatched = false;
};

bool Pattern::isIn(std::string_view text) const { return Search(*this).run(text); }

}  // namespace heddle
