#pragma once
#include "core/base/pattern.h"
#include "core/expr/budget.h"
#include "core/expr/value.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace heddle::expr {

/// One call: the arguments (none is an error), the receiver first.
struct Call {
    std::span<const Value> args;
    Budget& budget;
    std::string_view name;
    const Pattern* pattern = nullptr;  ///< already compiled, when the argument is a literal

    Kind kind(std::size_t index) const { return args[index].kind; }
    const std::string& text(std::size_t index) const { return *args[index].text; }
    /// Whether the kinds of the arguments are exactly these.
    bool has(std::initializer_list<Kind> kinds) const;
};

enum class Style : std::uint8_t { Global, Member, Both };

/// A built-in function. It answers what it does not take with noOverload().
struct Function {
    std::string_view name;
    Style style;
    std::uint8_t least;  ///< arguments, with the receiver
    std::uint8_t most;
    Value (*call)(const Call&);
    Kind result = Kind::Error;  ///< what it makes, for the check; Error when that depends
};

Value noOverload(std::string_view function, std::span<const Value> args);

/// The function of this name for `a.name(…)` or `name(…)`; names of the second kind may have dots. Null when unknown.
const Function* findFunction(std::string_view name, bool isMember);

/// All functions' names with their styles, for completion.
std::vector<const Function*> allFunctions();

// One list per family; functions.cpp joins them.
std::span<const Function> coreFunctions();
std::span<const Function> conversionFunctions();
std::span<const Function> stringFunctions();
std::span<const Function> mathFunctions();
std::span<const Function> timeFunctions();
std::span<const Function> optionalFunctions();

/// `%s`, `%d` … filled from a list (functions/format.cpp).
Value formatText(const Call& call);
/// The text that `%s` shows, and that string(x) makes of scalars.
std::string plainText(const Value& value, Budget& budget);

}  // namespace heddle::expr
