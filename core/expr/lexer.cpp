#include "core/expr/lexer.h"

#include "core/base/utf8.h"

#include <charconv>

namespace heddle::expr {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHexDigit(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isNamePart(char c) { return isNameStart(c) || isDigit(c); }

/// What may follow a string's or bytes' prefix letters; 0 when `text` does not start a quoted literal.
std::size_t prefixLength(std::string_view text, bool& isRaw, bool& isBytes) {
    std::size_t length = 0;
    isRaw = isBytes = false;
    for (; length < text.size() && length < 2; ++length) {
        const char c = text[length];
        if ((c == 'r' || c == 'R') && !isRaw) {
            isRaw = true;
        } else if ((c == 'b' || c == 'B') && !isBytes) {
            isBytes = true;
        } else {
            break;
        }
    }
    const bool isQuoted = length < text.size() && (text[length] == '"' || text[length] == '\'');
    return isQuoted ? length : std::string_view::npos;
}

}  // namespace

Json withPlace(Json facts, std::string_view source, std::size_t offset) {
    offset = std::min(offset, source.size());
    const std::string_view before = source.substr(0, offset);
    const std::size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
    facts["line"] = 1 + std::count(before.begin(), before.end(), '\n');
    facts["column"] = offset - lineStart + 1;
    facts["source"] = source;
    return facts;
}

Error syntaxError(std::string_view source, std::size_t offset, std::string_view code, Json facts) {
    return Error(ErrorKind::Parse, std::string(code), withPlace(std::move(facts), source, offset));
}

char Lexer::peek(std::size_t ahead) const { return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0'; }

Token Lexer::token(TokenKind kind, std::size_t start, Value value) const {
    return Token{kind, m_source.substr(start, m_at - start), static_cast<std::uint32_t>(start), std::move(value)};
}

void Lexer::badLiteral(std::size_t start, std::size_t end) const {
    throw syntaxError(m_source, start, "expr.literal", {{"text", m_source.substr(start, end - start)}});
}

void Lexer::skipBlanks() {
    while (m_at < m_source.size()) {
        const char c = m_source[m_at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++m_at;
        } else if (c == '/' && peek(1) == '/') {
            m_at = std::min(m_source.find('\n', m_at), m_source.size());
        } else {
            return;
        }
    }
}

Token Lexer::next() {
    skipBlanks();
    if (m_at >= m_source.size()) return token(TokenKind::End, m_at);
    bool isRaw = false;
    bool isBytes = false;
    const std::size_t prefix = prefixLength(m_source.substr(m_at), isRaw, isBytes);
    if (prefix != std::string_view::npos) return quoted(prefix, isRaw, isBytes);
    const char c = m_source[m_at];
    if (isNameStart(c)) return name();
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) return number();
    if (c == '`') {
        const std::size_t start = ++m_at;
        const std::size_t end = m_source.find_first_of("`\n", start);
        if (end == std::string_view::npos || m_source[end] == '\n' || end == start) badLiteral(start - 1, start);
        m_at = end;
        const Token found = token(TokenKind::QuotedName, start);
        ++m_at;
        return found;
    }
    return symbol();
}

Token Lexer::name() {
    const std::size_t start = m_at;
    while (isNamePart(peek()))
        ++m_at;
    return token(TokenKind::Name, start);
}

Token Lexer::number() {
    const std::size_t start = m_at;
    const bool isHex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    bool isDouble = false;
    if (isHex) {
        m_at += 2;
        while (isHexDigit(peek()))
            ++m_at;
    } else {
        while (isDigit(peek()))
            ++m_at;
        if (peek() == '.' && isDigit(peek(1))) {
            isDouble = true;
            ++m_at;
            while (isDigit(peek()))
                ++m_at;
        }
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if ((peek() == 'e' || peek() == 'E') && isDigit(peek(1 + sign))) {
            isDouble = true;
            m_at += 1 + sign;
            while (isDigit(peek()))
                ++m_at;
        }
    }
    const char* end = m_source.data() + m_at;
    Value value;
    std::from_chars_result read{};
    if (isDouble) {
        value.kind = Kind::Double;
        read = std::from_chars(m_source.data() + start, end, value.number);
        const bool isTiny = m_source.substr(start, m_at - start).find('-') != std::string_view::npos;
        if (read.ec == std::errc::result_out_of_range && isTiny) {
            value.number = 0;
            read.ec = {};
        }
    } else {
        // An int literal is read as its magnitude: the parser knows of a minus in front of it.
        value.kind = Kind::Int;
        read = std::from_chars(m_source.data() + start + (isHex ? 2 : 0), end, value.unsignedInteger, isHex ? 16 : 10);
        if (peek() == 'u' || peek() == 'U') {
            value.kind = Kind::Uint;
            ++m_at;
        }
    }
    if (read.ec != std::errc() || read.ptr != end || isNamePart(peek())) badLiteral(start, m_at);
    return token(TokenKind::Literal, start, value);
}

Token Lexer::quoted(std::size_t prefix, bool isRaw, bool isBytes) {
    const std::size_t start = m_at;
    m_at += prefix;
    const char quote = peek();
    const bool isTriple = peek(1) == quote && peek(2) == quote;
    const std::string end(isTriple ? 3 : 1, quote);
    m_at += end.size();
    const std::size_t body = m_at;
    while (!m_source.substr(m_at).starts_with(end)) {
        if (m_at >= m_source.size() || (!isTriple && (peek() == '\n' || peek() == '\r'))) badLiteral(start, body);
        m_at = std::min(m_source.size(), m_at + (!isRaw && peek() == '\\' ? 2 : 1));
    }
    const std::string_view inside = m_source.substr(body, m_at - body);
    m_at += end.size();
    std::string text = isRaw ? std::string(inside) : unescape(inside, body, isBytes);
    return token(TokenKind::Literal, start, isBytes ? Value::ofBytes(std::move(text)) : Value::ofText(std::move(text)));
}

std::string Lexer::unescape(std::string_view body, std::size_t offset, bool isBytes) const {
    std::string text;
    text.reserve(body.size());
    for (std::size_t at = 0; at < body.size();) {
        if (body[at] != '\\') {
            text += body[at++];
        } else {
            escape(text, body, at, offset, isBytes);
        }
    }
    return text;
}

void Lexer::escape(std::string& text, std::string_view body, std::size_t& at, std::size_t offset, bool isBytes) const {
    static constexpr std::string_view kNames = "abfnrtv\\?\"'`";
    static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\?\"'`";
    const std::size_t start = at++;
    const char c = at < body.size() ? body[at] : '\0';
    if (const std::size_t simple = kNames.find(c); c != '\0' && simple != std::string_view::npos) {
        text += kValues[simple];
        ++at;
        return;
    }
    std::size_t digits = 0;
    int base = 16;
    if (c == 'x' || c == 'X') {
        digits = 2;
    } else if ((c == 'u' || c == 'U') && !isBytes) {
        digits = c == 'u' ? 4 : 8;
    } else if (c >= '0' && c <= '3') {
        digits = 3;
        base = 8;
    }
    if (base == 16) ++at;
    std::uint32_t code = 0;
    const std::string_view number = body.substr(std::min(at, body.size()), digits);
    const auto read = std::from_chars(number.data(), number.data() + number.size(), code, base);
    const bool isScalar = code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
    if (digits == 0 || number.size() != digits || read.ptr != number.data() + digits || !isScalar) {
        badLiteral(offset + start, offset + std::min(at + digits, body.size()));
    }
    at += digits;
    if (isBytes) {
        text += static_cast<char>(code);
    } else {
        appendCodePoint(text, code);
    }
}

Token Lexer::symbol() {
    static constexpr std::string_view kPairs[] = {"&&", "||", "==", "!=", "<=", ">="};
    static constexpr std::string_view kSingles = "()[]{}.,?:+-*/%!<>";
    const std::size_t start = m_at;
    for (const std::string_view pair : kPairs) {
        if (m_source.substr(m_at).starts_with(pair)) {
            m_at += 2;
            return token(TokenKind::Symbol, start);
        }
    }
    if (kSingles.find(m_source[m_at]) == std::string_view::npos) {
        std::size_t end = m_at;
        nextCodePoint(m_source, end);
        throw syntaxError(m_source, start, "expr.syntax",
                          {{"found", m_source.substr(m_at, end - m_at)}, {"expected", "expression"}});
    }
    ++m_at;
    return token(TokenKind::Symbol, start);
}

}  // namespace heddle::expr
