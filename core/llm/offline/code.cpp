#include "core/llm/offline/code.h"

#include "core/llm/offline/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace heddle::llm::offline {
namespace {

bool startsWithWord(std::string_view text, std::string_view word) {
    return text.starts_with(word) && (text.size() == word.size() || !isName(text[word.size()]));
}

template <std::size_t N>
bool startsWithAny(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return startsWithWord(text, word); });
}

constexpr auto kControl =
    std::to_array<std::string_view>({"if", "for", "while", "switch", "catch", "return", "else", "do", "sizeof",
                                     "constexpr", "co_await", "co_return", "elif"});
constexpr auto kTypes =
    std::to_array<std::string_view>({"class", "struct", "interface", "enum", "union", "trait", "impl", "record"});
constexpr auto kImports =
    std::to_array<std::string_view>({"#include", "import", "from", "using", "require", "use", "package"});

/// Takes comments and quoted text out of lines; remembers block comments and long strings that go on.
class Stripper {
public:
    explicit Stripper(bool hashComments) : m_hashComments(hashComments) {}

    std::string strip(std::string_view line) {
        std::string code;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (!m_until.empty()) {
                const auto end = line.find(m_until, i);
                if (end == std::string_view::npos) return code;
                i = end + m_until.size() - 1;
                m_until.clear();
            } else if (m_hashComments ? line[i] == '#' : line.substr(i).starts_with("//")) {
                return code;
            } else if (!m_hashComments && line.substr(i).starts_with("/*")) {
                m_until = "*/";
                ++i;
            } else if (m_hashComments && (line.substr(i).starts_with("\"\"\"") || line.substr(i).starts_with("'''"))) {
                m_until = std::string(line.substr(i, 3));
                i += 2;
            } else if (line[i] == '"' || line[i] == '`' || (line[i] == '\'' && quotesText(line, i))) {
                code += line[i];
                i = closing(line, i);
                if (i < line.size()) code += line[i];
            } else {
                code += line[i];
            }
        }
        return code;
    }

private:
    /// 1'000'000 has no text in quotes.
    static bool quotesText(std::string_view line, std::size_t i) {
        return i == 0 || !std::isdigit(static_cast<unsigned char>(line[i - 1]));
    }
    static std::size_t closing(std::string_view line, std::size_t open) {
        std::size_t i = open + 1;
        while (i < line.size() && line[i] != line[open])
            i += line[i] == '\\' ? 2 : 1;
        return i;
    }

    bool m_hashComments;
    std::string m_until;
};

/// The name in front of the first parenthesis, "A::b" as a whole; empty when that is no function's head.
std::string functionName(std::string_view head) {
    head = trimmed(head);
    const auto open = head.find('(');
    if (open == std::string_view::npos || startsWithAny(head, kControl)) return {};
    const auto equals = head.find('=');
    if (equals < open && !head.substr(0, open).ends_with("operator==") && head.find("operator") > open) return {};
    std::size_t end = head.find_last_not_of(' ', open - 1);
    if (open == 0 || end == std::string_view::npos) return {};
    std::size_t begin = end + 1;
    while (begin > 0 && (isName(head[begin - 1]) || head[begin - 1] == ':' || head[begin - 1] == '~'))
        --begin;
    const std::string name(head.substr(begin, end + 1 - begin));
    return startsWithAny(name, kControl) ? std::string() : name;
}

std::string typeName(std::string_view head) {
    head = trimmed(head);
    for (const std::string_view word : {"export", "public", "private", "abstract", "final", "static", "pub"})
        if (startsWithWord(head, word)) head = trimmed(head.substr(word.size()));
    if (head.starts_with("template")) head = trimmed(head.substr(std::min(head.find('>'), head.size() - 1) + 1));
    if (!startsWithAny(head, kTypes)) return {};
    std::string_view rest = trimmed(head.substr(head.find_first_of(" \t")));
    if (startsWithAny(rest, kTypes)) rest = trimmed(rest.substr(rest.find_first_of(" \t")));
    std::size_t end = 0;
    while (end < rest.size() && isName(rest[end]))
        ++end;
    return std::string(rest.substr(0, end));
}

/// Follows braces: blocks, functions, types and loops.
class BraceReader {
public:
    explicit BraceReader(SourceText& source) : m_source(source) {}

    void line(CodeLine& line) {
        line.loopDepth = m_loops;
        if (trimmed(line.code).starts_with('#')) return;
        for (std::size_t i = 0; i < line.code.size(); ++i) {
            const char c = line.code[i];
            const bool wordBegins = isName(c) && (i == 0 || !isName(line.code[i - 1]));
            if (wordBegins && (startsWithWord(std::string_view(line.code).substr(i), "for") ||
                               startsWithWord(std::string_view(line.code).substr(i), "while"))) {
                m_loopAhead = line.opensLoop = true;
                line.loopDepth = std::max(line.loopDepth, m_loops + 1);
            }
            if (c == '(') ++m_parens;
            if (c == ')') m_parens = std::max(0, m_parens - 1);
            if (c == '{') {
                open(line.number);
            } else if (c == '}') {
                close(line.number);
            } else if (c == ';' && m_parens == 0) {
                m_head.clear();
                m_loopAhead = false;
            } else {
                m_head += c;
            }
        }
        m_head += ' ';
    }

private:
    enum class Kind { Other, Initialiser, Function, Loop };
    struct Block {
        Kind kind;
        std::size_t function;
        int parens;
    };

    void open(int number) {
        const std::string_view head = trimmed(m_head);
        Block block{Kind::Other, 0, m_parens};
        const bool memberInitialiser = !head.empty() && isName(head.back()) && head.find(") :") != std::string::npos;
        if (memberInitialiser) {
            block.kind = Kind::Initialiser;
            m_blocks.push_back(block);
            return;
        }
        if (m_loopAhead) {
            block.kind = Kind::Loop;
            ++m_loops;
        } else if (const auto type = typeName(head); !type.empty()) {
            m_source.classes.push_back(type);
        } else if (const auto name = functionName(head); !name.empty() && m_parens == 0 && m_inFunction == 0) {
            block = {Kind::Function, m_source.functions.size(), m_parens};
            m_source.functions.push_back({name, number, number});
            ++m_inFunction;
        }
        if (m_inFunction > 0) ++m_depth;
        m_source.deepest = std::max(m_source.deepest, m_depth);
        m_blocks.push_back(block);
        m_parens = 0;
        m_loopAhead = false;
        m_head.clear();
    }

    void close(int number) {
        if (m_blocks.empty()) return;
        const Block block = m_blocks.back();
        m_blocks.pop_back();
        if (block.kind == Kind::Initialiser) {
            m_head += '}';  // the body that follows is not another one
            return;
        }
        if (m_inFunction > 0) --m_depth;
        if (block.kind == Kind::Loop) --m_loops;
        if (block.kind == Kind::Function) {
            m_source.functions[block.function].lastLine = number;
            --m_inFunction;
            m_depth = 0;
        }
        m_parens = block.parens;
        if (m_parens == 0) m_head.clear();
    }

    SourceText& m_source;
    std::vector<Block> m_blocks;
    std::string m_head;
    int m_parens = 0;
    int m_loops = 0;
    int m_depth = 0;
    int m_inFunction = 0;
    bool m_loopAhead = false;
};

/// Follows indentation.
class IndentReader {
public:
    explicit IndentReader(SourceText& source) : m_source(source) {}

    void line(CodeLine& line) {
        const std::string_view text = trimmed(line.code);
        if (text.empty()) return;
        const std::size_t indent = line.code.find_first_not_of(" \t");
        while (!m_blocks.empty() && indent <= m_blocks.back().indent)
            m_blocks.pop_back();
        int loops = 0;
        int depth = 0;
        for (const auto& block : m_blocks) {
            loops += block.loop;
            depth += 1;
            if (block.function) m_source.functions[*block.function].lastLine = line.number;
        }
        line.opensLoop = startsWithWord(text, "for") || startsWithWord(text, "while");
        line.loopDepth = loops + line.opensLoop;
        m_source.deepest = std::max(m_source.deepest, depth);
        if (startsWithWord(text, "class")) m_source.classes.push_back(typeName(text));
        const auto def = text.starts_with("async ") ? trimmed(text.substr(6)) : text;
        Block block{indent, line.opensLoop, {}};
        if (startsWithWord(def, "def")) {
            block.function = m_source.functions.size();
            m_source.functions.push_back({functionName(def), line.number, line.number});
        }
        if (text.ends_with(':') || block.function) m_blocks.push_back(block);
    }

private:
    struct Block {
        std::size_t indent;
        bool loop;
        std::optional<std::size_t> function;
    };
    SourceText& m_source;
    std::vector<Block> m_blocks;
};

bool blocksByIndent(const std::vector<std::string_view>& lines) {
    int indent = 0;
    int brace = 0;
    for (const auto raw : lines) {
        const auto text = trimmed(raw);
        if (text.ends_with(':') &&
            (text.starts_with("def ") || text.starts_with("class ") || text.starts_with("if ") ||
             text.starts_with("for ") || text.starts_with("async ") || text.starts_with("while ")))
            ++indent;
        if (text.ends_with('{') || text.ends_with(';')) ++brace;
    }
    return indent > brace;
}

}  // namespace

bool looksLikeCode(std::string_view text) {
    int marks = 0;
    int counted = 0;
    for (const auto raw : linesOf(text)) {
        const auto line = trimmed(raw);
        if (line.empty()) continue;
        if (++counted > 400) break;
        const bool ends = line.ends_with(';') || line.ends_with('{') || line.ends_with('}') || line.ends_with("):");
        const bool begins = line.starts_with("//") || line.starts_with("#include") || line.starts_with("def ") ||
                            line.starts_with("import ") || line.starts_with("return ") || line.starts_with("/*");
        const bool assigns = line.find(" = ") != std::string_view::npos && line.find("(") != std::string_view::npos;
        marks += ends || begins || assigns;
    }
    return counted > 0 && marks * 10 >= counted * 3 && marks >= 2;
}

SourceText readSource(std::string_view text) {
    SourceText source;
    const auto raws = linesOf(text);
    source.indented = blocksByIndent(raws);
    Stripper stripper(source.indented);
    BraceReader braces(source);
    IndentReader indents(source);
    int number = 0;
    for (const auto raw : raws) {
        CodeLine line{++number, raw, stripper.strip(raw)};
        const bool blank = trimmed(raw).empty();
        const auto code = trimmed(line.code);
        source.blankLines += blank;
        source.commentLines += !blank && code.empty();
        source.imports += startsWithAny(code, kImports) || code.starts_with("#include");
        source.indented ? indents.line(line) : braces.line(line);
        source.lines.push_back(std::move(line));
    }
    return source;
}

}  // namespace heddle::llm::offline
