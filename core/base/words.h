#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// What of a text can be found, as words with spaces between: letters in lower case and without accents, the parts of
/// camelCase and snake_case names beside the whole, and of Chinese, Japanese and Korean, which have no spaces, each
/// pair of characters that stand together, so that a word of two characters is found. Any bytes are taken.
std::string indexWords(std::string_view text);

/// One thing that is looked for: words that stand side by side.
struct SearchTerm {
    std::vector<std::string> words;
    bool isPrefix = false;  ///< the last word may go on: it is still being typed

    bool operator==(const SearchTerm&) const = default;
};

/// What a person looks for, in the words of indexWords(); all terms are wanted. At most sixteen; none: everything.
std::vector<SearchTerm> searchTerms(std::string_view text);

}  // namespace heddle
