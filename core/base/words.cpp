#include "core/base/words.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

constexpr std::size_t kMostTerms = 16;
constexpr std::size_t kLongestWord = 64;

enum class Glyph { Gap, Lower, Upper, Digit, Ideograph };

struct Range {
    char32_t first;
    char32_t last;
};

bool isIn(char32_t point, const auto& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return point >= range.first && point <= range.last; });
}

/// Scripts without spaces: kana, CJK, Hangul.
constexpr std::array kIdeographs{Range{0x3041, 0x30FF}, Range{0x3400, 0x4DBF}, Range{0x4E00, 0x9FFF},
                                 Range{0xAC00, 0xD7A3}, Range{0xF900, 0xFAFF}, Range{0x20000, 0x323AF},
                                 Range{0x3005, 0x3007}};
/// Other letters: Latin to Indic scripts, and beyond.
constexpr std::array kLetters{Range{0x00C0, 0x02AF}, Range{0x0370, 0x1FFF}, Range{0x2C00, 0x2DFF}};

/// Letters of Latin-1 and Latin Extended-A without their accents, from U+00C0; '?' stays as it is.
constexpr std::string_view kPlain =
    "AAAAAA?CEEEEIIIIDNOOOOO?OUUUUY??aaaaaa?ceeeeiiiidnooooo?ouuuuy?yAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIi"
    "IiIi??JjKk?LlLlLlLlLlNnNnNnn??OoOoOo??RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

char32_t plain(char32_t point) {
    if (point == 0x3000) return ' ';
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;  // full-width forms
    if (point >= 0xC0 && point - 0xC0 < kPlain.size() && kPlain[point - 0xC0] != '?')
        return static_cast<unsigned char>(kPlain[point - 0xC0]);
    if (point >= 0x0391 && point <= 0x03A9) return point + 0x20;
    if (point >= 0x0410 && point <= 0x042F) return point + 0x20;
    if (point >= 0x0400 && point <= 0x040F) return point + 0x50;
    return point;
}

Glyph glyphOf(char32_t point) {
    if (point >= '0' && point <= '9') return Glyph::Digit;
    if (point >= 'A' && point <= 'Z') return Glyph::Upper;
    if (point >= 'a' && point <= 'z') return Glyph::Lower;
    if (isIn(point, kIdeographs)) return Glyph::Ideograph;
    return isIn(point, kLetters) ? Glyph::Lower : Glyph::Gap;
}

/// Cuts a text into runs: of ideographs, and of names with the parts of each.
template <class OnIdeographs, class OnName>
void cut(std::string_view text, OnIdeographs onIdeographs, OnName onName) {
    std::vector<std::string> ideographs;
    std::vector<std::string> parts;
    Glyph before = Glyph::Gap;
    const auto end = [&] {
        if (!ideographs.empty()) onIdeographs(ideographs);
        if (!parts.empty()) onName(parts);
        ideographs.clear();
        parts.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = plain(nextCodePoint(text, at));
        const Glyph kind = glyphOf(point);
        const bool isJoint = point == '_' || point == '-' || point == '.';
        if (kind == Glyph::Ideograph) {
            if (!parts.empty()) end();
            appendCodePoint(ideographs.emplace_back(), point);
        } else if (kind != Glyph::Gap) {
            if (!ideographs.empty()) end();
            const bool isNew =
                parts.empty() || before == Glyph::Gap || (kind == Glyph::Upper && before == Glyph::Lower);
            if (isNew) parts.emplace_back();
            if (parts.back().size() < kLongestWord)
                appendCodePoint(parts.back(), kind == Glyph::Upper ? point + 0x20 : point);
        } else if (!isJoint || parts.empty()) {
            end();
        }
        before = kind;
    }
    end();
}

std::string joined(const std::vector<std::string>& parts) {
    std::string whole;
    for (const std::string& part : parts)
        whole += part;
    return whole;
}

std::vector<std::string> pairsOf(const std::vector<std::string>& characters) {
    std::vector<std::string> pairs;
    for (std::size_t i = 0; i + 1 < characters.size(); ++i)
        pairs.push_back(characters[i] + characters[i + 1]);
    return pairs;
}

}  // namespace

std::string indexWords(std::string_view text) {
    std::string words;
    const auto add = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
    const auto onIdeographs = [&](const std::vector<std::string>& characters) {
        for (const std::string& pair : pairsOf(characters))
            add(pair);
        // One character alone is looked for as the beginning of a pair; the last one begins none.
        add(characters.back());
    };
    const auto onName = [&](const std::vector<std::string>& parts) {
        for (const std::string& part : parts)
            add(part);
        if (parts.size() > 1) add(joined(parts));
    };
    cut(text, onIdeographs, onName);
    return words;
}

std::vector<SearchTerm> searchTerms(std::string_view text) {
    std::vector<SearchTerm> terms;
    const auto onIdeographs = [&](const std::vector<std::string>& characters) {
        if (characters.size() == 1)
            terms.push_back({characters, true});
        else
            terms.push_back({pairsOf(characters), false});
    };
    const auto onName = [&](const std::vector<std::string>& parts) { terms.push_back({{joined(parts)}, false}); };
    cut(text.substr(0, 2000), onIdeographs, onName);
    if (terms.size() > kMostTerms) terms.resize(kMostTerms);
    if (!terms.empty() && terms.back().words.size() == 1) terms.back().isPrefix = true;
    return terms;
}

}  // namespace heddle
