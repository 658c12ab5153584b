#include "core/llm/offline/text.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace heddle::llm::offline {
namespace {

constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",      "an",    "and",    "are",  "as",    "at",    "be",   "been",  "but",   "by",    "can",   "could", "did",
     "do",     "does",  "for",    "from", "had",   "has",   "have", "he",    "her",   "his",   "how",   "i",     "if",
     "in",     "into",  "is",     "it",   "its",   "me",    "my",   "no",    "not",   "of",    "on",    "or",    "our",
     "please", "she",   "should", "so",   "than",  "that",  "the",  "their", "them",  "then",  "there", "these", "they",
     "this",   "to",    "us",     "was",  "we",    "were",  "what", "when",  "where", "which", "who",   "why",   "will",
     "with",   "would", "you",    "your", "about", "any",   "all",  "also",  "am",    "just",  "some",  "such",  "may",
     "many",   "much",  "only",   "more", "most",  "other", "out",  "up",    "very",  "while", "s",     "t",     "tell",
     "什么",   "怎么",  "如何",   "多少", "哪些",  "是否",  "请问", "一个",  "我们",  "可以",  "这个",  "那个",  "你们",
     "他们",   "以及",  "或者",   "因为", "所以",  "但是",  "如果", "的是"});

Term hashOf(std::string_view word) {
    Term hash = 14695981039346656037ULL;  // FNV-1a
    for (const char c : word)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

bool isStopWord(std::string_view word) {
    static const std::unordered_set<std::string_view> words(kStopWords.begin(), kStopWords.end());
    return words.contains(word);
}

/// Charge, charges, charged and charging become one; a wrong stem costs little, as both sides get the same.
std::string stem(std::string word) {
    const auto cut = [&](std::string_view end, std::size_t least) {
        if (word.size() < least || !word.ends_with(end)) return false;
        word.resize(word.size() - end.size());
        return true;
    };
    if (cut("ies", 5)) return word + "y";
    if (!word.ends_with("ss")) cut("s", 4);
    if (!cut("ing", 6)) cut("ed", 5);
    cut("e", 4);
    return word;
}

bool isWordByte(unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0); }

void addWord(std::string_view word, std::vector<Term>& terms) {
    if (word.empty()) return;
    std::string low = lowered(word);
    if (!isStopWord(low)) terms.push_back(hashOf(stem(std::move(low))));
}

/// A run of ASCII letters and digits; camelCase counts as its parts.
void addRun(std::string_view run, std::vector<Term>& terms) {
    std::size_t begin = 0;
    for (std::size_t i = 1; i < run.size(); ++i) {
        if (std::islower(static_cast<unsigned char>(run[i - 1])) && std::isupper(static_cast<unsigned char>(run[i]))) {
            addWord(run.substr(begin, i - begin), terms);
            begin = i;
        }
    }
    addWord(run.substr(begin), terms);
}

/// A run of Chinese characters, three bytes each or so: its overlapping pairs.
void addPairs(std::string_view run, std::vector<Term>& terms) {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < run.size();) {
        starts.push_back(at);
        nextChar(run, at);
    }
    starts.push_back(run.size());
    if (starts.size() == 2) terms.push_back(hashOf(run));
    for (std::size_t i = 0; i + 2 < starts.size(); ++i) {
        const auto pair = run.substr(starts[i], starts[i + 2] - starts[i]);
        if (!isStopWord(pair)) terms.push_back(hashOf(pair));
    }
}

bool isChineseEnd(char32_t c) { return c == U'。' || c == U'！' || c == U'？' || c == U'；'; }
bool isCloser(char32_t c) {
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == U'”' || c == U'’' || c == U'」' || c == U'』' ||
           c == U'）';
}

bool isAbbreviation(std::string_view before) {
    static const std::unordered_set<std::string_view> known{"e.g", "i.e", "etc", "dr",  "mr",     "mrs", "ms", "prof",
                                                            "vs",  "no",  "fig", "sec", "approx", "cf",  "st", "al"};
    const auto space = before.find_last_of(" \t(");
    const std::string word = lowered(before.substr(space == std::string_view::npos ? 0 : space + 1));
    return known.contains(word) || (word.size() == 1 && std::isalpha(static_cast<unsigned char>(word[0])));
}

/// Whether the mark that ends at `end` closes a sentence of `text`.
bool closes(std::string_view text, char32_t mark, std::size_t begin, std::size_t end) {
    if (isChineseEnd(mark)) return true;
    if (mark != '.' && mark != '!' && mark != '?') return false;
    std::size_t next = end;
    while (next < text.size() && isCloser(static_cast<unsigned char>(text[next])))
        ++next;
    if (next == text.size()) return true;
    if (text[next] != ' ') return false;
    while (next < text.size() && text[next] == ' ')
        ++next;
    if (mark == '.' && isAbbreviation(text.substr(0, begin))) return false;
    return mark != '.' || next == text.size() || !std::islower(static_cast<unsigned char>(text[next]));
}

/// Reads lines and gathers paragraphs into sentences.
class Splitter {
public:
    std::vector<Sentence> run(std::string_view text) {
        const auto lines = linesOf(text);
        for (std::size_t i = 0; i < lines.size(); ++i)
            line(lines[i], i + 1 < lines.size() ? lines[i + 1] : "");
        flush();
        return std::move(m_sentences);
    }

private:
    void line(std::string_view raw, std::string_view next) {
        std::string_view text = trimmed(raw);
        if (text.starts_with("```") || text.starts_with("~~~")) {
            flush();
            m_inCode = !m_inCode;
            return;
        }
        if (m_inCode) return;
        if (text.empty()) return endParagraph();
        if (const int number = blockNumber(text); number > 0) {
            endParagraph();
            m_block = number;
            const bool title = !trimmed(next).empty() && trimmed(next).front() != '[' && text.size() < 100 &&
                               std::string_view(".!?").find(text.empty() ? '.' : text.back()) == std::string_view::npos;
            if (title) return add(text, true);
        }
        if (text.starts_with('#')) return heading(text);
        if (text.starts_with('|')) return row(text);
        if (dropListMark(text)) flush();
        append(text);
    }

    void heading(std::string_view text) {
        endParagraph();
        text.remove_prefix(std::min(text.find_first_not_of('#'), text.size()));
        add(trimmed(text), true);
    }

    void row(std::string_view text) {
        flush();
        if (text.find_first_not_of("|-: ") == std::string_view::npos) return;
        std::string cells;
        for (const char c : text.substr(1))
            cells += c == '|' ? ';' : c;
        add(trimmed(std::string_view(cells).substr(0, cells.find_last_not_of("; ") + 1)), false);
    }

    void append(std::string_view text) {
        const bool ascii = !m_pending.empty() && static_cast<unsigned char>(m_pending.back()) < 0x80;
        if (ascii || (!m_pending.empty() && static_cast<unsigned char>(text.front()) < 0x80)) m_pending += ' ';
        m_pending += text;
    }

    void endParagraph() {
        flush();
        if (m_sentences.empty() || !m_sentences.back().heading) ++m_paragraph;
    }

    void flush() {
        const std::string_view text = m_pending;
        std::size_t begin = 0;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t markAt = at;
            const char32_t mark = nextChar(text, at);
            if (!closes(text, mark, markAt, at)) continue;
            for (std::size_t peek = at; peek < text.size() && isCloser(nextChar(text, peek));)
                at = peek;
            add(trimmed(text.substr(begin, at - begin)), false);
            begin = at;
        }
        add(trimmed(text.substr(begin)), false);
        m_pending.clear();
    }

    void add(std::string_view text, bool isHeading) {
        if (text.empty()) return;
        m_sentences.push_back({std::string(text), m_block, m_paragraph, isHeading, termsOf(text)});
    }

    /// Takes "[12]" off the front and returns 12, else 0.
    static int blockNumber(std::string_view& text) {
        const auto close = text.find(']');
        if (!text.starts_with('[') || close == std::string_view::npos || close < 2 || close > 5) return 0;
        int number = 0;
        for (const char c : text.substr(1, close - 1)) {
            if (!std::isdigit(static_cast<unsigned char>(c))) return 0;
            number = number * 10 + (c - '0');
        }
        text = trimmed(text.substr(close + 1));
        return number;
    }

    static bool dropListMark(std::string_view& text) {
        std::size_t digits = 0;
        while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])))
            ++digits;
        const bool bullet = text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ");
        const bool number = digits > 0 && digits < 4 && digits + 1 < text.size() &&
                            (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
        if (!bullet && !number) return false;
        text = trimmed(text.substr(bullet ? 2 : digits + 2));
        return !text.empty();
    }

    std::vector<Sentence> m_sentences;
    std::string m_pending;
    int m_block = 0;
    int m_paragraph = 0;
    bool m_inCode = false;
};

}  // namespace

char32_t nextChar(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at++);
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    if (more == 0 || at + more > text.size()) return lead;
    char32_t c = lead & (0x3f >> more);
    for (int i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) return lead;
        c = (c << 6) | (byte(at + i) & 0x3f);
    }
    at += more;
    return c;
}

bool isName(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool isCjk(char32_t c) {
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7af) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

bool isChinese(std::string_view text) {
    std::size_t letters = 0;
    std::size_t cjk = 0;
    for (std::size_t at = 0; at < text.size() && letters < 4000;) {
        const char32_t c = nextChar(text, at);
        if (isCjk(c)) ++cjk;
        if (c >= 0x80 || std::isalpha(static_cast<int>(c))) ++letters;
    }
    return cjk > 0 && cjk * 5 >= letters;
}

std::vector<Term> termsOf(std::string_view text) {
    std::vector<Term> terms;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = nextChar(text, at);
        if (c < 0x80) {
            if (!isWordByte(static_cast<unsigned char>(c))) continue;
            while (at < text.size() && isWordByte(static_cast<unsigned char>(text[at])))
                ++at;
            addRun(text.substr(begin, at - begin), terms);
        } else if (isCjk(c)) {
            for (std::size_t peek = at; peek < text.size() && isCjk(nextChar(text, peek));)
                at = peek;
            addPairs(text.substr(begin, at - begin), terms);
        }
    }
    return terms;
}

std::vector<Sentence> sentencesOf(std::string_view text) { return Splitter().run(text); }

std::string shortened(std::string_view text, std::size_t limit) {
    std::size_t fits = 0;     // end of the part that leaves a place for the mark
    std::size_t wordEnd = 0;  // the same, between words
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (count == limit) return std::string(trimmed(text.substr(0, wordEnd > fits / 2 ? wordEnd : fits))) + "…";
        const std::size_t before = at;
        const char32_t c = nextChar(text, at);
        if (count + 1 < limit) fits = at;
        if (c == ' ') wordEnd = before;
        if (isCjk(c) && count + 1 < limit) wordEnd = at;
    }
    return std::string(text);
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string lowered(std::string_view text) {
    std::string low(text);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return low;
}

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return lines;
}

}  // namespace heddle::llm::offline
