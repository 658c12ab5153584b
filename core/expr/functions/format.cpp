#include "core/base/utf8.h"
#include "core/expr/functions.h"
#include "core/expr/time_value.h"

#include <cmath>
#include <cstdio>

// "…".format([…]): the clauses of the strings extension.
namespace heddle::expr {
namespace {

constexpr int kMostDigits = 100;

Value badClause(char clause, const Value& value) {
    return Value::error("expr.format", {{"clause", std::string{'%', clause}}, {"type", kindName(value.kind)}});
}

std::string digits(std::uint64_t number, unsigned base, bool isUpper) {
    const std::string_view kDigits = isUpper ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string text;
    do {
        text.insert(text.begin(), kDigits[number % base]);
        number /= base;
    } while (number > 0);
    return text;
}

std::string signedDigits(const Value& value, unsigned base, bool isUpper) {
    if (value.kind == Kind::Uint || value.integer >= 0) return digits(value.unsignedInteger, base, isUpper);
    return "-" + digits(0 - value.unsignedInteger, base, isUpper);
}

std::optional<std::string> based(char clause, const Value& value) {
    const bool isUpper = clause == 'X';
    const unsigned base = clause == 'b' ? 2 : clause == 'o' ? 8 : 16;
    if (value.kind == Kind::Int || value.kind == Kind::Uint) return signedDigits(value, base, isUpper);
    if (value.kind == Kind::Bool && clause == 'b') return value.boolean ? "1" : "0";
    if (base != 16 || (value.kind != Kind::String && value.kind != Kind::Bytes)) return std::nullopt;
    std::string text;
    for (const char c : *value.text) {
        const std::string pair = digits(static_cast<unsigned char>(c), 16, isUpper);
        text += pair.size() == 1 ? "0" + pair : pair;
    }
    return text;
}

std::optional<std::string> decimal(const Value& value) {
    if (value.kind == Kind::Int || value.kind == Kind::Uint) return signedDigits(value, 10, false);
    const bool isSpecial = value.kind == Kind::Double && !std::isfinite(value.number);
    return isSpecial ? std::optional(doubleText(value.number)) : std::nullopt;
}

std::optional<std::string> floating(char clause, const Value& value, int precision) {
    double number = value.number;
    if (value.kind == Kind::Int) number = static_cast<double>(value.integer);
    if (value.kind == Kind::Uint) number = static_cast<double>(value.unsignedInteger);
    if (!value.isNumber()) return std::nullopt;
    if (!std::isfinite(number)) return doubleText(number);
    char text[512];
    const int length = std::snprintf(text, sizeof text, clause == 'e' ? "%.*e" : "%.*f", precision, number);
    return std::string(text, static_cast<std::size_t>(length));
}

std::string listText(const Value& value, Budget& budget) {
    std::string text = "[";
    for (std::size_t i = 0; i < value.size(); ++i)
        text += (i > 0 ? ", " : "") + plainText(value.item(i), budget);
    return text + "]";
}

std::string mapText(const Value& value, Budget& budget) {
    std::map<std::string, std::string> sorted;
    forEachEntry(value, [&](const Value& key, const Value& entry) {
        sorted[plainText(key, budget)] = plainText(entry, budget);
        return true;
    });
    std::string text = "{";
    for (const auto& [key, entry] : sorted)
        text += (text.size() > 1 ? ", " : "") + key + ": " + entry;
    return text + "}";
}

/// ".3" after the percent sign; -1 when it is no number that makes sense.
int readPrecision(std::string_view format, std::size_t& at) {
    if (at >= format.size() || format[at] != '.') return 6;
    int precision = 0;
    std::size_t count = 0;
    for (++at; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at, ++count) {
        precision = std::min(precision * 10 + (format[at] - '0'), kMostDigits + 1);
    }
    return count == 0 || precision > kMostDigits ? -1 : precision;
}

std::optional<std::string> clauseText(char clause, const Value& value, int precision, Budget& budget) {
    switch (clause) {
        case 's':
            return plainText(value, budget);
        case 'd':
            return decimal(value);
        case 'f':
        case 'e':
            return floating(clause, value, precision);
        case 'b':
        case 'o':
        case 'x':
        case 'X':
            return based(clause, value);
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string plainText(const Value& value, Budget& budget) {
    budget.charge(1);
    switch (value.kind) {
        case Kind::Null:
            return "null";
        case Kind::Bool:
            return value.boolean ? "true" : "false";
        case Kind::Int:
            return std::to_string(value.integer);
        case Kind::Uint:
            return std::to_string(value.unsignedInteger);
        case Kind::Double:
            return doubleText(value.number);
        case Kind::String:
            budget.chargeBytes(value.text->size());
            return *value.text;
        case Kind::Bytes:
            budget.chargeBytes(value.text->size());
            return isUtf8(*value.text) ? *value.text : base64Encode(*value.text);
        case Kind::List:
            return listText(value, budget);
        case Kind::Map:
            return mapText(value, budget);
        case Kind::Type:
            return std::string(kindName(value.type));
        case Kind::Timestamp:
            return timestampText(value);
        case Kind::Duration:
            return durationText(value);
        default:
            return value.kind == Kind::Optional && value.inner ? plainText(*value.inner, budget) : "none";
    }
}

Value formatText(const Call& call) {
    if (!call.has({Kind::String, Kind::List})) return noOverload(call.name, call.args);
    const std::string& format = call.text(0);
    std::string text;
    std::size_t next = 0;
    for (std::size_t at = 0; at < format.size();) {
        if (format[at] != '%') {
            text += format[at++];
            continue;
        }
        if (++at < format.size() && format[at] == '%') {
            text += format[at++];
            continue;
        }
        const int precision = readPrecision(format, at);
        const char clause = at < format.size() ? format[at++] : '\0';
        if (precision < 0 || std::string_view("sdfebxXo").find(clause) == std::string_view::npos) {
            return Value::error("expr.format_clause", {{"format", format}});
        }
        if (next >= call.args[1].size()) {
            return Value::error("expr.index", {{"index", next}, {"size", call.args[1].size()}});
        }
        const Value value = call.args[1].item(next++);
        const auto shown = clauseText(clause, value, precision, call.budget);
        if (!shown) return badClause(clause, value);
        call.budget.charge(1 + shown->size() / 16);
        text += *shown;
    }
    call.budget.chargeBytes(format.size());
    return Value::ofText(std::move(text));
}

}  // namespace heddle::expr
