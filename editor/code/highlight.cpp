#include "editor/code/highlight.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace heddle::editor {
namespace {

constexpr std::array<std::string_view, 4> kKeywords = {"false", "in", "null", "true"};

bool isNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

void paint(std::vector<Look>& looks, std::size_t from, std::size_t to, Look look) {
    std::fill(looks.begin() + static_cast<std::ptrdiff_t>(from),
              looks.begin() + static_cast<std::ptrdiff_t>(std::min(to, looks.size())), look);
}

/// The end of the string literal that starts at `at`, or the line's end when it is not closed.
std::size_t endOfString(std::string_view line, std::size_t at) {
    const char quote = line[at++];
    while (at < line.size() && line[at] != quote)
        at += line[at] == '\\' ? 2 : 1;
    return std::min(at + 1, line.size());
}

/// Paints the expression in [from, to).
void paintCel(std::string_view line, std::size_t from, std::size_t to, std::vector<Look>& looks) {
    for (std::size_t at = from; at < to;) {
        const char c = line[at];
        std::size_t end = at + 1;
        Look look = Look::Operator;
        if (c == '"' || c == '\'') {
            end = std::min(endOfString(line, at), to);
            look = Look::String;
        } else if (line.substr(at, 2) == "//") {
            end = to;
            look = Look::Comment;
        } else if (isDigit(c)) {
            while (end < to && (isNamePart(line[end]) || (line[end] == '.' && end + 1 < to && isDigit(line[end + 1]))))
                ++end;
            look = Look::Number;
        } else if (isNameStart(c)) {
            while (end < to && isNamePart(line[end]))
                ++end;
            const std::string_view word = line.substr(at, end - at);
            const bool isKeyword = std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
            look = isKeyword ? Look::Keyword : end < to && line[end] == '(' ? Look::Function : Look::Name;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80) {
            look = Look::Text;
        }
        paint(looks, at, end, look);
        at = end;
    }
}

/// The end of an expression's body: the place of its "}}" outside of string literals, or npos.
std::size_t endOfExpression(std::string_view line, std::size_t at) {
    while (at < line.size()) {
        if (line[at] == '"' || line[at] == '\'') {
            at = endOfString(line, at);
        } else if (line.substr(at, 2) == "}}") {
            return at;
        } else {
            ++at;
        }
    }
    return std::string_view::npos;
}

/// Paints from the body of an expression on; gives the place behind its "}}" and keeps `state` when it stays open.
std::size_t paintExpression(std::string_view line, std::size_t at, std::vector<Look>& looks, int& state) {
    const std::size_t end = endOfExpression(line, at);
    if (end == std::string_view::npos) {
        paintCel(line, at, line.size(), looks);
        state |= kInExpression;
        return line.size();
    }
    paintCel(line, at, end, looks);
    paint(looks, end, end + 2, Look::Brace);
    state &= ~kInExpression;
    return end + 2;
}

/// What the whole line is by its first characters; `body` becomes the place where its own text starts.
Look lineLook(std::string_view line, std::vector<Look>& looks, std::size_t& body) {
    std::size_t at = 0;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t'))
        ++at;
    std::size_t hashes = at;
    while (hashes < line.size() && line[hashes] == '#')
        ++hashes;
    if (hashes > at && hashes - at <= 6 && (hashes == line.size() || line[hashes] == ' ')) {
        paint(looks, 0, line.size(), Look::Heading);
        return Look::Heading;
    }
    if (at < line.size() && line[at] == '>') {
        paint(looks, at, line.size(), Look::Quote);
        return Look::Quote;
    }
    std::size_t digits = at;
    while (digits < line.size() && isDigit(line[digits]))
        ++digits;
    const bool isNumbered = digits > at && digits + 1 < line.size() && (line[digits] == '.' || line[digits] == ')') &&
                            line[digits + 1] == ' ';
    const bool isBullet =
        at + 1 < line.size() && (line[at] == '-' || line[at] == '*' || line[at] == '+') && line[at + 1] == ' ';
    if (isNumbered || isBullet) {
        body = isBullet ? at + 1 : digits + 1;
        paint(looks, at, body, Look::Bullet);
    }
    return Look::Text;
}

/// A piece of inline Markdown that starts at `at`: its end and look, or `at` itself when there is none.
std::size_t inlineEnd(std::string_view line, std::size_t at, Look& look) {
    const auto closed = [&](std::string_view mark, Look as) {
        if (line.substr(at, mark.size()) != mark) return at;
        const std::size_t start = at + mark.size();
        if (start >= line.size() || (as != Look::CodeSpan && line[start] == ' ')) return at;
        const std::size_t end = line.find(mark, start);
        if (end == std::string_view::npos || end == start) return at;
        look = as;
        return end + mark.size();
    };
    if (line[at] == '`') return closed("`", Look::CodeSpan);
    if (line[at] == '*' || line[at] == '_') {
        if (line[at] == '_' && at > 0 && isNamePart(line[at - 1])) return at;
        const std::string_view twice = line[at] == '*' ? "**" : "__";
        const std::size_t strong = closed(twice, Look::Strong);
        return strong != at ? strong : closed(twice.substr(0, 1), Look::Emphasis);
    }
    if (line[at] == '[') {
        const std::size_t middle = line.find("](", at);
        const std::size_t end = middle == std::string_view::npos ? middle : line.find(')', middle);
        if (end == std::string_view::npos) return at;
        look = Look::Link;
        return end + 1;
    }
    return at;
}

}  // namespace

std::vector<Look> celLooks(std::string_view line) {
    std::vector<Look> looks(line.size(), Look::Text);
    paintCel(line, 0, line.size(), looks);
    return looks;
}

std::vector<Look> promptLooks(std::string_view line, int& state) {
    std::vector<Look> looks(line.size(), Look::Text);
    std::size_t at = 0;
    if ((state & kInExpression) != 0) at = paintExpression(line, 0, looks, state);
    const std::size_t first = line.find_first_not_of(" \t");
    const bool isFence = at == 0 && first != std::string_view::npos && line.substr(first, 3) == "```";
    if (isFence) {
        paint(looks, 0, line.size(), Look::CodeSpan);
        state ^= kInFence;
        return looks;
    }
    const bool inFence = (state & kInFence) != 0;
    if (inFence) paint(looks, at, line.size(), Look::CodeSpan);
    if (!inFence && at == 0) lineLook(line, looks, at);
    std::size_t inlineUntil = 0;
    while (at < line.size()) {
        if (line.substr(at, 2) == "{{") {
            paint(looks, at, at + 2, Look::Brace);
            at = paintExpression(line, at + 2, looks, state);
            continue;
        }
        Look look = Look::Text;
        const std::size_t end = inFence || at < inlineUntil ? at : inlineEnd(line, at, look);
        if (end > at) {
            paint(looks, at, end, look);
            inlineUntil = end;
        }
        ++at;
    }
    return looks;
}

}  // namespace heddle::editor
