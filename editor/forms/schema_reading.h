#pragma once
#include "core/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::editor {

/// What shows a value of a schema.
enum class FieldKind {
    Text,    ///< one line
    Secret,  ///< one line, hidden
    Code,    ///< several lines: multiline, prompt, cel, json, python, javascript
    Choice,  ///< a line with a list that the context fills
    Enum,
    Number,
    Flag,
    List,
    Map,     ///< any names, one schema of values
    Object,  ///< named members
    OneOf,
    Fixed,  ///< a constant: nothing to show
    Any,    ///< as JSON text
};

/// `schema` with `$ref` followed in `root` and `allOf` merged, one level deep; what cannot be resolved is left out.
Json resolvedSchema(const Json& schema, const Json& root);

/// Expects a resolved schema.
FieldKind kindOf(const Json& schema);

/// "string", "integer" …, also from `["string", "null"]`; empty when there are several or none.
std::string typeOf(const Json& schema);

/// The names of an object's members in the order to show: `x-order` first, then required ones, then the others by name.
std::vector<std::string> memberOrder(const Json& schema);

/// The English title: the schema's, or one made of `key`: "max_tokens" is "Max tokens".
std::string titleOf(const Json& schema, const std::string& key);

bool isRequired(const Json& objectSchema, const std::string& key);

/// The alternatives of a `oneOf` or `anyOf`, without `null`.
std::vector<Json> alternativesOf(const Json& schema, const Json& root);

/// The alternative that `value` is: the one it has the fewest problems with.
std::size_t alternativeFor(const std::vector<Json>& alternatives, const Json& value);

/// A value to start with: the default, the constant, or an empty one of its type with its required members.
Json startValue(const Json& schema, const Json& root);

/// The entries of an enum, also of a `oneOf` of constants: value and English title.
struct EnumEntry {
    Json value;
    std::string title;
};
std::vector<EnumEntry> enumEntries(const Json& schema);

/// The schema's string member, or an empty one.
std::string textOf(const Json& schema, std::string_view key);

}  // namespace heddle::editor
