#pragma once
#include "core/base/problem.h"
#include "core/expr/program.h"

#include <functional>
#include <map>
#include <string>

namespace heddle::expr {

/// JSON Schemas of the variables, by name. `true` is one that may hold anything. References inside a schema ("#/…") are
/// followed, others mean that nothing is known.
using VariableSchemas = std::map<std::string, Json, std::less<>>;

/// What can be said without values: unknown variables, functions and fields, operands that never fit, comparisons that
/// are never true. Facts as an evaluation's errors have them (`line`, `column`, `source` …); `path` is left to the
/// caller. A field that the schema does not name, but does not forbid either, is a warning.
Problems check(const Program& program, const VariableSchemas& variables);

/// As check(), and the result must be able to be true or false.
Problems checkCondition(const Program& program, const VariableSchemas& variables);

}  // namespace heddle::expr
