#pragma once
#include "core/base/problem.h"

#include <string>

namespace heddle::editor {

/// What is wrong with `value`, as one types: types, required members, limits, lengths, patterns, enums, alternatives.
/// References are followed in `root`. Paths are JSON pointers into `value`.
Problems checkValue(const Json& schema, const Json& value, const Json& root);
inline Problems checkValue(const Json& schema, const Json& value) { return checkValue(schema, value, schema); }

/// Whether `value` is of the JSON Schema type `type`.
bool hasType(const Json& value, const std::string& type);

}  // namespace heddle::editor
