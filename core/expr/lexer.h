#pragma once
#include "core/base/error.h"
#include "core/expr/value.h"

#include <string>
#include <string_view>

namespace heddle::expr {

enum class TokenKind { End, Name, QuotedName, Literal, Symbol };

struct Token {
    TokenKind kind = TokenKind::End;
    std::string_view text;  ///< of the source; for a quoted name without its backticks
    std::uint32_t offset = 0;
    Value value;  ///< of a literal

    bool is(std::string_view symbol) const { return kind == TokenKind::Symbol && text == symbol; }
};

/// An Error(Parse, code) that names the place in `source`.
Error syntaxError(std::string_view source, std::size_t offset, std::string_view code, Json facts = Json::object());

/// `facts` with `line` and `column` (1-based, in bytes) of `offset`, and `source`.
Json withPlace(Json facts, std::string_view source, std::size_t offset);

/// Splits a source into tokens, one at a time. Throws Error(Parse, "expr.syntax" | "expr.literal").
class Lexer {
public:
    explicit Lexer(std::string_view source) : m_source(source) {}
    Token next();

private:
    void skipBlanks();
    Token name();
    Token number();
    Token quoted(std::size_t prefix, bool isRaw, bool isBytes);
    Token symbol();
    std::string unescape(std::string_view body, std::size_t offset, bool isBytes) const;
    void escape(std::string& text, std::string_view body, std::size_t& at, std::size_t offset, bool isBytes) const;
    char peek(std::size_t ahead = 0) const;
    Token token(TokenKind kind, std::size_t start, Value value = {}) const;
    [[noreturn]] void badLiteral(std::size_t start, std::size_t end) const;

    std::string_view m_source;
    std::size_t m_at = 0;
};

}  // namespace heddle::expr
