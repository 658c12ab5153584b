#pragma once
#include "core/base/json.h"

#include <optional>
#include <string_view>

namespace heddle::engine {

/// How the writes to a field come together: the channel kinds of a graph's state.
enum class Reducer {
    Replace,   ///< the value written; two writers in one step are an error
    Append,    ///< a list; a written list adds its elements, anything else one element
    Add,       ///< sum of numbers; texts and lists are joined
    Merge,     ///< objects, merged deeply
    Messages,  ///< Append, but a message with the id of an earlier one takes its place; {"$remove": id} removes
    Min,       ///< of numbers or of texts
    Max,
    Any,        ///< the last of several values, which are meant to be equal
    Ephemeral,  ///< Replace, gone after the next step
    Untracked,  ///< Replace, never stored
};

/// Nothing when there is no such reducer. Names are those of domain::StateField.
std::optional<Reducer> reducerNamed(std::string_view name);
std::string_view reducerName(Reducer reducer);

/// Whether two tasks may not write to such a field in one step.
bool hasOneWriter(Reducer reducer);
/// Whether `value` can be reduced into `current` (null: nothing yet).
bool fits(Reducer reducer, const Json* current, const Json& value);
/// Reduces `value` into `current`, which must fit. Messages are more than a fold: see Channels.
void fold(Reducer reducer, Json& current, Json value);
/// {"$overwrite": v}, written to a field that has no single writer, replaces what is there; nothing otherwise.
const Json* overwritten(Reducer reducer, const Json& value);

}  // namespace heddle::engine
