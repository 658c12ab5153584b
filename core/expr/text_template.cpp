#include "core/expr/text_template.h"

#include "core/base/error.h"
#include "core/expr/lexer.h"

#include <set>

namespace heddle::expr {
namespace {

std::pair<int, int> placeOf(std::string_view text, std::size_t offset) {
    const Json place = withPlace(Json::object(), text, offset);
    return {place["line"].get<int>(), place["column"].get<int>()};
}

/// The same error with line and column counted in the whole text, of which the expression starts at `line`, `column`.
Error moved(const Error& error, int line, int column) {
    Json facts = error.facts();
    if (!facts.contains("line")) return error;
    if (facts["line"] == 1) facts["column"] = facts["column"].get<int>() + column - 1;
    facts["line"] = facts["line"].get<int>() + line - 1;
    return Error(error.kind(), error.code(), std::move(facts));
}

/// Where the `}}` after `start` is that ends the expression: no part of a literal or of a map.
std::size_t endOfPlace(std::string_view text, std::size_t start) {
    Lexer lexer(text.substr(start));
    int depth = 0;
    try {
        for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
            if (token.is("{")) ++depth;
            if (token.is("}") && depth-- == 0)
                return text.substr(start + token.offset).starts_with("}}") ? start + token.offset
                                                                           : std::string_view::npos;
        }
    } catch (const Error&) {
        // Compiling what is there up to the next end will say what is wrong with it.
        return text.find("}}", start);
    }
    return std::string_view::npos;
}

std::string shown(const Program& program, const Bindings& bindings, std::uint64_t cost) {
    const Json json = program.evaluate(bindings, cost);
    if (json.is_string()) return json.get<std::string>();
    return json.is_null() ? std::string() : compactJson(json);
}

template <typename Names>
std::vector<std::string> joined(const std::vector<TextTemplate::Place>& places, Names namesOf) {
    std::set<std::string> all;
    for (const auto& place : places) {
        const std::vector<std::string> names = namesOf(place.program);
        all.insert(names.begin(), names.end());
    }
    return {all.begin(), all.end()};
}

}  // namespace

TextTemplate parseTemplate(std::string_view text) {
    TextTemplate made;
    made.m_texts.emplace_back();
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with("\\{{")) {
            made.m_texts.back() += "{{";
            at += 3;
            continue;
        }
        if (!text.substr(at).starts_with("{{")) {
            made.m_texts.back() += text[at++];
            continue;
        }
        const std::size_t start = at + 2;
        const std::size_t end = endOfPlace(text, start);
        if (end == std::string_view::npos) throw syntaxError(text, at, "expr.open_place");
        const auto [line, column] = placeOf(text, start);
        try {
            made.m_places.push_back({compile(text.substr(start, end - start)), start, end - start, line, column});
        } catch (const Error& error) {
            throw moved(error, line, column);
        }
        made.m_texts.emplace_back();
        at = end + 2;
    }
    return made;
}

std::string TextTemplate::render(const Bindings& bindings, std::uint64_t cost) const {
    std::string text = m_texts.front();
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        const Place& place = m_places[i];
        try {
            text += shown(place.program, bindings, cost);
        } catch (const Error& error) {
            throw moved(error, place.line, place.column);
        }
        text += m_texts[i + 1];
    }
    return text;
}

std::vector<std::string> TextTemplate::variables() const {
    return joined(m_places, [](const Program& program) { return program.variables(); });
}

std::vector<std::string> TextTemplate::paths() const {
    return joined(m_places, [](const Program& program) { return program.paths(); });
}

}  // namespace heddle::expr
