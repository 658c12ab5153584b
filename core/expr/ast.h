#pragma once
#include "core/base/pattern.h"
#include "core/expr/value.h"

#include <string>
#include <vector>

namespace heddle::expr {

struct Function;

enum class Op : std::uint8_t {
    Constant,
    Variable,  ///< `name`, asked from the bindings
    Local,     ///< `slot`, set by a macro around it
    Select,    ///< child 0, `name`
    OptionalSelect,
    Has,  ///< child 0, `name`
    Index,
    OptionalIndex,
    Call,  ///< `function` with all children, the receiver first; a null function is unknown
    Not,
    Negate,
    And,  ///< all children
    Or,
    Choose,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    MakeList,
    MakeMap,  ///< key, value, key, value …
    Entry,    ///< child 0: an optional element of a list, or value of a map, that is left out when it has no value
    // Macros: child 0 is what they walk through; `slot` and, with `hasTwo`, `slot + 1` are their variables.
    All,
    Exists,
    ExistsOne,
    MapList,  ///< child 1 the new element, child 2 (when there) the filter
    Filter,
    MapMap,       ///< child 1 the new value, child 2 (when there) the filter
    MapMapEntry,  ///< child 1 a map of entries, child 2 (when there) the filter
    Bind,         ///< child 1 with child 0 as `slot`
    OptionalMap,  ///< child 1 with the value of optional child 0 as `slot`, made optional
    OptionalFlatMap,
};

/// One node of a compiled expression. Macros are nodes of their own, not loops over an accumulator.
struct Node {
    Op op = Op::Constant;
    bool hasTwo = false;
    std::uint16_t depth = 1;
    std::uint32_t offset = 0;  ///< place in the source, in bytes
    int slot = 0;
    std::string name;
    std::string dotted;  ///< Select: the whole path when it is one of plain names from a variable on
    Value constant;
    const Function* function = nullptr;
    std::shared_ptr<const Pattern> pattern;  ///< Call of `matches` with a literal
    std::vector<Node> children;
};

}  // namespace heddle::expr
