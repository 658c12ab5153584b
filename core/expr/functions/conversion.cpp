#include "core/base/utf8.h"
#include "core/expr/functions.h"
#include "core/expr/time_value.h"

#include <charconv>
#include <cmath>

namespace heddle::expr {
namespace {

constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

Value bad(const Call& call) {
    return Value::error("expr.convert", {{"to", call.name}, {"text", plainText(call.args[0], call.budget)}});
}

Value orBad(const Call& call, std::optional<Value> value) { return value ? std::move(*value) : bad(call); }

template <typename T>
std::optional<T> readNumber(std::string_view text) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    T number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return isWhole ? std::optional(number) : std::nullopt;
}

Value toInt(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::Int:
            return value;
        case Kind::Uint:
            return value.unsignedInteger <= INT64_MAX ? Value::ofInt(value.integer) : bad(call);
        case Kind::Double: {
            const bool isInRange = value.number > -kTwo63 && value.number < kTwo63;
            return isInRange ? Value::ofInt(static_cast<std::int64_t>(value.number)) : bad(call);
        }
        case Kind::Timestamp:
            return Value::ofInt(value.integer);
        case Kind::String: {
            const auto number = readNumber<std::int64_t>(*value.text);
            return number ? Value::ofInt(*number) : bad(call);
        }
        default:
            return noOverload(call.name, call.args);
    }
}

Value toUint(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::Uint:
            return value;
        case Kind::Int:
            return value.integer >= 0 ? Value::ofUint(value.unsignedInteger) : bad(call);
        case Kind::Double: {
            const bool isInRange = value.number > -1.0 && value.number < kTwo64;
            return isInRange ? Value::ofUint(static_cast<std::uint64_t>(value.number)) : bad(call);
        }
        case Kind::String: {
            const auto number = readNumber<std::uint64_t>(*value.text);
            return number ? Value::ofUint(*number) : bad(call);
        }
        default:
            return noOverload(call.name, call.args);
    }
}

Value toDouble(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::Double:
            return value;
        case Kind::Int:
            return Value::ofDouble(static_cast<double>(value.integer));
        case Kind::Uint:
            return Value::ofDouble(static_cast<double>(value.unsignedInteger));
        case Kind::String: {
            // from_chars reads "nan" and "infinity" in any case, as CEL asks.
            const auto number = readNumber<double>(*value.text);
            return number ? Value::ofDouble(*number) : bad(call);
        }
        default:
            return noOverload(call.name, call.args);
    }
}

Value toBool(const Call& call) {
    if (call.kind(0) == Kind::Bool) return call.args[0];
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
        if (call.text(0) == yes) return Value::ofBool(true);
    }
    for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
        if (call.text(0) == no) return Value::ofBool(false);
    }
    return bad(call);
}

Value toText(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::String:
            return value;
        case Kind::Bool:
        case Kind::Int:
        case Kind::Uint:
        case Kind::Double:
        case Kind::Timestamp:
        case Kind::Duration:
            return Value::ofText(plainText(value, call.budget));
        case Kind::Bytes:
            return isUtf8(*value.text) ? Value::ofText(*value.text) : Value::error("expr.utf8");
        default:
            return noOverload(call.name, call.args);
    }
}

Value toBytes(const Call& call) {
    if (call.kind(0) == Kind::Bytes) return call.args[0];
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    return Value::ofBytes(call.text(0));
}

Value toTimestamp(const Call& call) {
    switch (call.kind(0)) {
        case Kind::Timestamp:
            return call.args[0];
        case Kind::Int:
            return makeTimestamp(call.args[0].integer, 0);
        case Kind::String:
            return orBad(call, parseTimestamp(call.text(0)));
        default:
            return noOverload(call.name, call.args);
    }
}

Value toDuration(const Call& call) {
    switch (call.kind(0)) {
        case Kind::Duration:
            return call.args[0];
        case Kind::Int:
            return makeDuration(call.args[0].integer, 0);
        case Kind::String:
            return orBad(call, parseDuration(call.text(0)));
        default:
            return noOverload(call.name, call.args);
    }
}

constexpr Function kConversionFunctions[] = {
    {"int", Style::Global, 1, 1, toInt, Kind::Int},
    {"uint", Style::Global, 1, 1, toUint, Kind::Uint},
    {"double", Style::Global, 1, 1, toDouble, Kind::Double},
    {"bool", Style::Global, 1, 1, toBool, Kind::Bool},
    {"string", Style::Global, 1, 1, toText, Kind::String},
    {"bytes", Style::Global, 1, 1, toBytes, Kind::Bytes},
    {"timestamp", Style::Global, 1, 1, toTimestamp, Kind::Timestamp},
    {"duration", Style::Global, 1, 1, toDuration, Kind::Duration},
};

}  // namespace

std::span<const Function> conversionFunctions() { return kConversionFunctions; }

}  // namespace heddle::expr
