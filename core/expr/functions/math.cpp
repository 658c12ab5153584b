#include "core/expr/functions.h"

#include <cmath>

// The math extension.
namespace heddle::expr {
namespace {

template <bool IsGreatest>
Value extreme(const Call& call) {
    const bool isList = call.args.size() == 1 && call.kind(0) == Kind::List;
    const std::size_t size = isList ? call.args[0].size() : call.args.size();
    if (size == 0) return noOverload(call.name, call.args);
    call.budget.charge(size);
    Value best;
    for (std::size_t i = 0; i < size; ++i) {
        const Value value = isList ? call.args[0].item(i) : call.args[i];
        if (!value.isNumber()) return noOverload(call.name, std::span(&value, 1));
        const auto found = i == 0 ? std::nullopt : order(value, best);
        if (i == 0 || (found && (IsGreatest ? *found > 0 : *found < 0))) best = value;
    }
    return best;
}

template <double (*Change)(double)>
Value change(const Call& call) {
    return call.kind(0) == Kind::Double ? Value::ofDouble(Change(call.args[0].number))
                                        : noOverload(call.name, call.args);
}

template <bool (*Test)(double)>
Value test(const Call& call) {
    return call.kind(0) == Kind::Double ? Value::ofBool(Test(call.args[0].number)) : noOverload(call.name, call.args);
}

double ceilOf(double x) { return std::ceil(x); }
double floorOf(double x) { return std::floor(x); }
double roundOf(double x) { return std::round(x); }
double truncOf(double x) { return std::trunc(x); }
bool isNan(double x) { return std::isnan(x); }
bool isInf(double x) { return std::isinf(x); }
bool isFinite(double x) { return std::isfinite(x); }

Value absolute(const Call& call) {
    const Value& value = call.args[0];
    if (value.kind == Kind::Uint) return value;
    if (value.kind == Kind::Double) return Value::ofDouble(std::fabs(value.number));
    if (value.kind != Kind::Int) return noOverload(call.name, call.args);
    if (value.integer == INT64_MIN) return Value::error("expr.overflow", {{"operator", call.name}});
    return Value::ofInt(std::abs(value.integer));
}

Value sign(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::Int:
            return Value::ofInt((value.integer > 0) - (value.integer < 0));
        case Kind::Uint:
            return Value::ofUint(value.unsignedInteger > 0 ? 1 : 0);
        case Kind::Double:
            if (std::isnan(value.number)) return value;
            return Value::ofDouble((value.number > 0) - (value.number < 0));
        default:
            return noOverload(call.name, call.args);
    }
}

Value squareRoot(const Call& call) {
    switch (call.kind(0)) {
        case Kind::Int:
            return Value::ofDouble(std::sqrt(static_cast<double>(call.args[0].integer)));
        case Kind::Uint:
            return Value::ofDouble(std::sqrt(static_cast<double>(call.args[0].unsignedInteger)));
        case Kind::Double:
            return Value::ofDouble(std::sqrt(call.args[0].number));
        default:
            return noOverload(call.name, call.args);
    }
}

Value likeFirst(const Call& call, std::uint64_t bits) {
    return call.kind(0) == Kind::Uint ? Value::ofUint(bits) : Value::ofInt(static_cast<std::int64_t>(bits));
}

bool areWhole(const Call& call) { return call.has({Kind::Int, Kind::Int}) || call.has({Kind::Uint, Kind::Uint}); }

Value bitAnd(const Call& call) {
    if (!areWhole(call)) return noOverload(call.name, call.args);
    return likeFirst(call, call.args[0].unsignedInteger & call.args[1].unsignedInteger);
}

Value bitOr(const Call& call) {
    if (!areWhole(call)) return noOverload(call.name, call.args);
    return likeFirst(call, call.args[0].unsignedInteger | call.args[1].unsignedInteger);
}

Value bitXor(const Call& call) {
    if (!areWhole(call)) return noOverload(call.name, call.args);
    return likeFirst(call, call.args[0].unsignedInteger ^ call.args[1].unsignedInteger);
}

Value bitNot(const Call& call) {
    if (call.kind(0) != Kind::Int && call.kind(0) != Kind::Uint) return noOverload(call.name, call.args);
    return likeFirst(call, ~call.args[0].unsignedInteger);
}

/// Shifts fill with zeros, also those of a negative number to the right.
template <bool IsLeft>
Value shift(const Call& call) {
    const bool isWhole = call.has({Kind::Int, Kind::Int}) || call.has({Kind::Uint, Kind::Int});
    if (!isWhole) return noOverload(call.name, call.args);
    const std::int64_t offset = call.args[1].integer;
    if (offset < 0) return Value::error("expr.shift", {{"offset", offset}});
    const std::uint64_t bits = call.args[0].unsignedInteger;
    return likeFirst(call, offset > 63 ? 0 : IsLeft ? bits << offset : bits >> offset);
}

constexpr Function kMathFunctions[] = {
    {"math.greatest", Style::Global, 1, 255, extreme<true>},
    {"math.least", Style::Global, 1, 255, extreme<false>},
    {"math.ceil", Style::Global, 1, 1, change<ceilOf>, Kind::Double},
    {"math.floor", Style::Global, 1, 1, change<floorOf>, Kind::Double},
    {"math.round", Style::Global, 1, 1, change<roundOf>, Kind::Double},
    {"math.trunc", Style::Global, 1, 1, change<truncOf>, Kind::Double},
    {"math.abs", Style::Global, 1, 1, absolute},
    {"math.sign", Style::Global, 1, 1, sign},
    {"math.sqrt", Style::Global, 1, 1, squareRoot, Kind::Double},
    {"math.isNaN", Style::Global, 1, 1, test<isNan>, Kind::Bool},
    {"math.isInf", Style::Global, 1, 1, test<isInf>, Kind::Bool},
    {"math.isFinite", Style::Global, 1, 1, test<isFinite>, Kind::Bool},
    {"math.bitAnd", Style::Global, 2, 2, bitAnd},
    {"math.bitOr", Style::Global, 2, 2, bitOr},
    {"math.bitXor", Style::Global, 2, 2, bitXor},
    {"math.bitNot", Style::Global, 1, 1, bitNot},
    {"math.bitShiftLeft", Style::Global, 2, 2, shift<true>},
    {"math.bitShiftRight", Style::Global, 2, 2, shift<false>},
};

}  // namespace

std::span<const Function> mathFunctions() { return kMathFunctions; }

}  // namespace heddle::expr
