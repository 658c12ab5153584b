#pragma once
#include <string_view>

namespace heddle::tools {

/// The value of an arithmetic expression in double precision: + - * / % ^ (to the right), brackets, 1.5e3, pi, e, and
/// the functions sqrt, cbrt, abs, exp, ln, log10, log2, sin, cos, tan, asin, acos, atan, floor, ceil, round, min, max,
/// pow, hypot. Throws Error(InvalidArgument, "tool.bad_expression") with the facts `column` (1-based) and `reason`
/// ("a number", "an operator", "a bracket", "a known name", "fewer brackets", "a finite result").
double calculate(std::string_view expression);

}  // namespace heddle::tools
