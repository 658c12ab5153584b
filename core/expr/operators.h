#pragma once
#include "core/expr/ast.h"
#include "core/expr/functions.h"
#include "core/expr/value.h"

namespace heddle::expr {

/// Operands are never errors here. Results are, when the operator does not take them.
Value arithmetic(Op op, const Value& a, const Value& b, Budget& budget);
Value compare(Op op, const Value& a, const Value& b, Budget& budget);
Value contains(const Value& element, const Value& container, Budget& budget);
Value negate(const Value& a);

/// `target[key]` and `target.name`: of an optional, the result is optional.
Value at(const Value& target, const Value& key);
Value select(const Value& target, const std::string& name);
/// `target[?key]` and `target.?name`.
Value optionalAt(const Value& target, const Value& key);
Value optionalSelect(const Value& target, const std::string& name);
Value hasField(const Value& target, const std::string& name);

std::string_view opName(Op op);

}  // namespace heddle::expr
