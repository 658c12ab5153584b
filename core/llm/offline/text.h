#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::llm::offline {

/// A word of meaning, as a hash: stop words are gone, English is stemmed lightly, Chinese comes as pairs of characters.
using Term = std::uint64_t;

struct Sentence {
    std::string text;
    int block = 0;      ///< n of the numbered block "[n] …" around it, or 0
    int paragraph = 0;  ///< sentences of one paragraph share it
    bool heading = false;
    std::vector<Term> terms;
};

std::vector<Term> termsOf(std::string_view text);

/// Sentences of English or Chinese text or Markdown, in order. Fenced code gives none; list items and table rows are
/// one each.
std::vector<Sentence> sentencesOf(std::string_view text);

/// Whether people would call the text Chinese: at least a fifth of its letters are.
bool isChinese(std::string_view text);
bool isCjk(char32_t c);
/// A character of a name in source code.
bool isName(char c);

/// The character at `at`, which moves behind it. A byte that is no UTF-8 counts as one character.
char32_t nextChar(std::string_view text, std::size_t& at);

/// At most `limit` characters, cut between words where there are any, "…" at a cut.
std::string shortened(std::string_view text, std::size_t limit);

std::string_view trimmed(std::string_view text);
std::string lowered(std::string_view text);
std::vector<std::string_view> linesOf(std::string_view text);

}  // namespace heddle::llm::offline
