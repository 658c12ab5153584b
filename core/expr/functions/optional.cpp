#include "core/expr/functions.h"

// Optional values: `optional.of(x)`, `a.?b`, `list[?0]`.
namespace heddle::expr {
namespace {

bool isZero(const Value& value) {
    switch (value.kind) {
        case Kind::Null:
            return true;
        case Kind::Bool:
            return !value.boolean;
        case Kind::Int:
            return value.integer == 0;
        case Kind::Uint:
            return value.unsignedInteger == 0;
        case Kind::Double:
            return value.number == 0;
        case Kind::String:
        case Kind::Bytes:
            return value.text->empty();
        case Kind::List:
        case Kind::Map:
            return value.size() == 0;
        case Kind::Duration:
            return value.integer == 0 && value.extra == 0;
        case Kind::Optional:
            return value.inner == nullptr;
        default:
            return false;
    }
}

Value of(const Call& call) { return Value::ofOptional(call.args[0]); }
Value none(const Call&) { return Value::ofOptional(std::nullopt); }

Value ofNonZero(const Call& call) {
    return Value::ofOptional(isZero(call.args[0]) ? std::nullopt : std::optional(call.args[0]));
}

Value hasValue(const Call& call) {
    if (call.kind(0) != Kind::Optional) return noOverload(call.name, call.args);
    return Value::ofBool(call.args[0].inner != nullptr);
}

Value value(const Call& call) {
    if (call.kind(0) != Kind::Optional) return noOverload(call.name, call.args);
    return call.args[0].inner ? *call.args[0].inner : Value::error("expr.no_value");
}

Value orOther(const Call& call) {
    if (!call.has({Kind::Optional, Kind::Optional})) return noOverload(call.name, call.args);
    return call.args[call.args[0].inner ? 0 : 1];
}

Value orValue(const Call& call) {
    if (call.kind(0) != Kind::Optional) return noOverload(call.name, call.args);
    return call.args[0].inner ? *call.args[0].inner : call.args[1];
}

Value present(const Call& call) {
    if (call.kind(0) != Kind::List) return noOverload(call.name, call.args);
    List values;
    for (std::size_t i = 0; i < call.args[0].size(); ++i) {
        const Value item = call.args[0].item(i);
        if (item.kind != Kind::Optional) return noOverload(call.name, std::span(&item, 1));
        if (item.inner) values.push_back(*item.inner);
    }
    return Value::ofList(std::move(values));
}

Value first(const Call& call) {
    if (call.kind(0) != Kind::List) return noOverload(call.name, call.args);
    return Value::ofOptional(call.args[0].size() > 0 ? std::optional(call.args[0].item(0)) : std::nullopt);
}

Value last(const Call& call) {
    if (call.kind(0) != Kind::List) return noOverload(call.name, call.args);
    const std::size_t size = call.args[0].size();
    return Value::ofOptional(size > 0 ? std::optional(call.args[0].item(size - 1)) : std::nullopt);
}

constexpr Function kOptionalFunctions[] = {
    {"optional.of", Style::Global, 1, 1, of, Kind::Optional},
    {"optional.none", Style::Global, 0, 0, none, Kind::Optional},
    {"optional.ofNonZeroValue", Style::Global, 1, 1, ofNonZero, Kind::Optional},
    {"optional.unwrap", Style::Global, 1, 1, present, Kind::List},
    {"unwrapOpt", Style::Member, 1, 1, present, Kind::List},
    {"hasValue", Style::Member, 1, 1, hasValue, Kind::Bool},
    {"value", Style::Member, 1, 1, value},
    {"or", Style::Member, 2, 2, orOther, Kind::Optional},
    {"orValue", Style::Member, 2, 2, orValue},
    {"first", Style::Member, 1, 1, first, Kind::Optional},
    {"last", Style::Member, 1, 1, last, Kind::Optional},
};

}  // namespace

std::span<const Function> optionalFunctions() { return kOptionalFunctions; }

}  // namespace heddle::expr
