#pragma once
#include "core/expr/program.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::expr {

/// A text with places: `Dear {{ state.name }},`. A literal `{{` is written `\{{`. Immutable after parsing.
class TextTemplate {
public:
    struct Place {
        Program program;
        std::size_t offset = 0;  ///< of the expression's first byte in the whole text
        std::size_t length = 0;
        int line = 1;  ///< 1-based, in the whole text
        int column = 1;
    };

    /// The text with its places filled: strings as they are, null as nothing, other values as compact JSON.
    /// Throws what Program::evaluate throws, with line and column in the whole text.
    std::string render(const Bindings& bindings, std::uint64_t cost = kDefaultCost) const;
    const std::vector<Place>& places() const { return m_places; }
    /// The variables that its places read, sorted, each once.
    std::vector<std::string> variables() const;
    std::vector<std::string> paths() const;

private:
    friend TextTemplate parseTemplate(std::string_view text);

    std::vector<std::string> m_texts;  ///< before each place, and after the last
    std::vector<Place> m_places;
};

/// Throws Error(Parse, "expr.…") with line and column in the whole text; "expr.open_place" when `}}` is missing.
TextTemplate parseTemplate(std::string_view text);

}  // namespace heddle::expr
