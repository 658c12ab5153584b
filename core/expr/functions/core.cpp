#include "core/base/pattern.h"
#include "core/base/utf8.h"
#include "core/expr/functions.h"

namespace heddle::expr {
namespace {

Value size(const Call& call) {
    const Value& value = call.args[0];
    switch (value.kind) {
        case Kind::String:
            call.budget.chargeBytes(value.text->size());
            return Value::ofInt(static_cast<std::int64_t>(codePointCount(*value.text)));
        case Kind::Bytes:
            return Value::ofInt(static_cast<std::int64_t>(value.text->size()));
        case Kind::List:
        case Kind::Map:
            return Value::ofInt(static_cast<std::int64_t>(value.size()));
        default:
            return noOverload(call.name, call.args);
    }
}

template <bool (*Test)(std::string_view, std::string_view)>
Value textTest(const Call& call) {
    if (!call.has({Kind::String, Kind::String})) return noOverload(call.name, call.args);
    call.budget.chargeBytes(call.text(0).size());
    return Value::ofBool(Test(call.text(0), call.text(1)));
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool startsWith(std::string_view text, std::string_view part) { return text.starts_with(part); }
bool endsWith(std::string_view text, std::string_view part) { return text.ends_with(part); }

Value matches(const Call& call) {
    if (!call.has({Kind::String, Kind::String})) return noOverload(call.name, call.args);
    const auto made = call.pattern ? std::nullopt : Pattern::compile(call.text(1));
    const Pattern* pattern = call.pattern ? call.pattern : made ? &*made : nullptr;
    if (!pattern) return Value::error("expr.pattern", {{"pattern", call.text(1)}});
    call.budget.charge(pattern->cost(call.text(0).size()) / 16);
    return Value::ofBool(pattern->isIn(call.text(0)));
}

Value typeOf(const Call& call) { return Value::ofType(call.args[0].kind); }
Value same(const Call& call) { return call.args[0]; }

Value encode(const Call& call) {
    if (call.kind(0) != Kind::Bytes) return noOverload(call.name, call.args);
    call.budget.chargeBytes(call.text(0).size());
    return Value::ofText(base64Encode(call.text(0)));
}

Value decode(const Call& call) {
    if (call.kind(0) != Kind::String) return noOverload(call.name, call.args);
    call.budget.chargeBytes(call.text(0).size());
    auto bytes = base64Decode(call.text(0));
    return bytes ? Value::ofBytes(std::move(*bytes))
                 : Value::error("expr.convert", {{"to", "bytes"}, {"text", call.text(0)}});
}

constexpr Function kCoreFunctions[] = {
    {"size", Style::Both, 1, 1, size, Kind::Int},
    {"contains", Style::Member, 2, 2, textTest<holds>, Kind::Bool},
    {"startsWith", Style::Member, 2, 2, textTest<startsWith>, Kind::Bool},
    {"endsWith", Style::Member, 2, 2, textTest<endsWith>, Kind::Bool},
    {"matches", Style::Both, 2, 2, matches, Kind::Bool},
    {"type", Style::Global, 1, 1, typeOf, Kind::Type},
    {"dyn", Style::Global, 1, 1, same},
    {"base64.encode", Style::Global, 1, 1, encode, Kind::String},
    {"base64.decode", Style::Global, 1, 1, decode, Kind::Bytes},
};

}  // namespace

std::span<const Function> coreFunctions() { return kCoreFunctions; }

}  // namespace heddle::expr
