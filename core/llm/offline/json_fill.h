#pragma once
#include "core/base/json.h"

#include <string_view>

namespace heddle::llm::offline {

/// What a JSON value is filled from.
struct Material {
    std::string_view text;         ///< where the facts stand
    std::string_view instruction;  ///< what was asked, for values that are an answer
    bool forTool = false;          ///< arguments of a tool: texts such as a query are the whole of `text`
};

/// A value that follows `schema` (JSON Schema: types, properties, required, enum, const, items, $ref, anyOf, formats,
/// limits), with what `material` says about each property by its name and description. Same input, same value. What
/// the text does not say is left out, or is the default or the least valid value where it is required.
Json filledBySchema(const Json& schema, const Material& material);

}  // namespace heddle::llm::offline
