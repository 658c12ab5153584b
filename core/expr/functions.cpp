#include "core/expr/functions.h"

namespace heddle::expr {

bool Call::has(std::initializer_list<Kind> kinds) const {
    return std::equal(args.begin(), args.end(), kinds.begin(), kinds.end(),
                      [](const Value& arg, Kind kind) { return arg.kind == kind; });
}

Value noOverload(std::string_view function, std::span<const Value> args) {
    std::string types;
    for (const Value& arg : args) {
        if (!types.empty()) types += ", ";
        types += kindName(arg.kind);
    }
    return Value::error("expr.overload", {{"function", function}, {"types", types}});
}

std::vector<const Function*> allFunctions() {
    std::vector<const Function*> all;
    for (const auto& family : {coreFunctions(), conversionFunctions(), stringFunctions(), mathFunctions(),
                               timeFunctions(), optionalFunctions()}) {
        for (const Function& function : family)
            all.push_back(&function);
    }
    return all;
}

const Function* findFunction(std::string_view name, bool isMember) {
    const Style other = isMember ? Style::Global : Style::Member;
    for (const auto& family : {coreFunctions(), conversionFunctions(), stringFunctions(), mathFunctions(),
                               timeFunctions(), optionalFunctions()}) {
        for (const Function& function : family) {
            if (function.name == name && function.style != other) return &function;
        }
    }
    return nullptr;
}

}  // namespace heddle::expr
