#include "core/base/utf8.h"
#include "core/expr/functions.h"

// The strings extension. Positions count code points.
namespace heddle::expr {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// The byte where code point `index` starts; kNone when the text has fewer. The end counts as a place.
std::size_t byteAt(std::string_view text, std::int64_t index) {
    if (index < 0) return kNone;
    std::size_t at = 0;
    for (; index > 0; --index) {
        if (at >= text.size()) return kNone;
        nextCodePoint(text, at);
    }
    return at;
}

Value outOfRange(const Call& call, std::int64_t index) {
    return Value::error("expr.index", {{"index", index}, {"size", codePointCount(call.text(0))}});
}

Value position(std::string_view text, std::size_t byte) {
    return Value::ofInt(byte == kNone ? -1 : static_cast<std::int64_t>(codePointCount(text.substr(0, byte))));
}

Value charAt(const Call& call) {
    if (!call.has({Kind::String, Kind::Int})) return noOverload(call.name, call.args);
    const std::size_t start = byteAt(call.text(0), call.args[1].integer);
    if (start == kNone) return outOfRange(call, call.args[1].integer);
    std::size_t end = start;
    if (end < call.text(0).size()) nextCodePoint(call.text(0), end);
    return Value::ofText(call.text(0).substr(start, end - start));
}

Value indexOf(const Call& call) {
    if (!call.has({Kind::String, Kind::String}) && !call.has({Kind::String, Kind::String, Kind::Int})) {
        return noOverload(call.name, call.args);
    }
    const std::int64_t from = call.args.size() > 2 ? call.args[2].integer : 0;
    const std::size_t start = byteAt(call.text(0), from);
    if (start == kNone) return outOfRange(call, from);
    return position(call.text(0), call.text(0).find(call.text(1), start));
}

Value lastIndexOf(const Call& call) {
    const bool hasFrom = call.has({Kind::String, Kind::String, Kind::Int});
    if (!hasFrom && !call.has({Kind::String, Kind::String})) return noOverload(call.name, call.args);
    const std::size_t start = hasFrom ? byteAt(call.text(0), call.args[2].integer) : kNone;
    if (hasFrom && start == kNone) return outOfRange(call, call.args[2].integer);
    return position(call.text(0), call.text(0).rfind(call.text(1), start));
}

template <char First, char Last, int Shift>
Value shiftCase(const Call& call) {
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    call.budget.chargeBytes(call.text(0).size());
    std::string text = call.text(0);
    for (char& c : text) {
        if (c >= First && c <= Last) c = static_cast<char>(c + Shift);
    }
    return Value::ofText(std::move(text));
}

Value replace(const Call& call) {
    const bool hasLimit = call.has({Kind::String, Kind::String, Kind::String, Kind::Int});
    if (!hasLimit && !call.has({Kind::String, Kind::String, Kind::String})) return noOverload(call.name, call.args);
    const std::string& text = call.text(0);
    const std::string& old = call.text(1);
    std::int64_t left = hasLimit ? call.args[3].integer : -1;
    std::string made;
    std::size_t at = 0;
    while (left != 0) {
        const std::size_t found = text.find(old, at);
        if (found == kNone) break;
        call.budget.charge(1 + call.text(2).size() / 16);
        made.append(text, at, found - at).append(call.text(2));
        at = found + old.size();
        --left;
        if (!old.empty()) continue;
        // An empty text is found before each code point and at the end.
        if (at >= text.size()) break;
        std::size_t next = at;
        nextCodePoint(text, next);
        made.append(text, at, next - at);
        at = next;
    }
    call.budget.chargeBytes(text.size());
    return Value::ofText(made.append(text, std::min(at, text.size())));
}

Value split(const Call& call) {
    const bool hasLimit = call.has({Kind::String, Kind::String, Kind::Int});
    if (!hasLimit && !call.has({Kind::String, Kind::String})) return noOverload(call.name, call.args);
    const std::string& text = call.text(0);
    const std::string& separator = call.text(1);
    const std::int64_t limit = hasLimit ? call.args[2].integer : -1;
    List parts;
    std::size_t at = 0;
    while (limit != 0) {
        std::size_t end = kNone;
        const bool isLast = limit > 0 && static_cast<std::int64_t>(parts.size()) + 1 == limit;
        if (!isLast && !separator.empty()) end = text.find(separator, at);
        if (!isLast && separator.empty() && at < text.size()) {
            end = at;
            nextCodePoint(text, end);
            if (end == text.size()) end = kNone;
        }
        if (separator.empty() && text.empty()) break;
        call.budget.charge(1);
        parts.push_back(Value::ofText(text.substr(at, end == kNone ? kNone : end - at)));
        if (end == kNone) break;
        at = end + separator.size();
    }
    return Value::ofList(std::move(parts));
}

Value join(const Call& call) {
    const bool hasSeparator = call.has({Kind::List, Kind::String});
    if (!hasSeparator && !call.has({Kind::List})) return noOverload(call.name, call.args);
    std::string text;
    const std::size_t size = call.args[0].size();
    for (std::size_t i = 0; i < size; ++i) {
        const Value item = call.args[0].item(i);
        if (item.kind != Kind::String) return noOverload(call.name, std::span(&item, 1));
        if (i > 0 && hasSeparator) text += call.text(1);
        text += *item.text;
        call.budget.charge(1 + (item.text->size() + (hasSeparator ? call.text(1).size() : 0)) / 16);
    }
    return Value::ofText(std::move(text));
}

Value substring(const Call& call) {
    const bool hasEnd = call.has({Kind::String, Kind::Int, Kind::Int});
    if (!hasEnd && !call.has({Kind::String, Kind::Int})) return noOverload(call.name, call.args);
    const std::string& text = call.text(0);
    const std::size_t start = byteAt(text, call.args[1].integer);
    if (start == kNone) return outOfRange(call, call.args[1].integer);
    const std::size_t end = hasEnd ? byteAt(text, call.args[2].integer) : text.size();
    if (end == kNone || end < start) return outOfRange(call, call.args[2].integer);
    call.budget.chargeBytes(end - start);
    return Value::ofText(text.substr(start, end - start));
}

/// Unicode's White_Space property.
bool isBlank(char32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Value trim(const Call& call) {
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    const std::string& text = call.text(0);
    call.budget.chargeBytes(text.size());
    std::size_t first = text.size();
    std::size_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (isBlank(nextCodePoint(text, at))) continue;
        first = std::min(first, start);
        last = at;
    }
    return Value::ofText(first < last ? text.substr(first, last - first) : std::string());
}

Value reverse(const Call& call) {
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    const std::string& text = call.text(0);
    call.budget.chargeBytes(text.size());
    std::string made(text.size(), '\0');
    std::size_t to = text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        nextCodePoint(text, at);
        to -= at - start;
        text.copy(made.data() + to, at - start, start);
    }
    return Value::ofText(std::move(made));
}

Value quote(const Call& call) {
    static constexpr std::string_view kEscaped = "\a\b\f\n\r\t\v\\\"";
    static constexpr std::string_view kNames = "abfnrtv\\\"";
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    call.budget.chargeBytes(call.text(0).size());
    std::string made = "\"";
    for (std::size_t at = 0; at < call.text(0).size();) {
        const char32_t c = nextCodePoint(call.text(0), at);
        const std::size_t escaped = c < 0x80 ? kEscaped.find(static_cast<char>(c)) : kNone;
        if (escaped == kNone) {
            appendCodePoint(made, c);
        } else {
            made += '\\';
            made += kNames[escaped];
        }
    }
    return Value::ofText(made + '"');
}

constexpr Function kStringFunctions[] = {
    {"charAt", Style::Member, 2, 2, charAt, Kind::String},
    {"indexOf", Style::Member, 2, 3, indexOf, Kind::Int},
    {"lastIndexOf", Style::Member, 2, 3, lastIndexOf, Kind::Int},
    {"lowerAscii", Style::Member, 1, 1, shiftCase<'A', 'Z', 'a' - 'A'>, Kind::String},
    {"upperAscii", Style::Member, 1, 1, shiftCase<'a', 'z', 'A' - 'a'>, Kind::String},
    {"replace", Style::Member, 3, 4, replace, Kind::String},
    {"split", Style::Member, 2, 3, split, Kind::List},
    {"join", Style::Member, 1, 2, join, Kind::String},
    {"substring", Style::Member, 2, 3, substring, Kind::String},
    {"trim", Style::Member, 1, 1, trim, Kind::String},
    {"reverse", Style::Member, 1, 1, reverse, Kind::String},
    {"strings.quote", Style::Global, 1, 1, quote, Kind::String},
    {"format", Style::Member, 2, 2, formatText, Kind::String},
};

}  // namespace

std::span<const Function> stringFunctions() { return kStringFunctions; }

}  // namespace heddle::expr
