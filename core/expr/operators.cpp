#include "core/expr/operators.h"

#include "core/expr/time_value.h"

#include <cmath>
#include <limits>

namespace heddle::expr {
namespace {

Value overflow(Op op) { return Value::error("expr.overflow", {{"operator", opName(op)}}); }

Value noOperator(Op op, const Value& a, const Value& b) {
    const Value args[] = {a.borrowed(), b.borrowed()};
    return noOverload(opName(op), args);
}

template <typename T>
Value wholeNumbers(Op op, T a, T b, Value (*make)(T)) {
    T result{};
    bool isOver = false;
    if (op == Op::Divide || op == Op::Modulo) {
        if (b == 0) return Value::error("expr.divide_by_zero");
        if (std::is_signed_v<T> && a == std::numeric_limits<T>::min() && b == static_cast<T>(-1)) return overflow(op);
        return make(op == Op::Divide ? a / b : a % b);
    }
    if (op == Op::Add) {
        isOver = __builtin_add_overflow(a, b, &result);
    } else if (op == Op::Subtract) {
        isOver = __builtin_sub_overflow(a, b, &result);
    } else {
        isOver = __builtin_mul_overflow(a, b, &result);
    }
    return isOver ? overflow(op) : make(result);
}

Value doubles(Op op, double a, double b) {
    switch (op) {
        case Op::Add:
            return Value::ofDouble(a + b);
        case Op::Subtract:
            return Value::ofDouble(a - b);
        case Op::Multiply:
            return Value::ofDouble(a * b);
        default:
            return Value::ofDouble(a / b);
    }
}

Value concatenate(const Value& a, const Value& b, Budget& budget) {
    budget.charge(a.size() + b.size());
    List joined;
    joined.reserve(a.size() + b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        joined.push_back(a.item(i));
    for (std::size_t i = 0; i < b.size(); ++i)
        joined.push_back(b.item(i));
    return Value::ofList(std::move(joined));
}

/// Sums and differences of timestamps and durations; nothing when the kinds do not go together.
std::optional<Value> times(Op op, const Value& a, const Value& b) {
    const bool isAdd = op == Op::Add;
    const std::int64_t sign = isAdd ? 1 : -1;
    const auto nanos = static_cast<std::int64_t>(a.extra) + sign * static_cast<std::int64_t>(b.extra);
    const std::int64_t seconds = a.integer + sign * b.integer;
    if (a.kind == Kind::Duration && b.kind == Kind::Duration) return makeDuration(seconds, nanos);
    if (a.kind == Kind::Timestamp && b.kind == Kind::Duration) return makeTimestamp(seconds, nanos);
    if (isAdd && a.kind == Kind::Duration && b.kind == Kind::Timestamp) return makeTimestamp(seconds, nanos);
    if (isAdd || a.kind != Kind::Timestamp || b.kind != Kind::Timestamp) return std::nullopt;
    // The specification's cases want the difference to fit into 64 bits of nanoseconds.
    if (std::abs(seconds) >= INT64_MAX / 1'000'000'000) return Value::error("expr.time_range");
    return makeDuration(seconds, nanos);
}

/// The position that a key of any numeric type means in a list; nothing when it is no whole number.
std::optional<std::int64_t> listIndex(const Value& key) {
    if (key.kind == Kind::Int) return key.integer;
    if (key.kind == Kind::Uint && key.unsignedInteger <= INT64_MAX) return key.integer;
    const bool isWhole =
        key.kind == Kind::Double && std::trunc(key.number) == key.number && std::fabs(key.number) < 1e15;
    return isWhole ? std::optional(static_cast<std::int64_t>(key.number)) : std::nullopt;
}

std::optional<Value> lookUp(const Value& target, const Value& key, Value& failure) {
    if (target.kind == Kind::Map) {
        auto found = target.find(key);
        const bool isPlain = key.kind != Kind::List && key.kind != Kind::Map && key.kind != Kind::Optional;
        if (!found) failure = Value::error("expr.no_such_key", {{"key", isPlain ? toJson(key) : kindName(key.kind)}});
        return found;
    }
    const auto index = target.kind == Kind::List ? listIndex(key) : std::nullopt;
    if (!index) {
        const Value args[] = {target.borrowed(), key.borrowed()};
        failure = noOverload("[]", args);
        return std::nullopt;
    }
    if (*index < 0 || static_cast<std::size_t>(*index) >= target.size()) {
        failure = Value::error("expr.index", {{"index", *index}, {"size", target.size()}});
        return std::nullopt;
    }
    return target.item(static_cast<std::size_t>(*index));
}

/// As lookUp, for a name.
std::optional<Value> lookUpName(const Value& target, const std::string& name, Value& failure) {
    if (target.kind == Kind::Map) {
        auto found = target.find(name);
        if (!found) failure = Value::error("expr.no_such_key", {{"key", name}});
        return found;
    }
    failure = Value::error("expr.no_such_field", {{"field", name}, {"type", kindName(target.kind)}});
    return std::nullopt;
}

template <typename Key>
Value optionalLookUp(const Value& target, const Key& key,
                     std::optional<Value> (*find)(const Value&, const Key&, Value&)) {
    if (target.kind == Kind::Optional) return target.inner ? optionalLookUp(*target.inner, key, find) : target;
    Value failure;
    auto found = find(target, key, failure);
    const bool isAbsent =
        !found && (failure.failure->code == "expr.no_such_key" || failure.failure->code == "expr.index");
    return found || isAbsent ? Value::ofOptional(std::move(found)) : failure;
}

}  // namespace

std::string_view opName(Op op) {
    switch (op) {
        case Op::Not:
            return "!";
        case Op::Negate:
            return "-";
        case Op::And:
            return "&&";
        case Op::Or:
            return "||";
        case Op::Choose:
            return "?:";
        case Op::Add:
            return "+";
        case Op::Subtract:
            return "-";
        case Op::Multiply:
            return "*";
        case Op::Divide:
            return "/";
        case Op::Modulo:
            return "%";
        case Op::Equal:
            return "==";
        case Op::Unequal:
            return "!=";
        case Op::Less:
            return "<";
        case Op::LessEqual:
            return "<=";
        case Op::Greater:
            return ">";
        case Op::GreaterEqual:
            return ">=";
        case Op::In:
            return "in";
        default:
            return "[]";
    }
}

Value arithmetic(Op op, const Value& a, const Value& b, Budget& budget) {
    if (a.kind != b.kind) {
        auto time = op == Op::Add || op == Op::Subtract ? times(op, a, b) : std::nullopt;
        return time ? *time : noOperator(op, a, b);
    }
    switch (a.kind) {
        case Kind::Int:
            return wholeNumbers(op, a.integer, b.integer, &Value::ofInt);
        case Kind::Uint:
            return wholeNumbers(op, a.unsignedInteger, b.unsignedInteger, &Value::ofUint);
        case Kind::Double:
            return op == Op::Modulo ? noOperator(op, a, b) : doubles(op, a.number, b.number);
        case Kind::Duration:
        case Kind::Timestamp: {
            auto time = op == Op::Add || op == Op::Subtract ? times(op, a, b) : std::nullopt;
            return time ? *time : noOperator(op, a, b);
        }
        case Kind::String:
        case Kind::Bytes:
            if (op != Op::Add) return noOperator(op, a, b);
            budget.chargeBytes(a.text->size() + b.text->size());
            return a.kind == Kind::String ? Value::ofText(*a.text + *b.text) : Value::ofBytes(*a.text + *b.text);
        case Kind::List:
            return op == Op::Add ? concatenate(a, b, budget) : noOperator(op, a, b);
        default:
            return noOperator(op, a, b);
    }
}

Value compare(Op op, const Value& a, const Value& b, Budget& budget) {
    if (op == Op::Equal) return Value::ofBool(equal(a, b, &budget));
    if (op == Op::Unequal) return Value::ofBool(!equal(a, b, &budget));
    if (a.kind == Kind::String && b.kind == Kind::String) budget.chargeCopy(std::min(a.text->size(), b.text->size()));
    const bool isDouble = a.kind == Kind::Double && b.kind == Kind::Double;
    const auto found = isDouble ? std::optional(a.number <=> b.number) : order(a, b);
    if (!found) return noOperator(op, a, b);
    switch (op) {
        case Op::Less:
            return Value::ofBool(*found < 0);
        case Op::LessEqual:
            return Value::ofBool(*found <= 0);
        case Op::Greater:
            return Value::ofBool(*found > 0);
        default:
            return Value::ofBool(*found >= 0);
    }
}

Value contains(const Value& element, const Value& container, Budget& budget) {
    if (container.kind == Kind::Map) return Value::ofBool(container.find(element).has_value());
    if (container.kind != Kind::List) return noOperator(Op::In, element, container);
    const std::size_t size = container.size();
    for (std::size_t i = 0; i < size; ++i) {
        if (equal(container.item(i), element, &budget)) return Value::ofBool(true);
    }
    return Value::ofBool(false);
}

Value negate(const Value& a) {
    if (a.kind == Kind::Double) return Value::ofDouble(-a.number);
    if (a.kind == Kind::Int) return a.integer == INT64_MIN ? overflow(Op::Negate) : Value::ofInt(-a.integer);
    const Value args[] = {a.borrowed()};
    return noOverload("-", args);
}

Value at(const Value& target, const Value& key) {
    if (target.kind == Kind::Optional) return optionalAt(target, key);
    Value failure;
    auto found = lookUp(target, key, failure);
    return found ? std::move(*found) : failure;
}

Value select(const Value& target, const std::string& name) {
    if (target.kind == Kind::Optional) return optionalSelect(target, name);
    Value failure;
    auto found = lookUpName(target, name, failure);
    return found ? std::move(*found) : failure;
}

Value optionalAt(const Value& target, const Value& key) { return optionalLookUp<Value>(target, key, &lookUp); }

Value optionalSelect(const Value& target, const std::string& name) {
    return optionalLookUp<std::string>(target, name, &lookUpName);
}

Value hasField(const Value& target, const std::string& name) {
    if (target.kind == Kind::Optional) return target.inner ? hasField(*target.inner, name) : Value::ofBool(false);
    if (target.kind == Kind::Map) return Value::ofBool(target.find(name).has_value());
    return Value::error("expr.no_such_field", {{"field", name}, {"type", kindName(target.kind)}});
}

}  // namespace heddle::expr
