#include "core/base/pattern_parser.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <tuple>

namespace heddle {
namespace {

using CodeSet = Pattern::CodeSet;
using Kind = PatternNode::Kind;

constexpr char32_t kLast = 0x10FFFF;
constexpr int kMostDepth = 200;
constexpr int kMostRepeats = 1000;

/// Thrown inside this file only: the grammar recurses, and what is wrong does not matter to the caller.
struct Malformed {};

CodeSet normalized(CodeSet set) {
    std::sort(set.begin(), set.end());
    CodeSet merged;
    for (const auto& range : set) {
        if (!merged.empty() && range.first <= merged.back().second + 1) {
            merged.back().second = std::max(merged.back().second, range.second);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

CodeSet complement(const CodeSet& set) {
    CodeSet made;
    char32_t next = 0;
    for (const auto& [first, last] : set) {
        if (first > next) made.emplace_back(next, first - 1);
        next = last + 1;
    }
    if (next <= kLast) made.emplace_back(next, kLast);
    return made;
}

/// ASCII letters in both cases.
CodeSet foldCase(CodeSet set) {
    const std::size_t size = set.size();
    for (std::size_t i = 0; i < size; ++i) {
        for (const auto& [from, to, shift] : {std::tuple{U'a', U'z', -32}, std::tuple{U'A', U'Z', 32}}) {
            const char32_t first = std::max<char32_t>(set[i].first, from);
            const char32_t last = std::min<char32_t>(set[i].second, to);
            if (first <= last) set.emplace_back(first + shift, last + shift);
        }
    }
    return normalized(std::move(set));
}

std::optional<CodeSet> namedSet(char32_t letter) {
    const char32_t lower = letter | 0x20u;
    CodeSet set;
    if (lower == 'd') set = {{'0', '9'}};
    if (lower == 'w') set = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    if (lower == 's')
        set = {{9, 13},          {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
               {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
    if (set.empty()) return std::nullopt;
    return letter == lower ? set : complement(set);
}

struct Flags {
    bool ignoresCase = false;
    bool isMultiline = false;
    bool dotTakesAll = false;
};

class PatternParser {
public:
    explicit PatternParser(std::string_view text) : m_text(text) {}

    PatternNode parse() {
        PatternNode node = choice();
        if (!atEnd()) throw Malformed();
        return node;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    bool sees(std::string_view text) const { return m_text.substr(m_at).starts_with(text); }
    bool accept(std::string_view text) {
        if (!sees(text)) return false;
        m_at += text.size();
        return true;
    }
    char32_t take() {
        if (atEnd()) throw Malformed();
        return nextCodePoint(m_text, m_at);
    }

    PatternNode choice() {
        if (++m_depth > kMostDepth) throw Malformed();
        PatternNode node;
        node.kind = Kind::Choice;
        do {
            node.parts.push_back(sequence());
        } while (accept("|"));
        --m_depth;
        if (node.parts.size() > 1) return node;
        return PatternNode(std::move(node.parts[0]));
    }

    PatternNode sequence() {
        PatternNode node;
        while (!atEnd() && !sees("|") && !sees(")"))
            node.parts.push_back(repeated());
        return node;
    }

    PatternNode repeated() {
        PatternNode part = atom();
        int least = 0;
        int most = 0;
        while (quantifier(least, most)) {
            PatternNode node;
            node.kind = Kind::Repeat;
            node.least = least;
            node.most = most;
            node.parts.push_back(std::move(part));
            part = std::move(node);
            accept("?");  // lazy or not, the same texts match
            if (++m_depth > kMostDepth) throw Malformed();
        }
        return part;
    }

    bool quantifier(int& least, int& most) {
        least = sees("+") ? 1 : 0;
        most = sees("?") ? 1 : PatternNode::kUnlimited;
        if (accept("*") || accept("+") || accept("?")) return true;
        const std::size_t start = m_at;
        if (!accept("{")) return false;
        const auto number = readNumber();
        least = number.value_or(0);
        most = least;
        if (accept(",")) most = readNumber().value_or(PatternNode::kUnlimited);
        if (!number || !accept("}")) {
            m_at = start;  // `{` stands for itself
            return false;
        }
        if (least > kMostRepeats || most > kMostRepeats || (most >= 0 && most < least)) throw Malformed();
        return true;
    }

    std::optional<int> readNumber() {
        std::optional<int> number;
        while (!atEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9') {
            number = std::min(number.value_or(0) * 10 + (m_text[m_at++] - '0'), kMostRepeats + 1);
        }
        return number;
    }

    PatternNode atom() {
        if (accept("(")) return group();
        if (accept("[")) return ofSet(classSet());
        if (accept("^")) return ofAssertion(m_flags.isMultiline ? Pattern::Step::LineStart : Pattern::Step::TextStart);
        if (accept("$")) return ofAssertion(m_flags.isMultiline ? Pattern::Step::LineEnd : Pattern::Step::TextEnd);
        if (accept(".")) return ofSet(m_flags.dotTakesAll ? CodeSet{{0, kLast}} : complement({{'\n', '\n'}}));
        if (sees("*") || sees("+") || sees("?")) throw Malformed();
        if (!accept("\\")) {
            const char32_t c = take();
            return ofSet({{c, c}});
        }
        if (accept("b")) return ofAssertion(Pattern::Step::WordEdge);
        if (accept("B")) return ofAssertion(Pattern::Step::NoWordEdge);
        if (accept("A")) return ofAssertion(Pattern::Step::TextStart);
        if (accept("z")) return ofAssertion(Pattern::Step::TextEnd);
        return ofSet(escaped());
    }

    PatternNode group() {
        const Flags outer = m_flags;
        if (accept("?")) {
            if (accept("P<") || (sees("<") && !sees("<=") && !sees("<!") && accept("<"))) {
                while (take() != '>') {
                }
            } else if (!accept(":") && !readFlags()) {
                return PatternNode();  // `(?i)` holds up to the end of the group around it
            }
        }
        PatternNode node = choice();
        if (!accept(")")) throw Malformed();
        m_flags = outer;
        return node;
    }

    /// `i`, `ms-i:` …; whether a group follows.
    bool readFlags() {
        bool isOn = true;
        while (true) {
            const char32_t c = take();
            if (c == 'i') m_flags.ignoresCase = isOn;
            if (c == 'm') m_flags.isMultiline = isOn;
            if (c == 's') m_flags.dotTakesAll = isOn;
            if (c == '-') isOn = false;
            if (c == ':' || c == ')') return c == ':';
            if (c != 'i' && c != 'm' && c != 's' && c != '-' && c != 'U') throw Malformed();
        }
    }

    /// After a backslash.
    CodeSet escaped() {
        const char32_t c = take();
        if (auto named = namedSet(c)) return *named;
        static constexpr std::string_view kNames = "tnrfva0";
        static constexpr std::string_view kValues{"\t\n\r\f\v\a\0", 7};
        const std::size_t simple = c < 0x80 ? kNames.find(static_cast<char>(c)) : std::string_view::npos;
        char32_t code = c;
        if (simple != std::string_view::npos) {
            code = static_cast<unsigned char>(kValues[simple]);
        } else if (c == 'x' || c == 'u') {
            code = hexCode(c == 'x' ? 2 : 4);
            // A surrogate pair as ECMAScript writes it.
            if (code >= 0xD800 && code < 0xDC00 && accept("\\u"))
                code = 0x10000 + ((code - 0xD800) << 10) + (hexCode(4) - 0xDC00);
        } else if (c == 'c') {
            code = take() & 31u;
        } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            throw Malformed();
        }
        return {{code, code}};
    }

    char32_t hexCode(std::size_t count) {
        const bool isBraced = accept("{");
        char32_t code = 0;
        for (std::size_t i = 0; isBraced ? !accept("}") : i < count; ++i) {
            const char32_t c = take();
            const char32_t lower = c | 0x20u;
            const bool isDigit = c >= '0' && c <= '9';
            if ((!isDigit && (lower < 'a' || lower > 'f')) || i > 6) throw Malformed();
            code = code * 16 + (isDigit ? c - '0' : lower - 'a' + 10);
        }
        return code;
    }

    /// After the opening bracket.
    CodeSet classSet() {
        const bool isNegated = accept("^");
        CodeSet set;
        // RE2 reads a bracket that comes first as itself, ECMAScript as the end; nobody writes an empty class.
        bool isFirst = true;
        while (isFirst || !accept("]")) {
            isFirst = false;
            if (accept("[:")) {
                const CodeSet named = posixSet();
                set.insert(set.end(), named.begin(), named.end());
                continue;
            }
            const CodeSet from = classPart();
            if (from.size() != 1 || from[0].first != from[0].second || !sees("-") || sees("-]")) {
                set.insert(set.end(), from.begin(), from.end());
                continue;
            }
            accept("-");
            const CodeSet to = classPart();
            if (to.size() != 1 || to[0].first != to[0].second || to[0].first < from[0].first) throw Malformed();
            set.emplace_back(from[0].first, to[0].first);
        }
        set = normalized(std::move(set));
        if (m_flags.ignoresCase) set = foldCase(std::move(set));
        return isNegated ? complement(set) : set;
    }

    CodeSet classPart() {
        if (accept("\\b")) return {{'\b', '\b'}};
        if (accept("\\")) return escaped();
        const char32_t c = take();
        return {{c, c}};
    }

    CodeSet posixSet() {
        static const std::pair<std::string_view, CodeSet> kSets[] = {
            {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
            {"digit", {{'0', '9'}}},
            {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
            {"upper", {{'A', 'Z'}}},
            {"lower", {{'a', 'z'}}},
            {"space", {{9, 13}, {' ', ' '}}},
            {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
            {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
            {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}}};
        for (const auto& [name, set] : kSets) {
            if (sees(name)) {
                m_at += name.size();
                if (accept(":]")) return set;
            }
        }
        throw Malformed();
    }

    PatternNode ofSet(CodeSet set) const {
        PatternNode node;
        node.kind = Kind::Set;
        node.set = normalized(std::move(set));
        if (m_flags.ignoresCase) node.set = foldCase(std::move(node.set));
        return node;
    }

    static PatternNode ofAssertion(Pattern::Step assertion) {
        PatternNode node;
        node.kind = Kind::Assertion;
        node.assertion = assertion;
        return node;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    Flags m_flags;
};

}  // namespace

std::optional<PatternNode> parsePattern(std::string_view pattern) {
    try {
        return PatternParser(pattern).parse();
    } catch (const Malformed&) {
        return std::nullopt;
    }
}

}  // namespace heddle
